/** The object in which a count of workers stands, and the field of it. */
import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import { kindOf } from './kinds.ts';

/** The runtime, or the set of its workers; null while it is not there. */
export function countHolder({ runtime, workerSet }: DatasetObjects): KubeObject | null {
  if (runtime === null) return null;
  return kindOf(runtime.kind).writes === 'set' ? workerSet : runtime;
}

/** The field of such an object, from `spec` down. */
export function countField(holder: KubeObject): readonly string[] {
  return kindOf(holder.kind).writes === 'worker' ? ['worker', 'replicas'] : ['replicas'];
}
