import { expect } from 'chai';
import { type Alluxio, type AlluxioWorker, type MasterInfo, startAlluxio } from '../support/alluxio.ts';
import { alluxioMissing } from '../support/binaries.ts';
import { describeNeeding } from '../support/describe-needing.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Eyes, isHeld, openEyes, readingOf, type Seen, whyBlind } from './eyes.ts';
import { type Lab, objectsOf } from './objects.ts';

const MIB = 2 ** 20;
const WORKER = 64 * MIB;
const BLOCK = MIB;
/** Alluxio's own is 5 minutes: it gives a worker up 305 to 308 s after its last word (measured once, not waited for here). */
const GIVES_UP = '20s';

describeNeeding(alluxioMissing(), 'a real Alluxio, seen by the daemon', (suite) => {
  suite.timeout(600_000).bail(true);
  let engine: Alluxio;
  let eyes: Eyes;
  let lab: Lab;
  const workers: AlluxioWorker[] = [];

  before('a master without workers', async () => {
    engine = await startAlluxio({
      quota: '64MB',
      properties: {
        'alluxio.master.worker.timeout': GIVES_UP,
        'alluxio.master.lost.worker.detection.interval': '1s',
      },
    });
    const properties = { 'alluxio.user.block.size.bytes.default': '1MB' };
    lab = {
      kind: 'AlluxioRuntime',
      spec: { properties },
      replicas: 1,
      size: '160.00MiB',
      masters: engine.masters,
    };
    eyes = openEyes(() => objectsOf(lab));
  });
  after(async () => {
    eyes?.close();
    await engine?.stop();
  });

  const master = () => {
    const [only] = engine.masters;
    if (only === undefined) throw new Error('no master');
    return only;
  };
  const truth = async (): Promise<MasterInfo> => {
    const info = await master().info();
    if (info === null) throw new Error('the master says nothing');
    return info;
  };
  const startWorker = async () => {
    workers.push(await engine.startWorker());
  };

  /** A look between two words of the master that are the same, so that all three are of one moment; it agrees with them. */
  async function seenAndTrue(): Promise<Seen> {
    const { seen, info } = await waitFor(
      async () => {
        const [first, look, second] = [await truth(), await eyes.look(), await truth()];
        const still = (one: MasterInfo) => [one.capacity, one.workers.length, one.lostWorkers.length];
        return JSON.stringify(still(first)) === JSON.stringify(still(second)) && { seen: look, info: second };
      },
      { what: 'the master to say the same twice' },
    );
    expect(readingOf(seen)).to.deep.include({
      source: 'alluxio-master',
      capacityBytes: info.capacity.total,
      usedBytes: info.capacity.used,
      workers: info.workers.length,
    });
    return seen;
  }

  const notes = (seen: Seen) => readingOf(seen).notes.map(({ code }) => code);

  it('has no figure of a master that counts no worker yet, and nothing moves', async () => {
    expect((await truth()).capacity).to.deep.equal({ used: 0, total: 0 });
    const seen = await eyes.look();
    expect(whyBlind(seen)).to.equal('EngineAllZero');
    expect([isHeld(seen), seen.grower.reason.code]).to.deep.equal([true, 'EngineAllZero']);
  });

  it('sees an empty worker as soon as the master does', async () => {
    await startWorker();
    await eyes.until('the first worker', (seen) => whyBlind(seen) === null);
    const seen = await seenAndTrue();
    expect(readingOf(seen)).to.include({ capacityBytes: WORKER, usedBytes: 0, workers: 1 });
    expect(seen.grower.reason.code).to.equal('BelowThreshold');
  });

  it('sees to the byte what is read through the cache', async () => {
    await engine.read(engine.makeFiles(24_000_000));
    await eyes.until('24 MB in the cache', (seen) => readingOf(seen).usedBytes === 24_000_000);
    const seen = await seenAndTrue();
    expect(seen.observation.reading).to.deep.include({ usedBytes: 24_000_000 });
    expect(isHeld(seen)).to.equal(true);
  });

  it('sees a cache that is full as full, at every look from then on, however it swings while it evicts', async () => {
    const files = engine.makeFiles(160 * MIB);
    const looks: Seen[] = [];
    let reading = true;
    const read = (async () => {
      for (let times = 0; times < 2; times++) await engine.read(files);
    })().finally(() => {
      reading = false;
    });
    while (reading) looks.push(await eyes.look());
    await read;
    looks.push(await seenAndTrue());

    const full = looks.findIndex(({ grower }) => grower.reason.code !== 'BelowThreshold');
    expect(full, 'looks until it was full').to.be.within(0, looks.length - 2);
    for (const seen of looks.slice(full)) {
      expect(seen.grower).to.include({ outcome: 'move', current: 1, target: 3 });
      expect(readingOf(seen).peakBytes).to.be.at.least(0.9 * WORKER);
    }
    // At rest it is short of full by a block or two, never full: that is why full is not 100 %.
    expect(readingOf(looks.at(-1) as Seen).usedBytes).to.be.within(WORKER - 4 * BLOCK, WORKER);
    expect(looks.map(whyBlind)).to.deep.equal(looks.map(() => null));
  });

  it('sees a second worker: twice the room, and nothing more to wish for than full fit', async () => {
    lab = { ...lab, replicas: 2, ready: [0] };
    await startWorker();
    await eyes.until('two workers', (seen) => readingOf(seen).workers === 2);
    expect(notes(await seenAndTrue())).to.deep.equal(['EngineCountsUnready']);
    lab = { ...lab, ready: [0, 1] };
    const seen = await seenAndTrue();
    expect(readingOf(seen)).to.include({ capacityBytes: 2 * WORKER, workers: 2 });
    expect(notes(seen)).to.deep.equal([]);
    expect(seen.grower.reason.code).to.equal('BelowThreshold');
  });

  it('sees a killed worker as the engine does, still there; its pod says otherwise', async () => {
    await workers[1]?.process.stop('SIGKILL');
    lab = { ...lab, ready: [0] };
    const seen = await seenAndTrue();
    expect(readingOf(seen)).to.include({ capacityBytes: 2 * WORKER, workers: 2 });
    expect(notes(seen)).to.deep.equal(['EngineCountsUnready']);
  });

  it('does not take a worker that is given up for a full cache', async () => {
    await eyes.until('the engine to give the worker up', (seen) => readingOf(seen).workers === 1);
    const seen = await seenAndTrue();
    expect((await truth()).lostWorkers).to.have.lengthOf(1);
    const { usedBytes, capacityBytes, notes: said } = readingOf(seen);
    expect(usedBytes / capacityBytes, 'what a plain ratio would say').to.be.above(0.9);
    expect(said[0]).to.deep.include({ code: 'CapacityJumped' });
    expect(seen.grower.reason.code).to.equal('BelowThreshold');
    expect(isHeld(seen)).to.equal(true);
  });

  it('sees a worker that only stalled come back with what it held', async () => {
    lab = { ...lab, replicas: 1, ready: [0] };
    const before = readingOf(await seenAndTrue());
    workers[0]?.process.signal('SIGSTOP');
    const gone = await eyes.until('the engine to have no worker', (seen) => whyBlind(seen) !== null);
    expect(whyBlind(gone)).to.equal('EngineAllZero');
    expect(isHeld(gone)).to.equal(true);
    workers[0]?.process.signal('SIGCONT');
    await eyes.until('the worker to be back', (seen) => whyBlind(seen) === null);
    expect(readingOf(await seenAndTrue())).to.include({ usedBytes: before.usedBytes, workers: 1 });
  });

  it('sees an emptied cache as empty', async () => {
    await engine.free();
    await eyes.until('the cache to be empty', (seen) => readingOf(seen).usedBytes === 0);
    await seenAndTrue();
    await engine.read(engine.makeFiles(24 * MIB));
    await eyes.until('24 MiB in the cache', (seen) => readingOf(seen).usedBytes === 24 * MIB);
  });

  it('says at each moment of a master’s restart why it is blind, then sees what was there before', async () => {
    eyes.close();
    eyes = openEyes(() => objectsOf(lab)); // whose last minute knows nothing of a full cache
    const whole = readingOf(await seenAndTrue());
    const seen: Seen[] = [];
    const until = async (what: string, wanted: (code: string | null) => boolean) => {
      seen.push(
        await eyes.until(what, (one) => {
          seen.push(one);
          return wanted(whyBlind(one));
        }),
      );
    };
    // Stopped meanwhile, the worker cannot report: the master is up with nothing for as long as this takes.
    workers[0]?.process.signal('SIGSTOP');
    await master().process().stop('SIGTERM');
    await until('nobody to listen', (code) => code === 'EngineRefused');
    master().start();
    await until('a master that knows no worker', (code) => code === 'EngineAllZero');
    workers[0]?.process.signal('SIGCONT');
    await until('the truth', (code) => code === null);

    const codes = new Set(seen.map(whyBlind));
    expect([...codes]).to.include.members(['EngineRefused', 'EngineAllZero', null]);
    const allowed = [
      'EngineRefused',
      'EngineClosed',
      'EngineTruncated',
      'EngineUnavailable',
      'EngineTimeout',
      'EngineAllZero',
      null,
    ];
    expect(allowed).to.include.members([...codes]);
    for (const one of seen) {
      expect(isHeld(one), JSON.stringify(one.observation.reading)).to.equal(true);
      if (whyBlind(one) === null)
        expect(readingOf(one)).to.include({ capacityBytes: whole.capacityBytes, usedBytes: whole.usedBytes });
    }
    await seenAndTrue();
  });

  it('waits no longer than its limit for a master that hangs, before its answer or in the middle of it', async () => {
    const seen = new Set<string | null>();
    const { process } = master();
    await waitFor(
      async () => {
        // Stopped at the first byte of an answer: that is in the middle of it, unless all of it was under way.
        const onFirstByte = () => process().signal('SIGSTOP');
        const impatient = openEyes(() => objectsOf(lab), { timeoutMs: 1000, onFirstByte });
        seen.add(whyBlind(await impatient.look()));
        process().signal('SIGSTOP');
        const hung = await impatient.look();
        expect([whyBlind(hung), isHeld(hung)]).to.deep.equal(['EngineTimeout', true]);
        process().signal('SIGCONT');
        impatient.close();
        return seen.has('EngineHungBody');
      },
      { what: 'an answer that stops in the middle' },
    );
    expect([null, 'EngineTimeout', 'EngineHungBody']).to.include.members([...seen]);
    await eyes.until('the truth', (one) => whyBlind(one) === null);
    await seenAndTrue();
  });
});
