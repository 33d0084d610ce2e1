import { blockCount, blockSize, type Cache, type Flow, isServing, type Worker } from './cache.ts';
import { holderOf, holding, placeFor, ROOM_FROM, roomiest, withRoomFor } from './caching.ts';

/** Which of the two flows of a cache. */
export type Channel = 'load' | 'reads';

function replaced(cache: Cache, changed: Worker): Cache {
  return { ...cache, workers: cache.workers.map((worker) => (worker.id === changed.id ? changed : worker)) };
}

function counted(cache: Cache, bytes: number, fromUfs: boolean): Cache {
  const { ufs, remote } = cache.counters;
  return { ...cache, counters: { ufs: ufs + (fromUfs ? bytes : 0), remote: remote + bytes } };
}

/** The first block at or after `index` that no serving worker holds, or null. */
function nextMissing(cache: Cache, index: number): number | null {
  for (let at = index; at < blockCount(cache); at++) if (holderOf(cache, at) === null) return at;
  return null;
}

/**
 * The block to go on with: a load skips what is cached and goes through the dataset again while something is missing
 * that there is room for; applications read everything, again and again. Null: the load is done.
 */
function position(cache: Cache, flow: Flow): Flow | null {
  if (flow.offset > 0) return flow;
  const count = blockCount(cache);
  if (count === 0) return null;
  if (flow.kind === 'reads') {
    return flow.index < count ? flow : { ...flow, index: 0, pass: flow.pass + 1 };
  }
  const missing = nextMissing(cache, flow.index);
  if (missing !== null && flow.pass === 1) return { ...flow, index: missing };
  const again = missing ?? nextMissing(cache, 0);
  if (again === null || roomiest(cache, blockSize(cache, again)) === null) return null;
  return { ...flow, index: again, pass: missing === null ? flow.pass + 1 : flow.pass };
}

function begin(cache: Cache, channel: Channel, flow: Flow): Cache {
  const place = placeFor(cache, flow.index);
  if (place === null) return cache;
  const roomy = replaced(cache, withRoomFor(cache, place, blockSize(cache, flow.index)));
  return { ...roomy, [channel]: { ...flow, target: place.id } };
}

function finish(cache: Cache, channel: Channel, flow: Flow): Cache {
  const keeper = holderOf(cache, flow.index) ?? cache.workers.find((worker) => worker.id === flow.target);
  const next = { ...cache, [channel]: { ...flow, index: flow.index + 1, offset: 0, target: null } };
  return keeper && isServing(keeper, cache.at) ? replaced(next, holding(keeper, flow.index)) : next;
}

/** One stretch of the flow, to the next milestone at most. @returns the cache and the bytes left over */
function stretch(cache: Cache, channel: Channel, flow: Flow, bytes: number): readonly [Cache, number] {
  const size = blockSize(cache, flow.index);
  const cached = holderOf(cache, flow.index) !== null;
  const roomFrom = Math.floor(ROOM_FROM * size);
  if (!cached && flow.target === null && flow.offset === roomFrom) {
    const begun = begin(cache, channel, flow);
    if (begun !== cache) return [begun, bytes];
  }
  const until = !cached && flow.offset < roomFrom ? roomFrom : size;
  const reaches = bytes >= until - flow.offset;
  const offset = reaches ? until : flow.offset + bytes;
  const taken = offset - flow.offset;
  const moved: Flow = { ...flow, offset };
  const next = counted({ ...cache, [channel]: moved }, taken, !cached);
  if (!reaches) return [next, 0];
  return [offset < size ? next : finish(next, channel, moved), bytes - taken];
}

/** Reading what is all there changes nothing, however often: whole passes are counted, not gone through. */
function skipPasses(cache: Cache, channel: Channel, flow: Flow, bytes: number): readonly [Cache, number] {
  const { datasetBytes } = cache;
  const atStart = flow.kind === 'reads' && flow.index === 0 && flow.offset === 0;
  if (!atStart || bytes < datasetBytes || nextMissing(cache, 0) !== null) return [cache, bytes];
  const passes = Math.floor(bytes / datasetBytes);
  const next = counted(
    { ...cache, [channel]: { ...flow, pass: flow.pass + passes } },
    passes * datasetBytes,
    false,
  );
  return [next, bytes - passes * datasetBytes];
}

/** Lets `bytes` pass through one channel. Without a serving worker a load waits and applications go around the cache. */
export function flowOn(cache: Cache, channel: Channel, bytes: number): Cache {
  let here = cache;
  let left = bytes;
  while (left > 0) {
    const flow = here[channel];
    if (flow === null || !here.workers.some((worker) => isServing(worker, here.at))) return here;
    const placed = position(here, flow);
    if (placed === null) return { ...here, [channel]: null };
    [here, left] = skipPasses({ ...here, [channel]: placed }, channel, placed, left);
    if (left > 0) [here, left] = stretch(here, channel, here[channel] ?? placed, left);
  }
  // The last block may have ended exactly here: say so now, not at the next step.
  const flow = here[channel];
  return flow !== null && position(here, flow) === null ? { ...here, [channel]: null } : here;
}
