import type { Cache } from './cache.ts';
import { addWorker, silenceWorker } from './step.ts';

/** What a runtime's workers hold: in one cache that all of them share, or each in one of its own. */
export interface Caches {
  /** One where it is shared, else one for each worker that is there. */
  all(): readonly Cache[];
  /** The cache that this worker's data is in; null where there is none. */
  of(worker: string): Cache | null;
  change(how: (cache: Cache) => Cache): void;
  /** A worker's process has started; it is counted from `registersAt`, ms. */
  join(worker: string, capacityBytes: number, registersAt: number): void;
  /** The worker is gone. */
  silence(worker: string): void;
}

export function sharedCache(empty: Cache): Caches {
  let cache = empty;
  return {
    all: () => [cache],
    of: (worker) => (cache.workers.some(({ id }) => id === worker) ? cache : null),
    change(how) {
      cache = how(cache);
    },
    join(worker, capacityBytes, registersAt) {
      cache = addWorker(cache, worker, capacityBytes, registersAt);
    },
    silence(worker) {
      cache = silenceWorker(cache, worker);
    },
  };
}

/** What a worker holds goes with it, and nobody else has it. @param empty at the instant at which it is called */
export function cachePerWorker(empty: () => Cache): Caches {
  const caches = new Map<string, Cache>();
  return {
    all: () => [...caches.values()],
    of: (worker) => caches.get(worker) ?? null,
    change(how) {
      for (const [worker, cache] of caches) caches.set(worker, how(cache));
    },
    join: (worker, capacityBytes, registersAt) =>
      void caches.set(worker, addWorker(empty(), worker, capacityBytes, registersAt)),
    silence: (worker) => void caches.delete(worker),
  };
}
