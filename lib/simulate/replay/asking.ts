/**
 * Which blocks the recorded bytes were of. A ledger tells how many bytes were asked for, and how many of them the cache did
 * not have; not which. So a cache of the recorded size is played beside, and asked in order: applications go through the
 * dataset again and again, and each recorded miss is of the next block that this cache does not hold, each hit of the next
 * that it does.
 */
import { blockCount, blockSize } from '../../sandbox/model/cache.ts';
import type { LiveCache } from '../../sandbox/model/live.ts';
import { holds, readBlock } from '../../sandbox/model/read-block.ts';
import { createRounds, isWhole } from '../../sandbox/model/rounds.ts';
import type { Readers } from '../readers.ts';
import type { Traffic } from './recording.ts';

/** Some bytes of one block were asked for; or bytes of all blocks in turn, from a place in the dataset on, all of them there. */
export type Ask =
  | { readonly index: number; readonly bytes: number; readonly by: 'load' | 'reads' }
  | { readonly place: number; readonly bytes: number };

/** Readers of a cache of the recorded size. */
export interface Asking extends Readers {
  /** Until when all that is asked for is there, ms; null: something is missing, or may be. */
  calmUntil(): number | null;
  /** Bytes for which it had no block: recorded as missing while it holds everything, or as there while it holds nothing. */
  unplaced(): number;
}

/** Beside a data load hardly anybody read. */
const HARDLY = 0.05;
/** Less than this is a remainder of rounding, bytes. */
const NOTHING = 1;

/** @param onAsk told of all that is asked, in order */
export function createAsking(traffic: readonly Traffic[], onAsk: (ask: Ask) => void): Asking {
  const rounds = createRounds();
  let [current, cursor, into, unplaced, fraction] = [0, 0, 0, 0, 0];
  let calm = false;
  /** What of the stretch is still to be asked for; below 0: a block was begun for less than all of it. */
  const left = { misses: 0, hits: 0 };
  let entered = -1;

  const enter = (stretch: Traffic, cache: LiveCache) => {
    if (entered === current) return;
    entered = current;
    fraction = 0.5;
    left.misses = Math.min(0, left.misses) + stretch.misses;
    left.hits = Math.min(0, left.hits) + stretch.hits;
    calm = stretch.misses === 0 && isWhole(cache);
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
  const goAround = (cache: LiveCache, bytes: number) => {
    const place = (cursor * cache.blockBytes + (cache.reads?.offset ?? into)) % cache.datasetBytes;
    onAsk({ place, bytes });
    const to = rounds.read(cache, place, bytes);
    left.hits -= bytes;
    cursor = Math.floor(to / cache.blockBytes);
    into = to % cache.blockBytes;
  };
  const goOn = (cache: LiveCache, bytes: number, by: 'load' | 'reads') => {
    rounds.note(cache);
    into = 0;
    for (let due = bytes; due > 0; ) {
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
  const pass = (cache: LiveCache, bytes: number, by: 'load' | 'reads') => {
    // Whole bytes: what is left of a block must come to an end.
    const whole = Math.floor(bytes + fraction);
    fraction += bytes - whole;
    calm = calm && cache.whole;
    if (calm) goAround(cache, whole);
    else goOn(cache, whole, by);
  };
  const calmUntil = (): number | null => {
    let last = traffic[current];
    if (!calm || last === undefined) return null;
    for (let i = current + 1; traffic[i]?.misses === 0 && traffic[i]?.from === last.to; i++)
      last = traffic[i] as Traffic;
    return last.to;
  };

  return {
    read: (cache, to) => {
      for (; current < traffic.length; current++) {
        const stretch = traffic[current] as Traffic;
        if (stretch.from >= to) return;
        enter(stretch, cache);
        const { misses, hits, load } = stretch;
        const ms = Math.min(to, stretch.to) - Math.max(cache.at, stretch.from);
        const share = Math.max(0, ms) / (stretch.to - stretch.from);
        pass(cache, share * (misses + hits), load && hits <= HARDLY * misses ? 'load' : 'reads');
        if (stretch.to > to) return;
      }
    },
    next: (now) => {
      const from = traffic[current]?.from ?? Number.POSITIVE_INFINITY;
      return from > now ? from : Math.max(now, calmUntil() ?? now);
    },
    calmUntil,
    unplaced: () => unplaced,
  };
}

/** The other cache, asked for the same: what is asked for around and around need not be there. */
export function createAsked(): { answer(cache: LiveCache, asks: readonly Ask[]): void } {
  const rounds = createRounds();
  const goAround = (cache: LiveCache, place: number, bytes: number) => {
    if (isWhole(cache)) {
      rounds.read(cache, place, bytes);
      return;
    }
    rounds.note(cache);
    let [at, due] = [place, bytes];
    while (due > 0) {
      const index = Math.floor(at / cache.blockBytes);
      const taken = Math.min(due, blockSize(cache, index) - (at - index * cache.blockBytes));
      readBlock(cache, index, taken, 'reads');
      due -= taken;
      at = (at + taken) % cache.datasetBytes;
    }
  };
  return {
    answer: (cache, asks) => {
      for (const ask of asks) {
        if ('place' in ask) goAround(cache, ask.place, ask.bytes);
        else {
          rounds.note(cache);
          readBlock(cache, ask.index, ask.bytes, ask.by);
        }
      }
    },
  };
}
