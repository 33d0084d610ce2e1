import type { KubeObject } from '../../kube/objects.ts';
import type { PerWorker } from '../../model/observation.ts';
import { pick, pickList, pickText } from '../fields.ts';
import { quotaBytes, sumOfKnown } from '../quota.ts';

const levelsOf = (runtime: KubeObject) => pickList(runtime, 'spec', 'worker', 'tieredStore', 'levels');

/** Nobody tells how large the blocks of somebody's cache are; the lowest of the watermarks is where one level begins to evict. */
export function cachePerWorker(runtime: KubeObject): PerWorker {
  const marks = levelsOf(runtime)
    .map((level) => Number(pickText(level, 'high') ?? Number.NaN))
    .filter((mark) => mark > 0 && mark <= 1);
  return { blockBytes: 0, highWatermark: Math.min(1, ...marks) };
}

/**
 * Bytes of cache a worker is declared to have: all levels together. A level is memory of the process or an emptyDir with one
 * quota, or a hostPath with one for each of its paths (fluid data.fluid.io_cacheruntimes.yaml).
 * @returns null when a level does not say
 */
export function cacheDeclaredBytes(runtime: KubeObject): number | null {
  return sumOfKnown(levelsOf(runtime).map(levelBytes));
}

function levelBytes(level: unknown): number | null {
  const paths = pickList(level, 'hostPath', 'quotas');
  if (paths.length > 0) return sumOfKnown(paths.map(quotaBytes));
  return quotaBytes(pick(level, 'processMemory', 'quota') ?? pick(level, 'emptyDir', 'quota'));
}
