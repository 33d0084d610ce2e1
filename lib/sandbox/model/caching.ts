import { blockSize, type Cache, heldBytes, isServing, type Worker } from './cache.ts';

const MIB = 2 ** 20;
/**
 * A block that is being cached takes its whole size at once, and the reader's own copy of it grows beside it near the end;
 * then one of the two is dropped. So `used` swings by up to a block, and room must be made for two.
 * The shares are of the time a block takes: free of it at first, then whole, then whole with a growing copy.
 * (Off the grid of whole blocks were 8 to 27 % of the time in the recorded timelines.)
 */
export const ROOM_FROM = 0.35;
const COPY_FROM = 0.8;

/** Bytes of the reader's copy, in the whole MiB in which space is asked for. */
function copyBytes(size: number, offset: number): number {
  const share = (offset / size - COPY_FROM) / (1 - COPY_FROM);
  return share <= 0 ? 0 : Math.floor((share * size) / MIB) * MIB;
}

/** Bytes that a block on its way takes besides the blocks held whole. */
export function temporaryBytes(cache: Cache, worker: Worker): number {
  let bytes = 0;
  for (const flow of [cache.load, cache.reads]) {
    if (flow === null || flow.target !== worker.id) continue;
    const size = blockSize(cache, flow.index);
    bytes += size + (fitsTwice(worker, size) ? copyBytes(size, flow.offset) : 0);
  }
  return bytes;
}

function fitsTwice(worker: Worker, size: number): boolean {
  return worker.capacityBytes >= 2 * size;
}

/** Bytes that must be free before a block of this size is begun. */
export function needed(worker: Worker, size: number): number {
  return fitsTwice(worker, size) ? 2 * size : size;
}

/** Bytes free of whole blocks. */
export function freeBytes(cache: Cache, worker: Worker): number {
  return worker.capacityBytes - heldBytes(cache, worker) - temporaryBytes(cache, worker);
}

/** The worker that can take a block of this size without giving another up, the emptiest first; null when none can. */
export function roomiest(cache: Cache, size: number): Worker | null {
  let best: Worker | null = null;
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

/** Where a block goes: where there is room, else to each in turn. Null when nobody can hold it. */
export function placeFor(cache: Cache, index: number): Worker | null {
  const size = blockSize(cache, index);
  const able = cache.workers.filter((w) => isServing(w, cache.at) && w.capacityBytes >= size);
  return roomiest(cache, size) ?? able[index % Math.max(1, able.length)] ?? null;
}

/** The worker after its least recently used blocks have made room for one of this size. */
export function withRoomFor(cache: Cache, worker: Worker, size: number): Worker {
  let free = freeBytes(cache, worker);
  const blocks = new Set(worker.blocks);
  for (const index of worker.blocks) {
    if (free >= needed(worker, size)) break;
    blocks.delete(index);
    free += blockSize(cache, index);
  }
  return { ...worker, blocks };
}

/** The worker with the block as its most recently used. */
export function holding(worker: Worker, index: number): Worker {
  const blocks = new Set(worker.blocks);
  blocks.delete(index);
  blocks.add(index);
  return { ...worker, blocks };
}

/** The serving worker that holds the block, or null. */
export function holderOf(cache: Cache, index: number): Worker | null {
  return cache.workers.find((w) => isServing(w, cache.at) && w.blocks.has(index)) ?? null;
}
