/** On which shelves an object lies: there where the dataset that it concerns looks for it. */
import { fluidWorkloads } from './discovery.ts';
import type { KubeObject } from './objects.ts';
import {
  datasetId,
  datasetIdOf,
  datasetKey,
  namespaceOf,
  operationTargets,
  owningDatasetUid,
  referencedDataset,
  scaleTargetKey,
  scaleTargetOf,
  setNameOf,
} from './references.ts';
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

/** Kinds of sets of workers, and their groups. */
export const setGroups = { StatefulSet: 'apps', AdvancedStatefulSet: fluidWorkloads.group };

/** Joined for the same reason as in `datasetKey`. */
const shelf = (of: string, key: string) => [of, key].join(' ');
export const setShelf = (namespace: string, set: string) => shelf('set', datasetKey(namespace, set));
export const ownerShelf = (target: string) => shelf('owners', target);
export const userShelf = (key: string) => shelf('users', key);
export const operationShelf = (key: string) => shelf('operations', key);
export const referenceShelf = (key: string) => shelf('references', key);
const sliceShelf = (namespace: string, id: string) => shelf('slices', datasetKey(namespace, id));

/** Of the slices of a dataset's engine; none while its uid is needed and not known. */
export function engineShelves(namespace: string, name: string, uid: string | null): readonly string[] {
  const id = datasetId(namespace, name, uid);
  return id === null ? [] : [sliceShelf(namespace, id)];
}

/** Of the autoscalers of a runtime, and of those of its set of workers. */
export function ownerShelves(runtime: KubeObject, workerSetOf: WorkerSetOf): readonly string[] {
  const namespace = namespaceOf(runtime);
  const { kind, metadata } = runtime;
  const set = workerSetOf(kind, metadata.name);
  const targets = [scaleTargetKey('data.fluid.io', kind, namespace, metadata.name)];
  if (set !== null) targets.push(scaleTargetKey(setGroups[set.kind], set.kind, namespace, set.name));
  return targets.map(ownerShelf);
}

/**
 * Shelves of an object. Datasets and runtimes lie where they look (both by their engine's slices, a runtime by its set of workers):
 * so what comes to lie there finds whom it concerns.
 */
export function shelvesOf(role: Role, object: KubeObject, workerSetOf: WorkerSetOf): readonly string[] {
  const namespace = namespaceOf(object);
  const { name, uid } = object.metadata;
  switch (role) {
    case 'dataset': {
      const physical = referencedDataset(object);
      const engine = engineShelves(namespace, name, uid);
      return physical === null ? engine : [...engine, referenceShelf(physical)];
    }
    case 'runtime': {
      const set = workerSetOf(object.kind, name);
      const engine = engineShelves(namespace, name, owningDatasetUid(object));
      return set === null ? engine : [...engine, setShelf(namespace, set.name)];
    }
    case 'workerSet':
      return [setShelf(namespace, name)];
    case 'pod':
      return [setShelf(namespace, setNameOf(object))];
    case 'slice':
      return [sliceShelf(namespace, datasetIdOf(object))];
    case 'operation':
      return operationTargets(object).map(operationShelf);
    case 'user':
      return datasetsUsedBy(object).map(userShelf);
    case 'owner': {
      const target = scaleTargetOf(object);
      return target === null ? [] : [ownerShelf(target)];
    }
  }
}
