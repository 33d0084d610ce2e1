import { blockCount } from './cache.ts';
import { holderOf, type LiveCache, type LiveFlow, touch } from './live.ts';

/**
 * Reading a dataset that is all there changes nothing but the counters and the order in which blocks were used. The bytes are
 * counted at once, however many, and the order is written down only when it can matter: before something can be missing again.
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
  const { reads } = cache;
  if (reads === null) return;
  const count = blockCount(cache);
  for (let back = reads.unnoted; back > 0; back--) {
    const index = (reads.index - back + count) % count;
    const holder = holderOf(cache, index);
    if (holder) touch(cache, holder, index);
  }
  reads.unnoted = 0;
}
