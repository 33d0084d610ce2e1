import { mkdirSync, renameSync, watch as watchFile, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createWatch, type Watch } from '../../../lib/spec/watch.ts';
import { tempFolder } from '../../support/temp.ts';
import { testClock } from './test-clock.ts';

/** Looks that are counted, and can be waited for or held up. */
function counter() {
  let [count, heard, gate] = [0, () => {}, Promise.resolve()];
  const look = async () => {
    count++;
    heard();
    await gate;
  };
  const reaches = async (wanted: number) => {
    while (count < wanted) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  const hold = () => {
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      gate = Promise.resolve();
      open();
    };
  };
  return { look, reaches, hold, count: () => count };
}

describe('the watch on a policy folder', () => {
  const open: Watch[] = [];
  afterEach(async () => {
    for (const watch of open.splice(0)) await watch.stop();
  });
  const start = async (path: string, { clock }: ReturnType<typeof testClock>, look: () => Promise<void>) => {
    const watch = createWatch({ path, everyMs: 5000, clock, look });
    open.push(watch);
    await watch.start();
    return watch;
  };

  it('asks for a look at a change, and none without', async () => {
    const path = tempFolder('watch');
    const { look, reaches, count } = counter();
    await start(path, testClock(), look);
    expect(count()).to.equal(0);
    writeFileSync(join(path, 'a.yaml'), 'a');
    await reaches(1);
  });

  it('asks for one more when something changes during a look', async () => {
    const path = tempFolder('watch-during');
    const { look, reaches, hold } = counter();
    await start(path, testClock(), look);
    const release = hold();
    mkdirSync(join(path, 'one'));
    await reaches(1);
    const reported = new Promise((resolve) => {
      const own = watchFile(path, () => {
        own.close();
        setImmediate(resolve);
      });
    });
    mkdirSync(join(path, 'two'));
    await reported;
    release();
    await reaches(2);
  });

  it('asks for a look every round', async () => {
    const time = testClock();
    const { look, reaches } = counter();
    await start(tempFolder('watch-rounds'), time, look);
    for (const round of [1, 2, 3]) {
      await time.asleep();
      time.pass(5000);
      await reaches(round);
    }
  });

  it('watches the folder that is at the path now, when it was made anew', async () => {
    const path = join(tempFolder('watch-anew'), 'policies');
    mkdirSync(path);
    const time = testClock();
    const { look, reaches, count } = counter();
    await start(path, time, look);
    renameSync(path, `${path}.old`);
    mkdirSync(path);
    const before = count();
    time.pass(5000);
    await reaches(before + 1);
    await time.asleep();
    const quiet = count();
    writeFileSync(join(path, 'a.yaml'), 'a');
    await reaches(quiet + 1);
  });

  it('makes do with the rounds where there is nothing to watch', async () => {
    const time = testClock();
    const { look, reaches } = counter();
    await start(join(tempFolder('watch-none'), 'none'), time, look);
    time.pass(5000);
    await reaches(1);
  });

  it('asks for nothing once stopped', async () => {
    const path = tempFolder('watch-stop');
    const time = testClock();
    const { look, count } = counter();
    const watch = await start(path, time, look);
    await watch.stop();
    writeFileSync(join(path, 'a.yaml'), 'a');
    time.pass(60_000);
    await new Promise(setImmediate);
    expect(count()).to.equal(0);
  });
});
