import type { Role } from './cluster-index.ts';
import type { Discovery, ServedResource } from './discovery.ts';
import type { KubeObject } from './objects.ts';
import { trimDataset, trimOperation, trimPlain, trimPod, trimStatefulSet, trimWritten } from './trim.ts';

/** One kind to watch, and what its objects are to a dataset. */
export interface Watched {
  readonly role: Role;
  readonly resource: ServedResource;
  readonly labelSelector?: string | undefined;
  readonly transform: (object: KubeObject) => KubeObject;
  /** Without it no decision is sound; the others (data operations, other autoscalers) only inform. */
  readonly required: boolean;
}

/**
 * Fluid's charts put this label on worker StatefulSets and their pods of every kind and on nothing else (neither masters
 * nor fuse pods nor the users' own); its value is not used, so the rule for long names does not matter here.
 */
const workersOnly = 'fluid.io/dataset';
/** On Services, and so on their EndpointSlices; absent from every slice that is not Fluid's. */
const enginesOnly = 'fluid.io/dataset-id';

type Kind = Omit<Watched, 'resource'>;

/** Everything worth a watch out of what the cluster serves. */
export function watchedKinds(discovery: Discovery): readonly Watched[] {
  const each = (resources: readonly (ServedResource | null)[], kind: Kind): readonly Watched[] =>
    resources.flatMap((resource) => (resource === null ? [] : [{ resource, ...kind }]));
  const { runtimes, dataset, statefulSets, pods, endpointSlices, operations, owners } = discovery;
  return [
    ...each(runtimes, { role: 'runtime', transform: trimWritten, required: true }),
    ...each([dataset], { role: 'dataset', transform: trimDataset, required: true }),
    ...each([statefulSets], {
      role: 'workerSet',
      labelSelector: workersOnly,
      transform: trimStatefulSet,
      required: true,
    }),
    ...each([pods], { role: 'pod', labelSelector: workersOnly, transform: trimPod, required: true }),
    ...each([endpointSlices], {
      role: 'slice',
      labelSelector: enginesOnly,
      transform: trimPlain,
      required: true,
    }),
    ...each(operations, { role: 'operation', transform: trimOperation, required: false }),
    ...each(owners, { role: 'owner', transform: trimPlain, required: false }),
  ];
}

/** Groups without which nothing can be seen; a failure to ask one of them is not the same as its absence. */
export const requiredGroups = ['v1', 'apps/v1', 'discovery.k8s.io/v1', 'data.fluid.io/v1alpha1'];
