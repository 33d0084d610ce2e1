import type { KubeObject } from '../../kube/objects.ts';
import type { PerWorker } from '../../model/observation.ts';
import { parseFluidSize, parseSize } from '../../units/size.ts';
import { pick, pickList, pickText } from '../fields.ts';

/** Alluxio's own default, and GooseFS'. */
const DEFAULT_BLOCK = 64 * 2 ** 20;

/**
 * Block size (Alluxio's units are binary: `64MB` is 64 MiB) and the lowest watermark at which a tier begins to evict.
 * @param engine what its properties begin with: `alluxio`, `goosefs`
 */
export function alluxioPerWorker(runtime: KubeObject, engine = 'alluxio'): PerWorker {
  const size = pickText(runtime, 'spec', 'properties', `${engine}.user.block.size.bytes.default`);
  const block = parseFluidSize(size ?? '');
  const marks = pickList(runtime, 'spec', 'tieredstore', 'levels')
    .map((level) => Number(pickText(level, 'high') ?? Number.NaN))
    .filter((mark) => mark > 0 && mark <= 1);
  return { blockBytes: block || DEFAULT_BLOCK, highWatermark: Math.min(1, ...marks) };
}

/**
 * Bytes of cache a worker is declared to have: all tiers together. A `quota` is a Kubernetes quantity for all paths of its
 * level; in a `quotaList`, one item a path, Alluxio reads every unit as binary (fluid pkg/ddc/base/runtime.go); GooseFS likewise.
 * @returns null when a level does not say, or not in a form we read
 */
export function alluxioDeclaredBytes(runtime: KubeObject): number | null {
  const levels = pickList(runtime, 'spec', 'tieredstore', 'levels').map(levelBytes);
  if (levels.length === 0) return null;
  return levels.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
}

function levelBytes(level: unknown): number | null {
  const list = pickText(level, 'quotaList');
  if (list !== null && list !== '') {
    const items = list.split(',').map((item) => parseFluidSize(item));
    return items.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
  }
  const quota = pick(level, 'quota');
  if (typeof quota === 'number') return quota > 0 ? quota : null;
  return typeof quota === 'string' ? parseSize(quota) : null;
}
