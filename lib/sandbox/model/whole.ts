import { blockCount, blockSize } from './cache.ts';
import { holderOf, type LiveCache, type LiveFlow, touch } from './live.ts';

/**
 * Reading a dataset that is all there changes nothing but the counters and the order in which blocks were used. The bytes are
 * counted at once, however many, and the order is written down only when it matters: before a block is given up.
 */
export function readWhole(cache: LiveCache, flow: LiveFlow, bytes: number): void {
  const { datasetBytes, blockBytes } = cache;
  const count = blockCount(cache);
  const end = flow.index * blockBytes + flow.offset + bytes;
  const passes = Math.floor(end / datasetBytes);
  const at = end - passes * datasetBytes;
  const index = Math.min(count - 1, Math.floor(at / blockBytes));
  flow.unnoted = Math.min(count, flow.unnoted + passes * count + index - flow.index);
  flow.pass += passes;
  flow.index = index;
  flow.offset = at - index * blockBytes;
  flow.target = null;
  cache.counters.remote += bytes;
}

/** Writes down in which order blocks were read. */
export function noteOrder(cache: LiveCache): void {
  for (const flow of [cache.load, cache.reads]) {
    if (flow === null || flow.unnoted === 0) continue;
    const count = blockCount(cache);
    for (let back = flow.unnoted; back > 0; back--) {
      const index = (flow.index - back + count) % count;
      const holder = blockSize(cache, index) > 0 ? holderOf(cache, index) : null;
      if (holder) touch(cache, holder, index);
    }
    flow.unnoted = 0;
  }
}
