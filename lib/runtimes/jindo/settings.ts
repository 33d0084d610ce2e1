import type { KubeObject } from '../../kube/objects.ts';
import type { PerWorker } from '../../model/observation.ts';
import { pick, pickList, pickText } from '../fields.ts';
import { quotaBytes, sumOfKnown } from '../quota.ts';

const HIGH = 'storage.watermark.high.ratio';
/** What Fluid gives the engine where the runtime has no tier (pkg/ddc/jindocache/transform.go). */
const DEFAULTS = { high: 0.8, bytes: 2 ** 30 };

/** The first tier, the only one Fluid tells the engine of; undefined: there is none, and Fluid's defaults hold. */
function firstLevel(runtime: KubeObject): unknown {
  return pickList(runtime, 'spec', 'tieredstore', 'levels')[0];
}

/**
 * The watermark at which a worker begins to evict: the property of the workers, else the first tier's, else Fluid's default where there
 * is no tier. What the engine makes of an empty one is not known: 1, which claims nothing. Nor is it known in what blocks it counts.
 */
export function jindoPerWorker(runtime: KubeObject): PerWorker {
  const level = firstLevel(runtime);
  const text = pickText(runtime, 'spec', 'worker', 'properties', HIGH) ?? pickText(level, 'high');
  const mark = level === undefined && text === null ? DEFAULTS.high : Number(text ?? Number.NaN);
  return { blockBytes: 0, highWatermark: mark > 0 && mark <= 1 ? mark : 1 };
}

/**
 * Bytes of cache a worker is declared to have: the first tier's, for Fluid passes on no other. Null where it is not sure how the
 * engine reads what Fluid passes on: units other than Gi and Mi go through as they are, one quota for several paths is not
 * divided, and a quota beside a quotaList is put in front of it.
 */
export function jindoDeclaredBytes(runtime: KubeObject): number | null {
  const level = firstLevel(runtime);
  if (level === undefined) return DEFAULTS.bytes;
  const paths = (pickText(level, 'path') ?? '').split(',').length;
  const quota = pick(level, 'quota') ?? null;
  const list = pickText(level, 'quotaList') ?? '';
  if (list === '') return paths === 1 ? bytesOf(quota) : null;
  const items = list.split(',').map(bytesOf);
  if (quota !== null || items.length !== paths) return null;
  return sumOfKnown(items);
}

/** What goes through to the engine in a form that is sure to mean the same to it. */
function bytesOf(quota: unknown): number | null {
  const plain = typeof quota === 'number' || /^\d+(\.\d+)?(Gi|Mi)$|^\d+$/.test(String(quota));
  return plain ? quotaBytes(quota) : null;
}
