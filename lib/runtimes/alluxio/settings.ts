import type { KubeObject } from '../../kube/objects.ts';
import type { PerWorker } from '../../model/observation.ts';
import { parseFluidSize } from '../../units/size.ts';
import { pick, pickList, pickText } from '../fields.ts';
import { quotaBytes, sumOfKnown } from '../quota.ts';

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
  return sumOfKnown(pickList(runtime, 'spec', 'tieredstore', 'levels').map(levelBytes));
}

function levelBytes(level: unknown): number | null {
  const list = pickText(level, 'quotaList') ?? '';
  if (list !== '') return sumOfKnown(list.split(',').map(parseFluidSize));
  return quotaBytes(pick(level, 'quota'));
}
