import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Clock } from '../../../lib/clock/clock.ts';
import { createPolicyFolder, type PolicyFolder } from '../../../lib/spec/folder.ts';
import type { FolderEvent } from '../../../lib/spec/folder-state.ts';
import type { LastGood } from '../../../lib/spec/restore.ts';
import { hashOf, ownText } from '../../../lib/spec/split.ts';
import { tempFolder } from '../../support/temp.ts';
import { mountConfigMap } from './config-map.ts';
import { BROKEN, both, doc } from './folder-story.ts';
import { samples } from './make.ts';
import { testClock } from './test-clock.ts';

/** Does something again and again until it has had its effect. */
async function during<T>(effect: Promise<T>, work: () => void): Promise<T> {
  let done = false;
  const finish = () => {
    done = true;
  };
  effect.then(finish, finish);
  while (!done) {
    work();
    await new Promise(setImmediate);
  }
  return effect;
}

interface Watched extends PolicyFolder {
  readonly events: FolderEvent[];
  /** Resolves once an event of this type has come, counting from the beginning; takes it and those before it away. */
  next(type: FolderEvent['type']): Promise<FolderEvent>;
  versions(): Readonly<Record<string, number>>;
}

describe('a policy folder on disk', () => {
  const open: PolicyFolder[] = [];
  afterEach(async () => {
    for (const folder of open.splice(0)) await folder.stop();
  });

  function watchFolder(path: string, clock: Clock, lastGood: readonly LastGood[] = []): Watched {
    const events: FolderEvent[] = [];
    let heard = () => {};
    const onChange = (news: readonly FolderEvent[]) => {
      events.push(...news);
      heard();
    };
    const folder = createPolicyFolder({ folder: path, registry: samples, clock, onChange, lastGood });
    open.push(folder);
    const next = async (type: FolderEvent['type']): Promise<FolderEvent> => {
      for (;;) {
        const index = events.findIndex((event) => event.type === type);
        if (index >= 0) return events.splice(0, index + 1).at(-1) as FolderEvent;
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    };
    const versions = () =>
      Object.fromEntries([...folder.inForce().values()].map(({ plan }) => [plan.dataset, plan.bounds.max]));
    return { ...folder, events, next, versions };
  }

  const types = ({ events }: Watched) => events.map(({ type }) => type);

  describe('mounted from a ConfigMap', () => {
    it('is followed through a swap by what the system reports, without waiting for the next round', async () => {
      const path = tempFolder('spec-swap');
      const mount = mountConfigMap(path);
      mount.write({ 'spark.yaml': doc('spark', 1), 'other.yaml': doc('other', 1) });
      const folder = watchFolder(path, testClock().clock);
      await folder.start();
      expect(types(folder)).to.deep.equal(['added', 'added']);
      folder.events.length = 0;
      mount.write({ 'spark.yaml': doc('spark', 2), 'other.yaml': doc('other', 1) });
      const event = await folder.next('changed');
      expect(event).to.have.nested.property('entry.plan.bounds.max', 2);
      expect(folder.versions()).to.deep.equal({ spark: 2, other: 1 });
      expect(folder.events).to.deep.equal([]);
      expect(folder.faults()).to.deep.equal([]);
    });

    it('never shows files of two generations together, nor a fault, however it is swapped', async () => {
      const path = tempFolder('spec-swaps');
      const mount = mountConfigMap(path);
      const generation = (version: number) =>
        Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.yaml`, doc(name, version)]));
      mount.write(generation(1));
      const folder = watchFolder(path, testClock().clock);
      await folder.look();
      for (let version = 2; version <= 80; version++) {
        const looking = folder.look();
        // In the midst of reading, each time a little later.
        for (let i = 0; i < version % 20; i++) await new Promise(setImmediate);
        mount.write(generation(version));
        await looking;
        expect(new Set(Object.values(folder.versions())).size).to.equal(1);
      }
      await folder.look();
      expect(folder.versions()).to.deep.equal({ a: 80, b: 80, c: 80, d: 80 });
      expect(new Set(types(folder))).to.deep.equal(new Set(['added', 'changed']));
    });

    it('lets a document go whose key is taken out, at the second look', async () => {
      const path = tempFolder('spec-key');
      const mount = mountConfigMap(path);
      mount.write({ 'spark.yaml': doc('spark', 1), 'other.yaml': doc('other', 1) });
      const { clock, pass } = testClock();
      const folder = watchFolder(path, clock);
      await folder.look();
      mount.write({ 'spark.yaml': doc('spark', 1) });
      await folder.look();
      expect(folder.versions()).to.deep.equal({ spark: 1, other: 1 });
      pass(5000);
      await folder.look();
      expect(folder.versions()).to.deep.equal({ spark: 1 });
      expect(types(folder)).to.deep.equal(['added', 'added', 'removed']);
    });
  });

  it('reads each file once, whatever hides behind the links', async () => {
    const path = tempFolder('spec-once');
    mountConfigMap(path).write({ 'spark.yaml': doc('spark', 1) });
    const folder = watchFolder(path, testClock().clock);
    await folder.look();
    expect(types(folder)).to.deep.equal(['added']);
    expect(folder.inForce().get('default/spark')?.file).to.equal('spark.yaml');
  });

  it('is looked at every five seconds, for changes no system reports', async () => {
    const [path, elsewhere] = [tempFolder('spec-rounds'), tempFolder('spec-elsewhere')];
    writeFileSync(join(elsewhere, 'target'), doc('spark', 1));
    symlinkSync(join(elsewhere, 'target'), join(path, 'spark.yaml'));
    const { clock, pass } = testClock();
    const folder = watchFolder(path, clock);
    await folder.start();
    writeFileSync(join(elsewhere, 'target'), doc('spark', 2));
    pass(5000);
    await folder.next('changed');
    expect(folder.versions()).to.deep.equal({ spark: 2 });
  });

  it('believes a change only when two readings agree, so that nobody is caught half-way through writing', async () => {
    const path = tempFolder('spec-half');
    const file = join(path, 'spark.yaml');
    const whole = both(doc('spark', 2), doc('late', 2));
    writeFileSync(file, doc('spark', 1));
    let pauses = 0;
    const { clock, pass } = testClock(() => {
      pauses++;
      writeFileSync(file, pauses === 1 ? whole.slice(0, -20) : whole);
    });
    const folder = watchFolder(path, clock);
    await folder.look();
    await folder.start();
    writeFileSync(file, doc('spark', 2).slice(0, -20));
    pass(5000);
    await folder.next('changed');
    expect(folder.versions()).to.deep.equal({ spark: 2, late: 2 });
    expect(folder.events.concat().map(({ type }) => type)).to.not.include('faulty');
    expect(pauses).to.be.at.least(2);
  });

  it('keeps a broken file’s last good version and shows the fault with its file', async () => {
    const path = tempFolder('spec-broken');
    writeFileSync(join(path, 'spark.yaml'), doc('spark', 1));
    const folder = watchFolder(path, testClock().clock);
    await folder.look();
    writeFileSync(join(path, 'spark.yaml'), BROKEN);
    await folder.look();
    expect(folder.versions()).to.deep.equal({ spark: 1 });
    expect(types(folder)).to.deep.equal(['added', 'faulty']);
    expect(folder.faults().map(({ file }) => file)).to.deep.equal([join(path, 'spark.yaml')]);
  });

  it('keeps what the ledger knows of a file that is broken at the start', async () => {
    const path = tempFolder('spec-ledger');
    writeFileSync(join(path, 'spark.yaml'), BROKEN);
    const text = ownText(doc('spark', 7));
    const known = { namespace: 'default', dataset: 'spark', hash: hashOf(text), file: 'spark.yaml', text };
    const folder = watchFolder(path, testClock().clock, [known]);
    await folder.start();
    expect(types(folder)).to.deep.equal(['added', 'faulty']);
    expect(folder.inForce().get('default/spark')).to.deep.include({ text, file: 'spark.yaml' });
  });

  it('may be one file, replaced by a rename, and gone only at the second look', async () => {
    const path = join(tempFolder('spec-one'), 'policy.yaml');
    writeFileSync(path, doc('spark', 1));
    const { clock, pass } = testClock();
    const folder = watchFolder(path, clock);
    await folder.start();
    writeFileSync(`${path}.new`, doc('spark', 2));
    renameSync(`${path}.new`, path);
    await folder.next('changed');
    expect(folder.versions()).to.deep.equal({ spark: 2 });
    await folder.stop();
    const again = watchFolder(path, clock);
    await again.look();
    rmSync(path);
    await again.look();
    expect(again.versions()).to.deep.equal({ spark: 2 });
    pass(5000);
    await again.look();
    expect(again.versions()).to.deep.equal({});
    expect(again.faults()).to.deep.equal([]);
  });

  it('may come later, and may be made anew', async () => {
    const path = join(tempFolder('spec-late'), 'policies');
    const { clock, pass } = testClock();
    const folder = watchFolder(path, clock);
    await folder.start();
    expect(folder.faults()[0]).to.include({ file: path, follows: 'nothing is in force' });
    mkdirSync(path);
    writeFileSync(join(path, 'spark.yaml'), doc('spark', 1));
    await during(folder.next('healed'), () => pass(5000));
    expect(folder.versions()).to.deep.equal({ spark: 1 });
    renameSync(path, `${path}.old`);
    mkdirSync(path);
    writeFileSync(join(path, 'spark.yaml'), doc('spark', 2));
    await during(folder.next('changed'), () => pass(5000));
    writeFileSync(join(path, 'spark.yaml'), doc('spark', 3));
    await folder.next('changed');
    expect(folder.versions()).to.deep.equal({ spark: 3 });
  });

  it('is silent after it was stopped', async () => {
    const path = tempFolder('spec-stop');
    const folder = watchFolder(path, testClock().clock);
    await folder.start();
    await folder.stop();
    writeFileSync(join(path, 'spark.yaml'), doc('spark', 1));
    await folder.look();
    expect(folder.events).to.deep.equal([]);
    expect(folder.inForce().size).to.equal(0);
  });
});
