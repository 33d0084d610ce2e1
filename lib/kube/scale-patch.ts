/** Where a count of workers is written, and the one patch that does it. Pure. */
import { type Resource, resourcePath } from './client.ts';
import { fluidGroup } from './discovery.ts';

/**
 * Where a count of workers stands, as the decision saw it. There are three places, and one object in each:
 *
 * - `scale`: `/scale` of the runtime. The right it needs, `patch` on `RUNTIMES/scale`, reaches nothing else.
 * - `worker`: `.spec.worker.replicas` of the runtime, which has no `/scale`. The right, `patch` on the runtimes, reaches all
 *   of their specs; what is sent names that one field.
 * - `set`: `/scale` of the StatefulSet of the workers, called `name`. The right, `patch` on `statefulsets/scale`, reaches
 *   every StatefulSet of the namespace; what is sent names that one.
 */
export type ScaleTarget = {
  readonly namespace: string;
  readonly name: string;
} & (
  | {
      readonly writes: 'scale' | 'worker';
      /** Of `data.fluid.io/v1alpha1`, as discovery names it. */
      readonly plural: string;
    }
  | { readonly writes: 'set' }
);

/** From a known count; or from none (the field is absent), then guarded by the whole object's resourceVersion. */
export type ScaleFrom = { readonly from: number } | { readonly from: null; readonly resourceVersion: string };

interface PatchOperation {
  readonly op: 'test' | 'replace' | 'add';
  readonly path: string;
  readonly value: unknown;
}

/** The patch as measured against a real server: every `test` must hold or nothing is written. */
export function scalePatch(
  request: Pick<ScaleTarget, 'writes'> & ScaleFrom & { readonly uid: string; readonly to: number },
): readonly PatchOperation[] {
  const { writes, uid, to } = request;
  const path = writes === 'worker' ? '/spec/worker/replicas' : '/spec/replicas';
  const sameObject: PatchOperation = { op: 'test', path: '/metadata/uid', value: uid };
  if (request.from === null) {
    const unchanged: PatchOperation = {
      op: 'test',
      path: '/metadata/resourceVersion',
      value: request.resourceVersion,
    };
    return [sameObject, unchanged, { op: 'add', path, value: to }];
  }
  // A Scale leaves a count of 0 out, so 0 is seen as no value; `replace` still finds its place. Absent is not 0 here.
  const count = request.from === 0 && writes !== 'worker' ? null : request.from;
  const sameCount: PatchOperation = { op: 'test', path, value: count };
  return [sameObject, sameCount, { op: 'replace', path, value: to }];
}

const statefulSets: Resource = { group: 'apps', version: 'v1', plural: 'statefulsets' };

/** Path of what is patched. */
export function scalePath(target: ScaleTarget): string {
  const { namespace, name } = target;
  if (target.writes === 'set') return resourcePath(statefulSets, namespace, name, 'scale');
  const subresource = target.writes === 'scale' ? 'scale' : undefined;
  return resourcePath({ ...fluidGroup, plural: target.plural }, namespace, name, subresource);
}
