import { blockSize } from './cache.ts';
import { roomiest } from './caching.ts';
import { flowOn } from './flow.ts';
import { holderOf, type LiveCache, nextMissing, touch } from './live.ts';

/** True when a serving worker holds the block whole. */
export function holds(cache: LiveCache, index: number): boolean {
  return holderOf(cache, index) !== null;
}

/**
 * Lets somebody read some bytes of one block in place of the cache's own readers, from where the read before it stopped; a
 * read of another block begins at its start. What is there is given, what is not is fetched and kept as ever.
 * @param bytes at most up to the end of the block
 * @param by `load`: a data load, which puts what is missing where there is most room
 */
export function readBlock(cache: LiveCache, index: number, bytes: number, by: 'load' | 'reads'): void {
  if (cache.reads?.index !== index) cache.reads = { ...NEW, index };
  const holder = holderOf(cache, index);
  if (holder === null) {
    cache.reads.kind = by;
    flowOn(cache, 'reads', bytes);
  } else {
    cache.reads.offset += bytes;
    cache.counters.remote += bytes;
    if (cache.reads.offset >= blockSize(cache, index)) {
      touch(cache, holder, index);
      cache.reads = null;
    }
  }
  if (cache.reads?.offset === 0) cache.reads = null;
}

const NEW = { kind: 'reads', bytesPerSecond: 0, pass: 1, offset: 0, target: null, unnoted: 0 } as const;

/** Puts the first blocks of the dataset into the cache, where there is most room, until it holds so many bytes or is full. */
export function warm(cache: LiveCache, bytes: number): void {
  let held = 0;
  for (let index = nextMissing(cache, 0); index !== null; index = nextMissing(cache, index + 1)) {
    const size = blockSize(cache, index);
    const worker = roomiest(cache, size);
    if (held + size > bytes || worker === null) return;
    touch(cache, worker, index);
    held += size;
  }
}
