import { blockCount, blockSize, isServing } from './cache.ts';
import { makeRoom, placeFor, roomiest } from './caching.ts';
import { holderOf, type LiveCache, type LiveFlow, nextMissing, touch } from './live.ts';
import { readWhole } from './whole.ts';

/** Which of the two flows of a cache. */
export type Channel = 'load' | 'reads';

function count(cache: LiveCache, bytes: number, fromUfs: boolean): void {
  if (fromUfs) cache.counters.ufs += bytes;
  cache.counters.remote += bytes;
}

/**
 * Moves the flow to the block to go on with: a load skips what is cached and goes through the dataset again while something is
 * missing that there is room for; applications read everything, again and again. @returns false: the load is done
 */
function position(cache: LiveCache, flow: LiveFlow): boolean {
  if (flow.offset > 0) return true;
  const blocks = blockCount(cache);
  if (blocks === 0) return false;
  if (flow.kind === 'reads') {
    if (flow.index < blocks) return true;
    flow.index = 0;
    flow.pass += 1;
    return true;
  }
  const missing = nextMissing(cache, flow.index);
  if (missing !== null && flow.pass === 1) {
    flow.index = missing;
    return true;
  }
  const again = missing ?? nextMissing(cache, 0);
  if (again === null || roomiest(cache, blockSize(cache, again)) === null) return false;
  if (missing === null) flow.pass += 1;
  flow.index = again;
  return true;
}

/** @returns true once a worker makes room for the block */
function begin(cache: LiveCache, flow: LiveFlow): boolean {
  const place = placeFor(cache, flow);
  if (place === null) return false;
  makeRoom(cache, place, blockSize(cache, flow.index));
  flow.target = place.id;
  return true;
}

function finish(cache: LiveCache, flow: LiveFlow): void {
  const { index, target } = flow;
  flow.index += 1;
  flow.offset = 0;
  flow.target = null;
  const keeper = holderOf(cache, index) ?? cache.workers.find((worker) => worker.id === target);
  if (keeper && isServing(keeper, cache.at)) touch(cache, keeper, index);
}

/** One stretch of the flow, to the next milestone at most. @returns the bytes left over */
function stretch(cache: LiveCache, flow: LiveFlow, bytes: number): number {
  const size = blockSize(cache, flow.index);
  const cached = holderOf(cache, flow.index) !== null;
  const roomFrom = Math.floor(cache.parameters.roomFrom * size);
  if (!cached && flow.target === null && flow.offset === roomFrom && begin(cache, flow)) return bytes;
  const until = !cached && flow.offset < roomFrom ? roomFrom : size;
  const reaches = bytes >= until - flow.offset;
  const taken = reaches ? until - flow.offset : bytes;
  flow.offset += taken;
  count(cache, taken, !cached);
  if (!reaches) return 0;
  if (until === size) finish(cache, flow);
  return bytes - taken;
}

/** True when all that is left to do is to read what is there. */
function readsWhole(cache: LiveCache, flow: LiveFlow): boolean {
  if (flow.kind !== 'reads') return false;
  if (!cache.whole && flow.index === 0 && flow.offset === 0) cache.whole = nextMissing(cache, 0) === null;
  return cache.whole;
}

/** Lets `bytes` pass through one channel. Without a serving worker a load waits and applications go around the cache. */
export function flowOn(cache: LiveCache, channel: Channel, bytes: number): void {
  const flow = cache[channel];
  if (flow === null || !cache.workers.some((worker) => isServing(worker, cache.at))) return;
  let left = bytes;
  while (left > 0) {
    if (!position(cache, flow)) break;
    if (readsWhole(cache, flow)) {
      readWhole(cache, flow, left);
      return;
    }
    left = stretch(cache, flow, left);
  }
  // The last block may have ended exactly here: say so now, not at the next step.
  if (!position(cache, flow)) cache[channel] = null;
}
