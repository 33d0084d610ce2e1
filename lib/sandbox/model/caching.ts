import { roll } from '../dice.ts';
import { blockSize, type Cache, type Flow, isServing, type Worker } from './cache.ts';
import { evict, type LiveCache, type LiveFlow, type LiveWorker } from './live.ts';

const MIB = 2 ** 20;

/**
 * A block that is being cached takes its whole size at once, and the reader's own copy of it grows beside it near the end;
 * then one of the two is dropped. So `used` swings by up to a block, and room must be made for two.
 * @returns bytes of the copy, in the whole MiB in which space is asked for
 */
function copyBytes(size: number, offset: number, copyFrom: number): number {
  const share = (offset / size - copyFrom) / (1 - copyFrom);
  return share <= 0 ? 0 : Math.floor((share * size) / MIB) * MIB;
}

/** Bytes that a block on its way takes besides the blocks held whole. */
export function temporaryBytes(cache: Cache, worker: Worker): number {
  return onItsWay(cache, worker, cache.load) + onItsWay(cache, worker, cache.reads);
}

function onItsWay(cache: Cache, worker: Worker, flow: Flow | null): number {
  if (flow === null || flow.target !== worker.id) return 0;
  const size = blockSize(cache, flow.index);
  return size + (fitsTwice(worker, size) ? copyBytes(size, flow.offset, cache.parameters.copyFrom) : 0);
}

function fitsTwice(worker: Worker, size: number): boolean {
  return worker.capacityBytes >= 2 * size;
}

/** Bytes that must be free before a block of this size is begun. */
export function needed(worker: Worker, size: number): number {
  return fitsTwice(worker, size) ? 2 * size : size;
}

/** Bytes free of blocks, whole or on their way. */
export function freeBytes(cache: Cache, worker: Worker): number {
  return worker.capacityBytes - worker.heldBytes - temporaryBytes(cache, worker);
}

/** The worker that can take a block of this size without giving another up, the emptiest first; null when none can. */
export function roomiest(cache: LiveCache, size: number): LiveWorker | null {
  let best: LiveWorker | null = null;
  let bestFree = -1;
  for (const worker of cache.workers) {
    if (!isServing(worker, cache.at)) continue;
    const free = freeBytes(cache, worker);
    if (free < needed(worker, size) || free <= bestFree) continue;
    best = worker;
    bestFree = free;
  }
  return best;
}

/**
 * Where a block goes. A load puts it where there is most room, in turn where there is none. What applications read goes to any
 * worker, full or not, for a share of the blocks: `toRoomiest`. Null when nobody can hold it.
 */
export function placeFor(cache: LiveCache, flow: LiveFlow): LiveWorker | null {
  const size = blockSize(cache, flow.index);
  const able = cache.workers.filter((w) => isServing(w, cache.at) && w.capacityBytes >= size);
  if (able.length < 2) return able[0] ?? null;
  if (flow.kind === 'load') return roomiest(cache, size) ?? able[flow.index % able.length] ?? null;
  const [where, next] = roll(cache.dice);
  cache.dice = next;
  const { toRoomiest } = cache.parameters;
  if (where < toRoomiest) return roomiest(cache, size) ?? able[flow.index % able.length] ?? null;
  return able[Math.floor(((where - toRoomiest) / (1 - toRoomiest)) * able.length)] ?? null;
}

/** Gives up the worker's least recently used blocks until there is room for one of this size. */
export function makeRoom(cache: LiveCache, worker: LiveWorker, size: number): void {
  let free = freeBytes(cache, worker);
  for (const index of worker.blocks) {
    if (free >= needed(worker, size)) return;
    evict(cache, worker, index);
    free += blockSize(cache, index);
  }
}
