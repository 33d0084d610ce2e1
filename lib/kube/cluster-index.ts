import { fluidWorkloads } from './discovery.ts';
import type { DatasetObjects, KubeObject } from './objects.ts';
import {
  boundTypes,
  datasetId,
  datasetIdOf,
  datasetKey,
  listedReferences,
  mayBelongTo,
  namespaceOf,
  operationTargets,
  owningDatasetUid,
  referencedDataset,
  scaleTargetKey,
  scaleTargetOf,
  setNameOf,
  typeOfKind,
} from './references.ts';
import { createShelf } from './shelf.ts';
import { type ChangeType, keyOf } from './store.ts';
import { datasetsUsedBy } from './users.ts';

/** What an object is to a dataset. */
export type Role = 'dataset' | 'runtime' | 'workerSet' | 'pod' | 'slice' | 'operation' | 'owner' | 'user';

/** A set of workers: a StatefulSet, or another kind that has its manners. */
export interface WorkerSetRef {
  readonly kind: 'StatefulSet' | 'AdvancedStatefulSet';
  readonly name: string;
}

/** The set of the workers of a runtime; null when the kind has none. */
export type WorkerSetOf = (kind: string, name: string) => WorkerSetRef | null;

const setGroups = { StatefulSet: 'apps', AdvancedStatefulSet: fluidWorkloads.group };

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

function idOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** `spark-worker-2` before `spark-worker-10`. */
function byName(a: KubeObject, b: KubeObject): number {
  const [one, other] = [a.metadata.name, b.metadata.name];
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

function byId(a: KubeObject, b: KubeObject): number {
  return idOf(a) < idOf(b) ? -1 : 1;
}

/** The kind that the Dataset says it is bound to, else the oldest, for only the first one can bind. */
function chooseRuntime(runtimes: readonly KubeObject[], dataset: KubeObject | null): KubeObject | null {
  if (runtimes.length <= 1) return runtimes[0] ?? null;
  const bound = boundTypes(dataset);
  const named = runtimes.find(({ kind }) => bound.includes(typeOfKind(kind)));
  if (named) return named;
  const age = ({ metadata, kind }: KubeObject) => `${metadata.creationTimestamp ?? ''} ${kind}`;
  return [...runtimes].sort((a, b) => (age(a) < age(b) ? -1 : 1))[0] ?? null;
}

/** @param onChange told `namespace/name` of each dataset that a change concerns */
export function createClusterIndex(workerSetOf: WorkerSetOf, onChange: (key: string) => void): ClusterIndex {
  /** Every object, on the shelves that its readers look at. */
  const objects = createShelf<KubeObject>();
  /** Which datasets read a shelf besides their own. */
  const readers = createShelf<string>();
  /** `namespace/name` of each dataset or runtime. */
  const present = createShelf<true>();

  const setShelf = (namespace: string, kind: string, set: string) => `${kind} ${datasetKey(namespace, set)}`;
  const podShelf = (namespace: string, set: string) => `pods ${datasetKey(namespace, set)}`;
  const sliceShelf = (namespace: string, id: string) => `slices ${datasetKey(namespace, id)}`;
  const ownerShelf = (target: string) => `owners ${target}`;
  const userShelf = (key: string) => `users ${key}`;
  const referenceShelf = (key: string) => `references ${key}`;

  function ownerShelves(namespace: string, kind: string, name: string): readonly string[] {
    const set = workerSetOf(kind, name);
    const targets = [scaleTargetKey('data.fluid.io', kind, namespace, name)];
    if (set !== null) targets.push(scaleTargetKey(setGroups[set.kind], set.kind, namespace, set.name));
    return targets.map(ownerShelf);
  }

  /** Shelves an object lies on. */
  function shelvesOf(role: Role, object: KubeObject): readonly string[] {
    const namespace = namespaceOf(object);
    const { name } = object.metadata;
    switch (role) {
      case 'dataset': {
        const physical = referencedDataset(object);
        const own = `dataset ${datasetKey(namespace, name)}`;
        return physical === null ? [own] : [own, referenceShelf(physical)];
      }
      case 'runtime':
        return [`runtime ${datasetKey(namespace, name)}`];
      case 'workerSet':
        return [setShelf(namespace, object.kind, name)];
      case 'pod':
        return [podShelf(namespace, setNameOf(object))];
      case 'slice':
        return [sliceShelf(namespace, datasetIdOf(object))];
      case 'operation':
        return operationTargets(object).map((key) => `operations ${key}`);
      case 'user':
        return datasetsUsedBy(object).map(userShelf);
      case 'owner': {
        const target = scaleTargetOf(object);
        return target === null ? [] : [ownerShelf(target)];
      }
    }
  }
  /** Shelves on which the dataset of this object finds its other objects. */
  function readsOf(role: Role, object: KubeObject): readonly string[] {
    const namespace = namespaceOf(object);
    const { name, uid } = object.metadata;
    if (role !== 'dataset' && role !== 'runtime') return [];
    const id = datasetId(namespace, name, role === 'dataset' ? uid : owningDatasetUid(object));
    const slices = id === null ? [] : [sliceShelf(namespace, id)];
    if (role === 'dataset') return slices;
    const set = workerSetOf(object.kind, name);
    const workers =
      set === null ? [] : [setShelf(namespace, set.kind, set.name), podShelf(namespace, set.name)];
    return [...slices, ...workers, ...ownerShelves(namespace, object.kind, name)];
  }

  /** A dataset, and the one it refers to: what uses the former uses the latter. */
  function toldOf(key: string, dataset = objects.on(`dataset ${key}`)[0]): readonly string[] {
    const physical = dataset === undefined ? null : referencedDataset(dataset);
    return physical === null ? [key] : [key, physical];
  }

  function concerned(role: Role, object: KubeObject): readonly string[] {
    if (role === 'dataset') return toldOf(datasetKey(namespaceOf(object), object.metadata.name), object);
    if (role === 'runtime') return [datasetKey(namespaceOf(object), object.metadata.name)];
    if (role === 'operation') return operationTargets(object);
    if (role === 'user') return datasetsUsedBy(object).flatMap((key) => toldOf(key));
    return shelvesOf(role, object).flatMap((shelf) => readers.on(shelf));
  }
  function file(role: Role, object: KubeObject): void {
    const { uid } = object.metadata;
    for (const shelf of shelvesOf(role, object)) objects.put(shelf, uid, object);
    const key = datasetKey(namespaceOf(object), object.metadata.name);
    for (const shelf of readsOf(role, object)) readers.put(shelf, uid, key);
    if (role === 'dataset' || role === 'runtime') present.put(key, uid, true);
  }
  function remove(role: Role, object: KubeObject): void {
    const { uid } = object.metadata;
    for (const shelf of shelvesOf(role, object)) objects.take(shelf, uid);
    for (const shelf of readsOf(role, object)) readers.take(shelf, uid);
    present.take(datasetKey(namespaceOf(object), object.metadata.name), uid);
  }

  function workersOf(runtime: KubeObject | null, namespace: string, name: string) {
    const set = runtime === null ? null : workerSetOf(runtime.kind, name);
    const none = { workerSet: null, workerPods: [] };
    if (runtime === null || set === null) return none;
    const workerSet = objects.on(setShelf(namespace, set.kind, set.name))[0] ?? null;
    if (workerSet && !mayBelongTo(workerSet, runtime.kind, name)) return none;
    return { workerSet, workerPods: [...objects.on(podShelf(namespace, set.name))].sort(byName) };
  }

  return {
    apply(role, type, object, previous) {
      const affected = new Set(previous ? concerned(role, previous) : []);
      if (previous) remove(role, previous);
      if (type === 'deleted') remove(role, object);
      else file(role, object);
      for (const key of concerned(role, object)) affected.add(key);
      for (const key of affected) onChange(key);
    },
    objects(namespace, name) {
      const key = datasetKey(namespace, name);
      const dataset = objects.on(`dataset ${key}`)[0] ?? null;
      const runtime = chooseRuntime(objects.on(`runtime ${key}`), dataset);
      const uid = dataset?.metadata.uid ?? (runtime && owningDatasetUid(runtime));
      const id = datasetId(namespace, name, uid);
      const owners = runtime ? ownerShelves(namespace, runtime.kind, name).flatMap(objects.on) : [];
      return {
        namespace,
        name,
        dataset,
        runtime,
        ...workersOf(runtime, namespace, name),
        slices: id === null ? [] : [...objects.on(sliceShelf(namespace, id))].sort(byName),
        operations: [...objects.on(`operations ${key}`)].sort(byId),
        owners: owners.sort(byId),
      };
    },
    claims(namespace, name) {
      const key = datasetKey(namespace, name);
      const referring = objects.on(referenceShelf(key)).map(keyOf);
      const listed = listedReferences(objects.on(`dataset ${key}`)[0] ?? null);
      return [...new Set([key, ...referring, ...listed])];
    },
    users(claims) {
      const pods = claims.flatMap((key) => objects.on(userShelf(key)));
      return [...new Set(pods)].sort(byId);
    },
    keys: () => present.names().sort(),
  };
}
