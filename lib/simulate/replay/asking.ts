/**
 * Which blocks the recorded bytes were of. A ledger tells how many bytes were asked for, and how many of them the cache did
 * not have; not which. So a cache of the recorded size is played beside, and asked in order: applications go through the
 * dataset again and again, and each recorded miss is of the next block that this cache does not hold, each hit of the next
 * that it does.
 */
import { blockCount, blockSize } from '../../sandbox/model/cache.ts';
import type { LiveCache } from '../../sandbox/model/live.ts';
import { holds, readBlock } from '../../sandbox/model/read-block.ts';
import type { Readers } from '../readers.ts';
import type { Traffic } from './recording.ts';

/** Some bytes of one block were asked for. */
export interface Ask {
  readonly index: number;
  readonly bytes: number;
  readonly by: 'load' | 'reads';
}

/** Readers of a cache of the recorded size. */
export interface Asking extends Readers {
  /** Bytes for which it had no block: recorded as missing while it holds everything, or as there while it holds nothing. */
  unplaced(): number;
}

/** Beside a data load hardly anybody read. */
const HARDLY = 0.05;
/** Less than this is a remainder of rounding, bytes. */
const NOTHING = 1;

/** @param onAsk told of all that is asked, in order */
export function createAsking(traffic: readonly Traffic[], onAsk: (ask: Ask) => void): Asking {
  let [current, cursor, unplaced, fraction] = [0, 0, 0, 0];
  /** What of the stretch is still to be asked for; below 0: a block was begun for less than all of it. */
  const left = { misses: 0, hits: 0 };
  let entered = -1;

  const enter = (stretch: Traffic) => {
    if (entered === current) return;
    entered = current;
    fraction = 0.5;
    left.misses = Math.min(0, left.misses) + stretch.misses;
    left.hits = Math.min(0, left.hits) + stretch.hits;
  };
  /** The next block, from the cursor on, of a kind that is still due. */
  const choose = (cache: LiveCache): number | null => {
    const count = blockCount(cache);
    for (let i = 0; i < count; i++) {
      const index = (cursor + i) % count;
      if ((holds(cache, index) ? left.hits : left.misses) > NOTHING) return index;
    }
    return null;
  };
  const pass = (cache: LiveCache, bytes: number, by: Ask['by']) => {
    // Whole bytes: what is left of a block must come to an end.
    const whole = Math.floor(bytes + fraction);
    fraction += bytes - whole;
    for (let due = whole; due > 0; ) {
      const index = cache.reads?.index ?? choose(cache);
      if (index === null) {
        unplaced += due;
        return;
      }
      const taken = Math.min(due, blockSize(cache, index) - (cache.reads?.offset ?? 0));
      left[holds(cache, index) ? 'hits' : 'misses'] -= taken;
      onAsk({ index, bytes: taken, by });
      readBlock(cache, index, taken, by);
      due -= taken;
      cursor = cache.reads === null ? index + 1 : index;
    }
  };

  return {
    read: (cache, to) => {
      for (; current < traffic.length; current++) {
        const stretch = traffic[current] as Traffic;
        if (stretch.from >= to) return;
        enter(stretch);
        const { misses, hits, load } = stretch;
        const ms = Math.min(to, stretch.to) - Math.max(cache.at, stretch.from);
        const share = Math.max(0, ms) / (stretch.to - stretch.from);
        pass(cache, share * (misses + hits), load && hits <= HARDLY * misses ? 'load' : 'reads');
        if (stretch.to > to) return;
      }
    },
    next: (now) => Math.max(now, traffic[current]?.from ?? Number.POSITIVE_INFINITY),
    unplaced: () => unplaced,
  };
}
