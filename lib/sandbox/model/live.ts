import { blockCount, blockSize, type Cache, type Flow, isServing, type Worker } from './cache.ts';

/**
 * A cache that is changed in place, for its one owner: a block that comes in then costs the same however many are held.
 * Everything else sees `Cache`.
 */
export interface LiveCache extends Cache {
  at: number;
  workers: readonly LiveWorker[];
  load: LiveFlow | null;
  reads: LiveFlow | null;
  counters: { ufs: number; remote: number };
  published: Cache['published'];
  evictedBytes: number;
  whole: boolean;
  lostWorkers: number;
  restart: Cache['restart'];
  dice: number;
}

export interface LiveWorker extends Worker {
  readonly blocks: Set<number>;
  heldBytes: number;
}

export type LiveFlow = { -readonly [K in keyof Flow]: Flow[K] };

/** A copy that may be changed in place. The sets of blocks are copied only where data moves. */
export function liven(cache: Cache): LiveCache {
  const moves = cache.load !== null || cache.reads !== null;
  return {
    ...cache,
    load: cache.load && { ...cache.load },
    reads: cache.reads && { ...cache.reads },
    counters: { ...cache.counters },
    workers: cache.workers.map((worker) => ({
      ...worker,
      blocks: moves ? new Set(worker.blocks) : (worker.blocks as Set<number>),
    })),
  };
}

/** The serving worker that holds the block, or null. */
export function holderOf(cache: LiveCache, index: number): LiveWorker | null {
  for (const worker of cache.workers) {
    if (worker.blocks.has(index) && isServing(worker, cache.at)) return worker;
  }
  return null;
}

/** The first block at or after `index` that no serving worker holds, or null. */
export function nextMissing(cache: LiveCache, index: number): number | null {
  if (cache.whole) return null;
  const count = blockCount(cache);
  for (let at = index; at < count; at++) if (holderOf(cache, at) === null) return at;
  return null;
}

/** The block becomes the worker's most recently used, whether it was there or not. */
export function touch(cache: LiveCache, worker: LiveWorker, index: number): void {
  if (!worker.blocks.delete(index)) worker.heldBytes += blockSize(cache, index);
  worker.blocks.add(index);
}

/** The worker gives the block up, to make room. */
export function evict(cache: LiveCache, worker: LiveWorker, index: number): void {
  const bytes = blockSize(cache, index);
  worker.blocks.delete(index);
  worker.heldBytes -= bytes;
  cache.evictedBytes += bytes;
}
