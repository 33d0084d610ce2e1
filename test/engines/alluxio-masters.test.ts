import { expect } from 'chai';
import { type Alluxio, type AlluxioMaster, type AlluxioWorker, startAlluxio } from '../support/alluxio.ts';
import { alluxioMissing } from '../support/binaries.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Eyes, isHeld, openEyes, readingOf, type Seen, whyBlind } from './eyes.ts';
import { objectsOf } from './objects.ts';

describeNeeding(alluxioMissing(), 'three real Alluxio masters, seen by the daemon', (suite) => {
  suite.timeout(600_000).bail(true);
  let engine: Alluxio;
  let worker: AlluxioWorker;
  let eyes: Eyes;
  let killed: AlluxioMaster;

  before('three masters that elect one, a worker, 24 MB in the cache', async () => {
    engine = await startAlluxio({ masters: 3, quota: '64MB' });
    worker = await engine.startWorker();
    const { masters } = engine;
    const size = { size: '160.00MiB', masters };
    eyes = openEyes(() => objectsOf({ kind: 'AlluxioRuntime', replicas: 1, ...size }));
    await eyes.until('the worker', (seen) => whyBlind(seen) === null);
    await engine.read(engine.makeFiles(24_000_000));
  });
  after(async () => {
    eyes?.close();
    await engine?.stop();
  });

  /** The one master that leads, and what it says: its own word comes a moment after its page. */
  const leader = () =>
    waitFor(
      async () => {
        const said = await Promise.all(
          engine.masters.map(async (master) => ({ master, info: await master.info() })),
        );
        const leading = said.flatMap(({ master, info }) => (info !== null ? [{ master, info }] : []));
        return leading.length === 1 && leading[0];
      },
      { what: 'exactly one master to lead' },
    );
  const untilTrue = async () => {
    const seen = await eyes.until(
      '24 MB in the cache',
      (one) => whyBlind(one) === null && readingOf(one).usedBytes === 24_000_000,
    );
    const { info } = await leader();
    const { capacityBytes, usedBytes, workers } = readingOf(seen);
    expect({ total: capacityBytes, used: usedBytes }).to.deep.equal(info.capacity);
    expect(workers).to.equal(info.workers.length);
    return seen;
  };

  it('finds the one that leads, of which the others say nothing', async () => {
    expect(isHeld(await untilTrue())).to.equal(true);
  });

  it('follows to the next when it is killed, and moves nothing while there is none', async () => {
    killed = (await leader()).master;
    const looks: Seen[] = [];
    await killed.process().stop('SIGKILL');
    await eyes.until('another to lead', (seen) => {
      looks.push(seen);
      return whyBlind(seen) === null;
    });
    expect(whyBlind(looks[0] as Seen), 'the first look').not.to.equal(null);
    for (const seen of looks) expect(isHeld(seen), JSON.stringify(seen.observation.reading)).to.equal(true);
    await untilTrue();
    expect((await leader()).master).not.to.equal(killed);
  });

  it('is not led astray by the one that comes back, nor held up by one that hangs', async () => {
    killed.start();
    await untilTrue();
    const { master } = await leader();
    const standby = engine.masters.find((one) => one !== master && one !== killed);
    standby?.process().signal('SIGSTOP');
    const seen = await waitFor(() => eyes.look(), { what: 'a look' });
    standby?.process().signal('SIGCONT');
    expect(whyBlind(seen)).to.equal(null);
    expect(worker.process.ended()).to.equal(null);
  });
});
