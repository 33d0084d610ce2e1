import type { KubeObject } from '../kube/objects.ts';
import type { Reason } from '../model/observation.ts';
import { pick } from './fields.ts';

/**
 * Where `spec.worker.disabled` says so, no workers are made whatever the count is (JindoRuntime, EFCRuntime, CacheRuntime;
 * with `spec.master.disabled` too only clients are left).
 */
export function workersDisabled(runtime: KubeObject): Reason | null {
  if (pick(runtime, 'spec', 'worker', 'disabled') !== true) return null;
  const { kind, metadata } = runtime;
  return { code: 'WorkersDisabled', numbers: { kind, runtime: `${metadata.namespace}/${metadata.name}` } };
}
