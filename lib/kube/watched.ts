import type { Discovery, ServedResource } from './discovery.ts';
import type { Role } from './filing.ts';
import type { Transform } from './store.ts';
import { trimDataset, trimOperation, trimOwner, trimRuntime, trimSlice } from './trim.ts';
import { trimCachePod, trimPod, trimWorkerSet } from './trim-workers.ts';

/**
 * Whose decisions are not sound without it: `all`; its `own`, the datasets whose runtime, or whose set of workers, is of this
 * kind; `none`: data operations and other autoscalers only inform.
 */
export type Needed = 'all' | 'own' | 'none';

/** One kind to watch, and what its objects are to a dataset. */
export interface Watched {
  readonly role: Role;
  readonly resource: ServedResource;
  readonly labelSelector?: string | undefined;
  readonly transform: Transform;
  readonly needed: Needed;
}

/**
 * Fluid's charts put this label on worker StatefulSets and their pods of every kind and on nothing else (neither masters
 * nor fuse pods nor the users' own); its value is not used, so the rule for long names does not matter here.
 */
const workersOnly = 'fluid.io/dataset';
/** On Services, and so on their EndpointSlices; absent from every slice that is not Fluid's. */
const enginesOnly = 'fluid.io/dataset-id';
/**
 * The only labels of what is made for a CacheRuntime, for no chart makes it: its value is the name of the component's set, of
 * masters and clients too (fluid pkg/ddc/cache/component).
 */
const cacheComponents = 'cacheruntime.fluid.io/component-name';

type Kind = Omit<Watched, 'resource'>;

/** Everything worth a watch out of what the cluster serves. */
export function watchedKinds(discovery: Discovery): readonly Watched[] {
  const each = (resources: readonly (ServedResource | null)[], kind: Kind): readonly Watched[] =>
    resources.flatMap((resource) => (resource === null ? [] : [{ resource, ...kind }]));
  const { runtimes, dataset, statefulSets, advancedStatefulSets, pods, endpointSlices } = discovery;
  const { operations, owners } = discovery;
  return [
    ...each(runtimes, { role: 'runtime', transform: trimRuntime, needed: 'own' }),
    ...each([dataset], { role: 'dataset', transform: trimDataset, needed: 'all' }),
    ...each([statefulSets], {
      role: 'workerSet',
      labelSelector: workersOnly,
      transform: trimWorkerSet,
      needed: 'all',
    }),
    ...each([pods], { role: 'pod', labelSelector: workersOnly, transform: trimPod, needed: 'all' }),
    ...each([advancedStatefulSets], {
      role: 'workerSet',
      labelSelector: cacheComponents,
      transform: trimWorkerSet,
      needed: 'own',
    }),
    // Nobody has such pods where there are no such sets.
    ...each([advancedStatefulSets && pods], {
      role: 'pod',
      labelSelector: cacheComponents,
      transform: trimCachePod,
      needed: 'all',
    }),
    ...each([endpointSlices], {
      role: 'slice',
      labelSelector: enginesOnly,
      transform: trimSlice,
      needed: 'all',
    }),
    ...each(operations, { role: 'operation', transform: trimOperation, needed: 'none' }),
    ...each(owners, { role: 'owner', transform: trimOwner, needed: 'none' }),
  ];
}

/** Groups without which nothing can be seen; a failure to ask one of them is not the same as its absence. */
export const requiredGroups = ['v1', 'apps/v1', 'discovery.k8s.io/v1', 'data.fluid.io/v1alpha1'];
