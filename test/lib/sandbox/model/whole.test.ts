import { expect } from 'chai';
import fc from 'fast-check';
import { type Cache, emptyCache } from '../../../../lib/sandbox/model/cache.ts';
import { figuresOf } from '../../../../lib/sandbox/model/figures.ts';
import { liven } from '../../../../lib/sandbox/model/live.ts';
import {
  addWorker,
  resizeDataset,
  setReads,
  silenceWorker,
  startLoad,
  step,
} from '../../../../lib/sandbox/model/step.ts';
import { noteOrder } from '../../../../lib/sandbox/model/whole.ts';

const MIB = 2 ** 20;
const BLOCK = 64 * MIB;

/** Everything loaded, three workers with room to spare. */
function held(datasetBytes: number): Cache {
  let cache = emptyCache({ at: 0, seed: 3, datasetBytes, blockBytes: BLOCK });
  for (const id of ['a', 'b', 'c']) cache = addWorker(cache, id, datasetBytes + 2 * BLOCK, 0);
  return step(startLoad(cache, 2 ** 30), 3_600_000);
}

/** The order of use, worker by worker. */
function orderOf(cache: Cache): number[][] {
  const live = liven(cache);
  noteOrder(live);
  return live.workers.map(({ blocks }) => [...blocks]);
}

describe('reading a dataset that is all there', () => {
  it('leaves the same place, counters and order of use as reading block by block', () => {
    const sizes = fc.integer({ min: BLOCK / 2, max: 20 * BLOCK });
    const spans = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: MIB, max: 1000 * MIB }), spans, (datasetBytes, rate, times) => {
        const loaded = held(datasetBytes);
        let cache = setReads(loaded, rate);
        for (const ms of times) cache = step(cache, cache.at + ms);
        const order = loaded.workers.map(({ blocks }) => [...blocks]);
        const bytes = (rate * times.reduce((sum, ms) => sum + ms, 0)) / 1000;
        const count = Math.ceil(datasetBytes / BLOCK);
        const { index, offset, pass } = cache.reads ?? { index: -1, offset: -1, pass: -1 };
        expect((pass - 1) * datasetBytes + index * BLOCK + offset).to.be.closeTo(bytes, 1);
        for (let block = 0; block < (pass - 1) * count + index; block++) {
          const blocks = order.find((one) => one.includes(block % count));
          blocks?.splice(blocks.indexOf(block % count), 1);
          blocks?.push(block % count);
        }
        expect(orderOf(cache)).to.deep.equal(order);
        expect(cache.counters.remote - loaded.counters.remote).to.be.closeTo(bytes, 1);
        expect(cache.counters.ufs).to.equal(loaded.counters.ufs);
      }),
    );
  });

  it('ends where a worker is lost: what it held comes from the under-store again', () => {
    const reading = step(setReads(held(20 * BLOCK), 500 * MIB), 3_700_000);
    expect(reading.whole).to.equal(true);
    const [, second] = reading.workers;
    const missing = second?.heldBytes ?? 0;
    expect(missing).to.be.above(0);
    const later = step(silenceWorker(reading, 'b'), 3_760_000);
    // The block that was being read when it was lost counts from there on.
    expect(later.counters.ufs - reading.counters.ufs).to.be.within(missing - BLOCK, missing);
  });
});

describe('a worker that is lost while all is read', () => {
  it('leaves the others to give up first what was read longest ago', () => {
    const reading = step(setReads(held(12 * BLOCK), 64 * MIB), 3_606_500);
    expect(reading.reads?.index).to.equal(6);
    const order = (id: string) => [
      ...(silenceWorker(reading, 'b').workers.find((w) => w.id === id)?.blocks ?? []),
    ];
    const read = (block: number) => block < 6;
    for (const id of ['a', 'c']) {
      const blocks = order(id);
      expect(blocks.length).to.be.above(2);
      expect(blocks).to.deep.equal([...blocks].sort((a, b) => Number(read(a)) - Number(read(b)) || a - b));
      expect(blocks.some(read) && !blocks.every(read)).to.equal(true);
    }
  });
});

describe('a dataset that grows', () => {
  it('has its new blocks read from the under-store by those who read what was all there', () => {
    const reading = step(setReads(held(5 * BLOCK), 500 * MIB), 3_610_000);
    expect([reading.whole, reading.counters.ufs]).to.deep.equal([true, 5 * BLOCK]);
    const later = step(resizeDataset(reading, 7 * BLOCK), 3_620_000);
    expect([later.whole, later.counters.ufs]).to.deep.equal([true, 7 * BLOCK]);
  });

  it('takes the place of what was read longest ago, also where all that was read was there', () => {
    let cache = emptyCache({ at: 0, seed: 3, datasetBytes: 4 * BLOCK, blockBytes: BLOCK });
    cache = step(startLoad(addWorker(cache, 'a', 5 * BLOCK, 0), 2 ** 30), 60_000);
    // Two blocks and a half are read again, the third is about to be.
    const reading = step(setReads(cache, 16 * MIB), 70_000);
    for (const grown of [resizeDataset(reading, 5 * BLOCK), setReads(reading, 0)]) {
      expect(grown.workers.map(({ blocks }) => [...blocks])).to.deep.equal([[2, 3, 0, 1]]);
    }
    const grown = startLoad(resizeDataset(setReads(reading, 0), 5 * BLOCK), 64 * MIB);
    expect(orderOf(step(grown, 80_000))).to.deep.equal([[3, 0, 1, 4]]);
  });

  it('has its new blocks, and a last one that was short, read again', () => {
    const before = held(5.5 * BLOCK);
    const grown = resizeDataset(before, 8.25 * BLOCK);
    expect(figuresOf(grown).usedBytes).to.equal(5 * BLOCK);
    const later = step(startLoad(grown, 500 * MIB), 3_700_000);
    expect(figuresOf(later).usedBytes).to.equal(8.25 * BLOCK);
    expect(later.counters.ufs - before.counters.ufs).to.equal(3.25 * BLOCK);
  });

  it('and shrinks loses what lay behind its end; what is read goes on within it', () => {
    const reading = step(setReads(held(8 * BLOCK), 100 * MIB), 3_604_000);
    const shrunk = resizeDataset(reading, 3 * BLOCK);
    expect(figuresOf(shrunk).usedBytes).to.equal(3 * BLOCK);
    const later = step(shrunk, 3_660_000);
    expect(later.counters.ufs).to.equal(reading.counters.ufs);
    expect(later.reads?.index).to.be.within(0, 3);
  });
});

describe('bytes given up to make room', () => {
  it('are counted: what came in is held or was given up', () => {
    let cache = emptyCache({ at: 0, seed: 3, datasetBytes: 40 * BLOCK, blockBytes: BLOCK });
    for (const id of ['a', 'b']) cache = addWorker(cache, id, 16 * BLOCK, 0);
    cache = setReads(cache, 640 * MIB);
    for (let ms = 0; ms < 60_000; ms += 700) {
      cache = step(cache, ms);
      const whole = cache.workers.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
      expect(cache.counters.ufs - whole - cache.evictedBytes).to.be.within(0, BLOCK);
    }
    expect(cache.evictedBytes).to.be.above(0);
  });
});
