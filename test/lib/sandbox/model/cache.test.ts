import { expect } from 'chai';
import fc from 'fast-check';
import { blockCount, type Cache, emptyCache, restingBytes } from '../../../../lib/sandbox/model/cache.ts';
import { figuresOf, mannerOf } from '../../../../lib/sandbox/model/figures.ts';
import {
  addWorker,
  nextChange,
  restartMaster,
  setReads,
  silenceWorker,
  startLoad,
  step,
} from '../../../../lib/sandbox/model/step.ts';
import { timeline } from '../../../fit/timeline.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const HOUR = 3_600_000;

function cacheOf(workers: number, workerBytes: number, datasetBytes: number, blockBytes = 64 * MIB): Cache {
  let cache = emptyCache({ at: 0, seed: 7, datasetBytes, blockBytes });
  for (let i = 0; i < workers; i++) cache = addWorker(cache, `w${i}`, workerBytes, 0);
  return cache;
}

const shapes = fc.record({
  workers: fc.integer({ min: 1, max: 6 }),
  blocksPerWorker: fc.integer({ min: 2, max: 24 }),
  datasetBytes: fc.integer({ min: 1, max: 3 * GIB }),
  rate: fc.integer({ min: 10 * MIB, max: GIB }),
});

describe('a cache that is loaded', () => {
  for (const [workers, size, blocks, used, what] of [
    [1, 128 * MIB, 1, 127 * MIB, 'one worker of 128 MiB with blocks of 1 MiB: one block short'],
    [3, 64 * MIB, 1, 3 * 63 * MIB, 'three of 64 MiB: 98.44 %'],
    [1, GIB, 64, 960 * MIB, 'one of 1 GiB with blocks of 64 MiB: 93.75 %'],
  ] as const) {
    it(`rests as a real one does when overfilled: ${what}`, () => {
      const cache = cacheOf(workers, size, 4 * GIB, blocks * MIB);
      expect(figuresOf(step(startLoad(cache, 500 * MIB), HOUR)).usedBytes).to.equal(used);
    });
  }

  it('holds all of the article in three workers: 90.3 % of 3 GiB, and stays there for a day', () => {
    const cache = step(startLoad(cacheOf(3, GIB, 2_909_879_074), 100 * MIB), HOUR);
    expect(cache.load).to.equal(null);
    expect(figuresOf(cache).usedBytes).to.equal(2_909_879_074);
    expect(figuresOf(step(cache, 25 * HOUR)).usedBytes / (3 * GIB)).to.be.closeTo(0.9033, 0.0001);
  });

  it('ends with all of the dataset when it fits a block short of each worker, else that full to a block', () => {
    fc.assert(
      fc.property(shapes, ({ workers, blocksPerWorker, datasetBytes, rate }) => {
        const cache = cacheOf(workers, blocksPerWorker * 64 * MIB, datasetBytes);
        const end = step(startLoad(cache, rate), 2 * HOUR);
        const [resting, { usedBytes }] = [restingBytes(end), figuresOf(end)];
        expect(end.load).to.equal(null);
        // A short last block may stand beside the rest, or in the place of a whole one.
        if (datasetBytes <= resting) expect(usedBytes).to.equal(datasetBytes);
        else expect(usedBytes).to.be.within(resting - 64 * MIB, Math.min(datasetBytes, resting + 64 * MIB));
      }),
    );
  });

  it('never uses more than it has, and its counters never fall', () => {
    fc.assert(
      fc.property(shapes, ({ workers, blocksPerWorker, datasetBytes, rate }) => {
        let cache = startLoad(cacheOf(workers, blocksPerWorker * 64 * MIB, datasetBytes), rate);
        cache = setReads(cache, rate / 3);
        let read = 0;
        for (let ms = 0; ms < 20_000; ms += 170) {
          cache = step(cache, ms);
          const { usedBytes, capacityBytes, readUfsBytes, readRemoteBytes } = figuresOf(cache);
          expect(usedBytes).to.be.within(0, capacityBytes);
          expect(readUfsBytes).to.be.within(read, readRemoteBytes);
          read = readUfsBytes;
        }
      }),
    );
  });

  it('is the same at an instant, in one step or in many', () => {
    fc.assert(
      fc.property(shapes, fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 40 }), (shape, spans) => {
        const { workers, blocksPerWorker, datasetBytes, rate } = shape;
        const start = startLoad(cacheOf(workers, blocksPerWorker * 64 * MIB, datasetBytes), rate);
        let many = start;
        for (const span of spans) many = step(many, many.at + span);
        const one = step(start, many.at);
        expect(one.load?.index ?? null).to.equal(many.load?.index ?? null);
        expect(one.workers.map((w) => [...w.blocks])).to.deep.equal(many.workers.map((w) => [...w.blocks]));
        expect(one.counters.ufs).to.be.closeTo(many.counters.ufs, 1);
      }),
    );
  });

  it('loads nothing without a worker, and goes on when one joins', () => {
    const waiting = step(startLoad(cacheOf(0, 0, GIB), 100 * MIB), 60_000);
    expect(waiting.load).to.not.equal(null);
    expect(figuresOf(waiting)).to.include({ workers: 0, capacityBytes: 0, usedBytes: 0, readUfsBytes: 0 });
    const end = step(addWorker(waiting, 'w', 2 * GIB, 61_000), 120_000);
    expect([end.load, figuresOf(end).usedBytes]).to.deep.equal([null, GIB]);
  });

  it('takes what was evicted meanwhile once more, when workers join while it loads', () => {
    let cache = step(startLoad(cacheOf(1, GIB, 2_909_879_074), 40 * MIB), 30_000);
    cache = addWorker(addWorker(cache, 'w1', GIB, 35_000), 'w2', GIB, 35_000);
    cache = step(cache, HOUR);
    expect(figuresOf(cache).usedBytes).to.equal(2_909_879_074);
    expect(figuresOf(cache).readUfsBytes).to.be.above(2_909_879_074);
  });

  it('that is read for ever goes on reading the under-store only while something is missing', () => {
    const small = step(setReads(cacheOf(1, GIB, 2 * GIB), 200 * MIB), 60_000);
    const later = step(small, 120_000);
    expect(later.counters.ufs - small.counters.ufs).to.be.closeTo(60 * 200 * MIB, MIB);
    const large = step(setReads(cacheOf(3, GIB, 2 * GIB), 200 * MIB), 60_000);
    expect(step(large, 120_000).counters.ufs).to.equal(large.counters.ufs);
    expect(large.counters.ufs).to.be.closeTo(2 * GIB, 1);
  });

  it('of no data has no blocks and is done at once', () => {
    const cache = step(startLoad(cacheOf(1, GIB, 0), MIB), 1000);
    expect([blockCount(cache), cache.load]).to.deep.equal([0, null]);
  });
});

describe('a worker that is gone', () => {
  const samples = timeline('20-add-kill-timeline.txt');

  it('is counted for 300 to 310 s as if nothing had happened, then the cache looks fuller than it is', () => {
    const loaded = step(startLoad(cacheOf(2, 128 * MIB, 197_132_288, MIB), 100 * MIB), 60_000);
    const before = figuresOf(loaded);
    const killed = silenceWorker(loaded, 'w0');
    expect(figuresOf(step(killed, 60_000 + 299_999))).to.deep.equal(before);
    const after = figuresOf(step(killed, 60_000 + 310_001));
    expect(after).to.include({ workers: 1, lostWorkers: 1, capacityBytes: 128 * MIB });
    expect(after.usedBytes / after.capacityBytes).to.be.above(before.usedBytes / before.capacityBytes - 0.05);
    const [last, lost] = [samples.at(-2), samples.at(-1)];
    expect([last?.workers, last?.lostWorkers, lost?.workers, lost?.lostWorkers]).to.deep.equal([2, 0, 1, 1]);
    expect((lost?.seconds ?? 0) - (last?.seconds ?? 0)).to.be.within(305, 310);
  });

  it('is replaced when one of the same name registers, empty', () => {
    const loaded = step(startLoad(cacheOf(2, GIB, GIB), 200 * MIB), 60_000);
    const again = addWorker(silenceWorker(loaded, 'w1'), 'w1', GIB, 70_000);
    expect(figuresOf(step(again, 69_999)).usedBytes).to.equal(figuresOf(loaded).usedBytes);
    const back = figuresOf(step(again, 70_000));
    expect(back).to.include({ workers: 2, lostWorkers: 0, capacityBytes: 2 * GIB });
    expect(back.usedBytes).to.be.below(figuresOf(loaded).usedBytes);
    expect(figuresOf(step(again, HOUR))).to.include({ workers: 2, lostWorkers: 0 });
  });

  it('leaves no trace when it had not registered yet', () => {
    const cache = silenceWorker(addWorker(cacheOf(1, GIB, GIB), 'late', GIB, 5000), 'late');
    expect(figuresOf(step(cache, HOUR))).to.include({ workers: 1, lostWorkers: 0 });
    expect(nextChange(cache)).to.equal(null);
  });
});

describe('a master that restarts', () => {
  it('refuses, closes, refuses, shows zeros for 2.4 to 2.77 s, then the truth with counters at 0, as recorded', () => {
    const loaded = step(startLoad(cacheOf(1, GIB, 2_909_879_074), 100 * MIB), HOUR);
    const restarted = restartMaster(loaded, 8500);
    const course: [string, number][] = [];
    for (let ms = 0; ms < 20_000; ms += 50) {
      const manner = mannerOf(step(restarted, HOUR + ms));
      if (course.at(-1)?.[0] !== manner) course.push([manner, ms]);
    }
    expect(course.map(([manner]) => manner)).to.deep.equal(['refuses', 'closes', 'refuses', 'zeros', 'up']);
    const zeros = (course[4]?.[1] ?? 0) - (course[3]?.[1] ?? 0);
    expect(zeros).to.be.within(2350, 2800);
    expect((course[2]?.[1] ?? 0) - (course[1]?.[1] ?? 0)).to.be.within(6050, 6100);
    const shown = figuresOf(step(restarted, HOUR + (course[3]?.[1] ?? 0)));
    expect(shown).to.include({ workers: 0, capacityBytes: 0, usedBytes: 0 });
    const back = figuresOf(step(restarted, HOUR + 20_000));
    expect(back).to.deep.equal({ ...figuresOf(loaded), readUfsBytes: 0, readRemoteBytes: 0 });
  });
});
