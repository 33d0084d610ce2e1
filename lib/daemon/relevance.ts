/**
 * Which changes that a watch shows call for a look: those of anything that decisions rest on. Fluid writes every status again and
 * again, mostly to count what the engine is asked about anyway; that alone is no reason to ask it.
 */
import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import { type Observation, STATUS_SOURCE, sees } from '../model/observation.ts';
import type { Desk } from './desk.ts';
import { placesOf } from './endpoint.ts';

/** What the last look rested on, as the watches showed it then. */
export interface Seen {
  readonly objects: DatasetObjects;
  /** Null: there was nothing to decide on. */
  readonly observation: Observation | null;
}

/** Whether the watches show anything now that would be seen as another than at the last look; no engine is asked. */
export function hasNews({ seen, sight, ports, plan }: Desk): boolean {
  if (seen === null) return true;
  const objects = ports.cluster.objects(plan.namespace, plan.dataset);
  if (sameObjects(seen.objects, objects)) return false;
  if (addressed(seen.objects) !== addressed(objects)) return true;
  if (seen.observation === null) return true;
  const now = sight.observe(objects, ports.clock.now());
  return 'waiting' in now || essence(now.observation) !== essence(seen.observation);
}

const ONE = ['dataset', 'runtime', 'workerSet', 'users'] as const;
const MANY = ['workerPods', 'slices', 'operations', 'owners'] as const;

/** Objects are never changed in place: the same one says the same. */
function sameObjects(a: DatasetObjects, b: DatasetObjects): boolean {
  return ONE.every((field) => a[field] === b[field]) && MANY.every((field) => sameList(a[field], b[field]));
}

function sameList(a: readonly KubeObject[], b: readonly KubeObject[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** Where the engine is and whether it is ready, and by which labels budgets find the dataset: no observation tells. */
function addressed(objects: DatasetObjects): string {
  return `${JSON.stringify(objects.dataset?.metadata.labels)} ${placesOf(objects)}`;
}

/** All of it but its time and the engine's own figures. What Fluid's status says counts where that is what is read. */
function essence({ at: _, reading, pods: __, ...rest }: Observation): string {
  const status = sees(reading) && reading.source === STATUS_SOURCE ? reading : null;
  return JSON.stringify([rest, status?.capacityBytes, status?.usedBytes]);
}
