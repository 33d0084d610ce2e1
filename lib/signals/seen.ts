/** What a look rested on, so that the next one need not work out again what cannot have changed. */
import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import type { Observation } from '../model/observation.ts';

/** What the last look rested on, as the watches showed it then. */
export interface Seen {
  readonly objects: DatasetObjects;
  /** Null: there was nothing to decide on. */
  readonly observation: Observation | null;
}

const ONE = ['dataset', 'runtime', 'workerSet', 'users'] as const;
const MANY = ['workerPods', 'slices', 'operations', 'owners'] as const;

/** Whether all objects are the same ones. Objects are never changed in place: the same one says the same. */
export function sameObjects(a: DatasetObjects, b: DatasetObjects): boolean {
  if (a === b) return true;
  for (const field of ONE) if (a[field] !== b[field]) return false;
  for (const field of MANY) if (!sameList(a[field], b[field])) return false;
  return true;
}

function sameList(a: readonly KubeObject[], b: readonly KubeObject[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
