import type { KubeObject } from '../../kube/objects.ts';
import type { PerWorker } from '../../model/observation.ts';
import { parseSize } from '../../units/size.ts';
import { pick, pickList } from '../fields.ts';

const MIB = 2 ** 20;
/** JuiceFS' own, fixed when a volume is formatted. */
const BLOCK = 4 * MIB;
/**
 * Above its size a cache evicts down to 95 % of it, and was seen at rest at 93.8 % and at 97.0 %: so much of it holds data.
 * A level's `low` is no watermark here: Fluid makes it `free-space-ratio`, the share of the disk that is to stay free.
 */
const RESTS_AT = 0.93;

export function juicefsPerWorker(): PerWorker {
  return { blockBytes: BLOCK, highWatermark: RESTS_AT };
}

/**
 * Bytes of cache a worker has: `cache-size` among the worker's options (MiB where it is a bare number), else the quota of the
 * first level in whole MiB, for all its directories together (fluid pkg/ddc/juicefs/transform_fuse.go); further levels and
 * `quotaList` do nothing. What the disk leaves may be less: `free-space-ratio` bites first, and nothing tells.
 * @returns null when the spec says neither, or not in a form we read
 */
export function juicefsDeclaredBytes(runtime: KubeObject): number | null {
  const option = pick(runtime, 'spec', 'worker', 'options', 'cache-size');
  if (option !== undefined && option !== null && option !== '') return positive(optionBytes(String(option)));
  const quota = pick(pickList(runtime, 'spec', 'tieredstore', 'levels')[0], 'quota');
  if (typeof quota !== 'number' && typeof quota !== 'string') return null;
  const bytes = typeof quota === 'number' ? quota : parseSize(quota);
  return bytes === null ? null : positive(Math.floor(bytes / MIB) * MIB);
}

function optionBytes(text: string): number | null {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) * MIB : parseSize(text);
}

function positive(bytes: number | null): number | null {
  return bytes !== null && Number.isSafeInteger(Math.round(bytes)) && bytes > 0 ? Math.round(bytes) : null;
}
