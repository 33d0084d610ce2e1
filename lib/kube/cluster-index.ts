import {
  engineShelves,
  operationShelf,
  ownerShelf,
  ownerShelves,
  type Role,
  referenceShelf,
  setGroups,
  setShelf,
  shelvesOf,
  userShelf,
  type WorkerSetOf,
} from './filing.ts';
import type { DatasetObjects, KubeObject } from './objects.ts';
import { byId, byName, chooseRuntime, sorted } from './order.ts';
import {
  datasetKey,
  listedReferences,
  mayBelongTo,
  namespaceOf,
  operationTargets,
  owningDatasetUid,
  referencedDataset,
  scaleTargetOf,
  setNameOf,
} from './references.ts';
import { createShelves } from './shelf.ts';
import { type ChangeType, keyOf } from './store.ts';
import { datasetsUsedBy } from './users.ts';

export interface ClusterIndex {
  /** One change, as a reflector tells it. */
  apply(role: Role, type: ChangeType, object: KubeObject, previous?: KubeObject): void;
  /** Everything known about one dataset; a few look-ups, whatever the size of the cluster. */
  objects(namespace: string, name: string): DatasetObjects;
  /** The dataset and those that refer to it, in its spec or by Fluid's list, as `namespace/name`: each has a claim of its own. */
  claims(namespace: string, name: string): readonly string[];
  /** Pods that have one of these claims, sorted. */
  users(claims: readonly string[]): readonly KubeObject[];
  /** Every dataset or runtime there is, as `namespace/name`, sorted. */
  keys(): readonly string[];
}

const isDataset = ({ kind }: KubeObject) => kind === 'Dataset';
const isPod = ({ kind }: KubeObject) => kind === 'Pod';
const isWorker = (object: KubeObject) => isPod(object) || object.kind in setGroups;
const isSlice = ({ kind }: KubeObject) => kind === 'EndpointSlice';

/** @param onChange told `namespace/name` of each dataset that a change concerns */
export function createClusterIndex(workerSetOf: WorkerSetOf, onChange: (key: string) => void): ClusterIndex {
  /** The Dataset and the runtimes of a name, by `namespace/name`. */
  const named = createShelves();
  const shelves = createShelves();

  const datasetOf = (key: string) => named.on(key).find(isDataset) ?? null;
  const runtimesOf = (key: string) => named.on(key).filter((object) => !isDataset(object));
  /** Runtimes whose workers are a set of this name; of this kind, where one is given. */
  function runtimesWith(namespace: string, set: string, kind?: string): readonly KubeObject[] {
    const runtimes = shelves.on(setShelf(namespace, set)).filter((object) => !isWorker(object));
    if (kind === undefined) return runtimes;
    return runtimes.filter((runtime) => workerSetOf(runtime.kind, runtime.metadata.name)?.kind === kind);
  }
  /** Runtimes that this autoscaler scales, by themselves or by their set. */
  function runtimesScaledBy(owner: KubeObject): readonly KubeObject[] {
    const target = scaleTargetOf(owner);
    if (target === null) return [];
    const namespace = namespaceOf(owner);
    const name = target.slice(target.lastIndexOf('/') + 1);
    const runtimes = [...runtimesOf(datasetKey(namespace, name)), ...runtimesWith(namespace, name)];
    return runtimes.filter((runtime) => ownerShelves(runtime, workerSetOf).includes(ownerShelf(target)));
  }
  /** A dataset, and the one it refers to: what uses the former uses the latter. */
  function toldOf(key: string, dataset = datasetOf(key)): readonly string[] {
    const physical = dataset === null ? null : referencedDataset(dataset);
    return physical === null ? [key] : [key, physical];
  }

  function concerned(role: Role, object: KubeObject): readonly string[] {
    const namespace = namespaceOf(object);
    switch (role) {
      case 'dataset':
        return toldOf(keyOf(object), object);
      case 'runtime':
        return [keyOf(object)];
      case 'workerSet':
        return runtimesWith(namespace, object.metadata.name, object.kind).map(keyOf);
      case 'pod':
        return runtimesWith(namespace, setNameOf(object)).map(keyOf);
      case 'slice': {
        const neighbours = shelvesOf(role, object, workerSetOf).flatMap(shelves.on);
        return neighbours.filter((one) => !isSlice(one)).map(keyOf);
      }
      case 'operation':
        return operationTargets(object);
      case 'user':
        return datasetsUsedBy(object).flatMap((key) => toldOf(key));
      case 'owner':
        return runtimesScaledBy(object).map(keyOf);
    }
  }
  function file(role: Role, object: KubeObject, how: 'put' | 'take'): void {
    if (role === 'dataset' || role === 'runtime') named[how](keyOf(object), object);
    for (const shelf of shelvesOf(role, object, workerSetOf)) shelves[how](shelf, object);
  }

  function workersOf(runtime: KubeObject | null) {
    const none = { workerSet: null, workerPods: sorted([], byName) };
    if (runtime === null) return none;
    const { kind, metadata } = runtime;
    const set = workerSetOf(kind, metadata.name);
    if (set === null) return none;
    const shelf = shelves.on(setShelf(namespaceOf(runtime), set.name));
    const workerSet = shelf.find((one) => one.kind === set.kind) ?? null;
    if (workerSet && !mayBelongTo(workerSet, kind, metadata.name)) return none;
    return { workerSet, workerPods: sorted(shelf.filter(isPod), byName) };
  }

  return {
    apply(role, type, object, previous) {
      const affected = new Set(previous ? concerned(role, previous) : []);
      if (previous) file(role, previous, 'take');
      file(role, object, type === 'deleted' ? 'take' : 'put');
      for (const key of concerned(role, object)) affected.add(key);
      for (const key of affected) onChange(key);
    },
    objects(namespace, name) {
      const key = datasetKey(namespace, name);
      const dataset = datasetOf(key);
      const runtime = chooseRuntime(runtimesOf(key), dataset);
      const uid = dataset?.metadata.uid ?? (runtime && owningDatasetUid(runtime));
      const slices = engineShelves(namespace, name, uid).flatMap(shelves.on).filter(isSlice);
      const owners = runtime === null ? [] : ownerShelves(runtime, workerSetOf).flatMap(shelves.on);
      const { workerSet, workerPods } = workersOf(runtime);
      return {
        namespace,
        name,
        dataset,
        runtime,
        workerSet,
        workerPods,
        slices: sorted(slices, byName),
        operations: sorted(shelves.on(operationShelf(key)), byId),
        owners: sorted(owners, byId),
      };
    },
    claims(namespace, name) {
      const key = datasetKey(namespace, name);
      const referring = shelves.on(referenceShelf(key)).map(keyOf);
      return [...new Set([key, ...referring, ...listedReferences(datasetOf(key))])];
    },
    users(claims) {
      const pods = claims.flatMap((key) => shelves.on(userShelf(key)));
      return [...new Set(pods)].sort(byId);
    },
    keys: () => named.names().sort(),
  };
}
