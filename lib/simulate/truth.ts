/** What can be measured of a cache without asking its engine. */
import { type Cache, isServing } from '../sandbox/model/cache.ts';
import { freeBytes, needed } from '../sandbox/model/caching.ts';

/** What can be measured of a cache that nobody asks: the truth. Bytes. */
export interface Truth {
  readonly replicas: number;
  readonly serving: number;
  readonly capacityBytes: number;
  /** Of whole blocks in serving workers. */
  readonly heldBytes: number;
  /** No room for another block although some of the dataset is not cached. */
  readonly full: boolean;
  readonly blind: boolean;
  readonly loading: boolean;
  /** Bytes a second that applications read. */
  readonly readsPerSecond: number;
  readonly datasetBytes: number;
  /** Since the start: blocks thrown out to make room, blocks that went with workers, and what the under-store gave. */
  readonly evictedBytes: number;
  readonly lostBytes: number;
  readonly underStoreBytes: number;
}

/** Bytes of the blocks that one worker holds; 0 when it does not serve. */
export function heldBy(cache: Cache, id: string): number {
  const worker = cache.workers.find((each) => each.id === id && isServing(each, cache.at));
  return worker?.heldBytes ?? 0;
}

/** What the cache itself does not know. */
type Beside = Pick<
  Truth,
  'replicas' | 'serving' | 'blind' | 'readsPerSecond' | 'lostBytes' | 'underStoreBytes'
>;

export function truthOf(cache: Cache, beside: Beside): Truth {
  let [heldInAll, capacityBytes] = [0, 0];
  let room = false;
  for (const worker of cache.workers) {
    if (!isServing(worker, cache.at)) continue;
    heldInAll += worker.heldBytes;
    capacityBytes += worker.capacityBytes;
    room ||= freeBytes(cache, worker) >= needed(worker, cache.blockBytes);
  }
  return {
    replicas: beside.replicas,
    serving: beside.serving,
    capacityBytes,
    heldBytes: heldInAll,
    full: !room && heldInAll < cache.datasetBytes,
    blind: beside.blind,
    loading: cache.load !== null,
    readsPerSecond: beside.readsPerSecond,
    datasetBytes: cache.datasetBytes,
    evictedBytes: cache.evictedBytes,
    lostBytes: beside.lostBytes,
    underStoreBytes: beside.underStoreBytes,
  };
}

/** Data moves through the cache, so that its figures may differ at any instant; reading what is all there changes none. */
export function moves({ load, reads, whole }: Cache): boolean {
  return load !== null || (reads !== null && !whole);
}
