import { blockCount } from './cache.ts';
import { holderOf, type LiveCache, nextMissing, touch } from './live.ts';

/**
 * Somebody who reads a dataset that is all there, around and around: nothing changes but the counters and the order in which
 * blocks were used. The bytes are counted at once, however many, and the order is written down when it may matter.
 */
export interface Rounds {
  /** @param from place in the dataset, bytes. @returns the place where it ends */
  read(cache: LiveCache, from: number, bytes: number): number;
  /** Writes down in which order blocks were used; before anybody else reads. */
  note(cache: LiveCache): void;
}

export function createRounds(): Rounds {
  let [unnoted, end] = [0, 0];
  return {
    read: (cache, from, bytes) => {
      const { blockBytes, datasetBytes } = cache;
      const to = (from + bytes) % datasetBytes;
      cache.counters.remote += bytes;
      cache.reads = null;
      unnoted += Math.ceil(bytes / blockBytes);
      end = Math.floor(to / blockBytes);
      return to;
    },
    note: (cache) => {
      const count = blockCount(cache);
      for (let back = Math.min(count, unnoted); back > 0; back--) {
        const index = (end - back + count) % count;
        const holder = holderOf(cache, index);
        if (holder !== null) touch(cache, holder, index);
      }
      unnoted = 0;
    },
  };
}

/** True when every block is there; from then on known until one is given up or the dataset grows. */
export function isWhole(cache: LiveCache): boolean {
  cache.whole ||= nextMissing(cache, 0) === null;
  return cache.whole;
}
