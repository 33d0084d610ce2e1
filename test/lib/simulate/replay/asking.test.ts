import { expect } from 'chai';
import fc from 'fast-check';
import { emptyCache } from '../../../../lib/sandbox/model/cache.ts';
import { type LiveCache, liven } from '../../../../lib/sandbox/model/live.ts';
import { holds, warm } from '../../../../lib/sandbox/model/read-block.ts';
import { createRounds, isWhole } from '../../../../lib/sandbox/model/rounds.ts';
import { addWorker, advance } from '../../../../lib/sandbox/model/step.ts';
import { type Ask, createAsked, createAsking } from '../../../../lib/simulate/replay/asking.ts';
import type { Traffic } from '../../../../lib/simulate/replay/recording.ts';

const MIB = 2 ** 20;
const BLOCK = 64 * MIB;

/** A cache of workers of 16 blocks, and a dataset of so many blocks, of which it holds the first. */
function cacheOf({
  blocks,
  workers = 1,
  held = 0,
}: {
  blocks: number;
  workers?: number;
  held?: number;
}): LiveCache {
  let cache = emptyCache({ at: 0, seed: 1, datasetBytes: blocks * BLOCK, blockBytes: BLOCK });
  for (let i = 0; i < workers; i++) cache = addWorker(cache, `w${i}`, 16 * BLOCK, 0);
  const live = liven(cache);
  warm(live, held * BLOCK);
  return live;
}

/** Asks second by second. @returns the blocks that were asked for, and what the counters show */
function ask(cache: LiveCache, traffic: readonly Traffic[], until = 60_000) {
  const asks: Ask[] = [];
  const asking = createAsking(traffic, (one) => asks.push(one));
  for (let to = 1000; to <= until; to += 1000) {
    asking.read(cache, to);
    advance(cache, to);
  }
  const order = asks
    .map((one) => ('index' in one ? one.index : -1))
    .filter((index, i, all) => index !== all[i - 1]);
  return { order, asks, asking, ufs: cache.counters.ufs, all: cache.counters.remote };
}

const minute = (misses: number, hits: number): Traffic => ({
  from: 0,
  to: 60_000,
  misses: misses * BLOCK,
  hits: hits * BLOCK,
  load: hits === 0,
});

describe('which blocks the recorded bytes were of', () => {
  it('misses are of the next blocks that are not there, as a load reads them', () => {
    const { order, ufs, asks } = ask(cacheOf({ blocks: 20, held: 4 }), [minute(6, 0)]);
    expect(order).to.deep.equal([4, 5, 6, 7, 8, 9]);
    expect(ufs).to.be.closeTo(6 * BLOCK, 1);
    expect(asks.every((one) => 'by' in one && one.by === 'load')).to.equal(true);
  });

  it('hits are of the next blocks that are there, and bring nothing in', () => {
    const { order, ufs, all } = ask(cacheOf({ blocks: 20, held: 4 }), [minute(0, 6)]);
    expect(order).to.deep.equal([0, 1, 2, 3, 0, 1]);
    expect([ufs, Math.round(all / BLOCK)]).to.deep.equal([0, 6]);
  });

  it('both are in the order in which somebody goes through the dataset', () => {
    const { order, ufs } = ask(cacheOf({ blocks: 10, held: 4 }), [minute(6, 4)]);
    expect(order).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(ufs).to.be.closeTo(6 * BLOCK, 1);
  });

  it('hits on a dataset that is all there are not gone through one by one, and the order of use is kept all the same', () => {
    const whole = cacheOf({ blocks: 4, held: 4 });
    const { asks, asking } = ask(whole, [minute(0, 6)]);
    expect(asks.every((one) => 'place' in one)).to.equal(true);
    expect(asking.next(30_000)).to.equal(Number.POSITIVE_INFINITY);
    expect(Math.round(whole.counters.remote / BLOCK)).to.equal(6);
    const rounds = createRounds();
    const other = cacheOf({ blocks: 4, held: 4 });
    expect(isWhole(other)).to.equal(true);
    expect(rounds.read(other, BLOCK, 6 * BLOCK)).to.equal(3 * BLOCK);
    rounds.note(other);
    expect([...(other.workers[0]?.blocks ?? [])]).to.deep.equal([3, 0, 1, 2]);
  });

  it('are asked of a cache that does not hold everything block by block', () => {
    const small = cacheOf({ blocks: 20, held: 4 });
    createAsked().answer(small, [{ place: 3 * BLOCK + MIB, bytes: 3 * BLOCK }]);
    expect(small.counters.ufs).to.be.closeTo(2 * BLOCK + MIB, 1);
    expect(small.counters.remote).to.equal(3 * BLOCK);
    expect(holds(small, 5)).to.equal(true);
  });

  it('what finds no block is left out and counted', () => {
    const { asking, ufs } = ask(cacheOf({ blocks: 4, held: 4 }), [minute(3, 0)]);
    expect(ufs).to.equal(0);
    expect(asking.unplaced()).to.be.closeTo(3 * BLOCK, 1);
  });

  it('nothing is asked for between the stretches', () => {
    const later: Traffic = { from: 30_000, to: 60_000, misses: BLOCK, hits: 0, load: false };
    const { asking } = ask(cacheOf({ blocks: 4 }), [later], 20_000);
    expect(asking.next(20_000)).to.equal(30_000);
    expect(createAsking([], () => undefined).next(5)).to.equal(Number.POSITIVE_INFINITY);
  });

  it('as many bytes are missed and hit as were recorded, to a block, whenever there are such blocks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 17, max: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(
          fc.record({ misses: fc.integer({ min: 0, max: 30 }), hits: fc.integer({ min: 0, max: 30 }) }),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (blocks, held, minutes) => {
          const traffic = minutes.map(({ misses, hits }, i): Traffic => {
            return {
              from: i * 60_000,
              to: (i + 1) * 60_000,
              misses: misses * BLOCK,
              hits: hits * BLOCK,
              load: false,
            };
          });
          const cache = cacheOf({ blocks, held });
          const { ufs, all } = ask(cache, traffic, minutes.length * 60_000);
          const misses = minutes.reduce((sum, one) => sum + one.misses, 0);
          const hits = minutes.reduce((sum, one) => sum + one.hits, 0);
          expect(Math.abs(ufs / BLOCK - misses)).to.be.at.most(1 + minutes.length);
          expect(Math.abs((all - ufs) / BLOCK - hits)).to.be.at.most(1 + minutes.length);
          expect(Array.from({ length: blocks }, (_, i) => holds(cache, i)).some(Boolean)).to.equal(true);
        },
      ),
    );
  });
});
