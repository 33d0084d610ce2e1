import { type Cache, isCounted } from './cache.ts';
import { temporaryBytes } from './caching.ts';

/** How the master behaves to one who asks now. */
export type MasterManner = 'up' | 'refuses' | 'closes' | 'zeros';

/** What the master's page says. Bytes and counts. */
export interface Figures {
  readonly capacityBytes: number;
  readonly usedBytes: number;
  readonly workers: number;
  readonly lostWorkers: number;
  readonly readUfsBytes: number;
  readonly readRemoteBytes: number;
  /** Bytes a second that come from the under-store now. */
  readonly ufsBytesPerSecond: number;
}

const NOTHING: Figures = {
  capacityBytes: 0,
  usedBytes: 0,
  workers: 0,
  lostWorkers: 0,
  readUfsBytes: 0,
  readRemoteBytes: 0,
  ufsBytesPerSecond: 0,
};

export function mannerOf(cache: Cache): MasterManner {
  const { restart, at } = cache;
  if (restart === null || at >= restart.zerosUntil) return 'up';
  if (at < restart.refusedUntil) return 'refuses';
  if (at < restart.closedUntil) return 'closes';
  return at < restart.refusedAgainUntil ? 'refuses' : 'zeros';
}

/** A master that has just come back knows nobody yet: all zeros, the same as an empty cache without workers. */
export function figuresOf(cache: Cache): Figures {
  if (mannerOf(cache) !== 'up') return NOTHING;
  const counted = cache.workers.filter((worker) => isCounted(worker, cache.at));
  let [capacityBytes, usedBytes] = [0, 0];
  for (const worker of counted) {
    capacityBytes += worker.capacityBytes;
    usedBytes += Math.min(worker.capacityBytes, worker.heldBytes + temporaryBytes(cache, worker));
  }
  return {
    capacityBytes,
    usedBytes,
    workers: counted.length,
    lostWorkers: cache.lostWorkers,
    readUfsBytes: Math.round(cache.published.ufs),
    readRemoteBytes: Math.round(cache.published.remote),
    ufsBytesPerSecond: cache.load?.bytesPerSecond ?? 0,
  };
}

/** What several caches hold together. */
export function joinedFigures(caches: readonly Cache[]): Figures {
  return caches.map(figuresOf).reduce(
    (sum, each) => ({
      capacityBytes: sum.capacityBytes + each.capacityBytes,
      usedBytes: sum.usedBytes + each.usedBytes,
      workers: sum.workers + each.workers,
      lostWorkers: sum.lostWorkers + each.lostWorkers,
      readUfsBytes: sum.readUfsBytes + each.readUfsBytes,
      readRemoteBytes: sum.readRemoteBytes + each.readRemoteBytes,
      ufsBytesPerSecond: sum.ufsBytesPerSecond + each.ufsBytesPerSecond,
    }),
    NOTHING,
  );
}

/** What one worker says of itself: what it holds, and its share of the bytes that passed. Null when its process does not run. */
export function workerFigures(cache: Cache | null, id: string): Figures | null {
  const worker = cache?.workers.find((each) => each.id === id && each.lostAt === null);
  if (!cache || !worker) return null;
  const { capacityBytes, heldBytes } = worker;
  const usedBytes = Math.min(capacityBytes, heldBytes + temporaryBytes(cache, worker));
  const running = cache.workers.filter(({ lostAt }) => lostAt === null).length;
  const share = (bytes: number) => Math.round(bytes / running);
  return {
    ...NOTHING,
    capacityBytes,
    usedBytes,
    workers: 1,
    readUfsBytes: share(cache.published.ufs),
    readRemoteBytes: share(cache.published.remote),
  };
}
