import { PARAMETERS, type Parameters } from './parameters.ts';

/**
 * What an Alluxio cache holds, as data. Pure: time comes in as numbers, chance as a seed, and nothing else.
 * Instants are milliseconds of any clock, sizes are bytes. The rules are read off a real Alluxio 2.9.4 (README, "The model").
 */

/** One worker process as the master knows it. */
export interface Worker {
  readonly id: string;
  readonly capacityBytes: number;
  /** When the master counts it. */
  readonly registersAt: number;
  /** When the master gives it up; null while it answers. Until then it is counted as if nothing had happened. */
  readonly lostAt: number | null;
  /** Blocks it holds, least recently used first: index in the dataset. */
  readonly blocks: ReadonlySet<number>;
  /** Bytes of these blocks. */
  readonly heldBytes: number;
}

/** Data on its way through the cache: a load that ends by itself, or applications that read for ever. */
export interface Flow {
  readonly kind: 'load' | 'reads';
  readonly bytesPerSecond: number;
  /** 1 for the first time through the dataset. */
  readonly pass: number;
  /** The block it is at, and how far into it, bytes. */
  readonly index: number;
  readonly offset: number;
  /** The worker that makes room for this block, once it has begun to. */
  readonly target: string | null;
  /** How many blocks before `index` were read since the workers last noted in which order (`whole.ts`). */
  readonly unnoted: number;
}

/** Bytes that passed; they begin again at 0 with the master. */
export interface Counters {
  readonly ufs: number;
  readonly remote: number;
}

/** A master on its way back, by the instants at which each of its manners ends. */
export interface Restart {
  readonly refusedUntil: number;
  readonly closedUntil: number;
  readonly refusedAgainUntil: number;
  readonly zerosUntil: number;
}

export interface Cache {
  readonly at: number;
  readonly datasetBytes: number;
  readonly blockBytes: number;
  readonly workers: readonly Worker[];
  readonly load: Flow | null;
  readonly reads: Flow | null;
  readonly counters: Counters;
  /** What the page says of the counters: true to within a second. */
  readonly published: Counters & { readonly at: number };
  /** Bytes given up to make room, since the cache began. No page tells them. */
  readonly evictedBytes: number;
  /**
   * Known to hold every block, until a worker goes or the dataset changes; false where that is not known. Nothing is given up
   * then, and reading changes nothing but the counters.
   */
  readonly whole: boolean;
  readonly lostWorkers: number;
  readonly restart: Restart | null;
  /** State of the dice. */
  readonly dice: number;
  readonly parameters: Parameters;
}

export interface CacheOptions {
  readonly at: number;
  readonly seed: number;
  readonly datasetBytes: number;
  /** Alluxio's default is 64 MiB. */
  readonly blockBytes: number;
  /** Others than the fitted ones: for the fit itself. */
  readonly parameters?: Parameters;
}

/** A cache without workers and without data. */
export function emptyCache({
  at,
  seed,
  datasetBytes,
  blockBytes,
  parameters = PARAMETERS,
}: CacheOptions): Cache {
  return {
    at,
    datasetBytes,
    blockBytes,
    workers: [],
    load: null,
    reads: null,
    counters: { ufs: 0, remote: 0 },
    published: { ufs: 0, remote: 0, at },
    evictedBytes: 0,
    whole: false,
    lostWorkers: 0,
    restart: null,
    dice: seed,
    parameters,
  };
}

export function blockCount(cache: Pick<Cache, 'datasetBytes' | 'blockBytes'>): number {
  return Math.ceil(cache.datasetBytes / cache.blockBytes);
}

/** Bytes of one block: the last may be short. */
export function blockSize(cache: Pick<Cache, 'datasetBytes' | 'blockBytes'>, index: number): number {
  return Math.min(cache.blockBytes, cache.datasetBytes - index * cache.blockBytes);
}

/** True while the master counts the worker. */
export function isCounted(worker: Worker, at: number): boolean {
  return worker.registersAt <= at && (worker.lostAt === null || worker.lostAt > at);
}

/** True while the worker can take and give data. */
export function isServing(worker: Worker, at: number): boolean {
  return worker.registersAt <= at && worker.lostAt === null;
}

/** What a load comes to rest with: all of the dataset where that fits, else, to a block, all workers full but for a block each. */
export function restingBytes(cache: Cache): number {
  const serving = cache.workers.filter((worker) => isServing(worker, cache.at));
  const room = serving.map(
    (w) => Math.max(0, Math.floor(w.capacityBytes / cache.blockBytes) - 1) * cache.blockBytes,
  );
  return Math.min(
    cache.datasetBytes,
    room.reduce((sum, bytes) => sum + bytes, 0),
  );
}
