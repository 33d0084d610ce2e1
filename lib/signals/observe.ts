import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import type { Allowance } from '../model/allowance.ts';
import type { Observation, Reason } from '../model/observation.ts';
import type { RuntimeKind } from '../runtimes/contract.ts';
import { shownValue } from '../runtimes/fields.ts';
import { kindOf } from '../runtimes/kinds.ts';
import { neededToWrite } from '../runtimes/needs.ts';
import { controlOf } from './control.ts';
import { datasetOf, operationsOf, referenceOf } from './dataset.ts';
import { type Looks, readingOf } from './reading.ts';
import { type Seen, sameObjects } from './seen.ts';
import { tasksOf } from './tasks.ts';
import { usersOf } from './users.ts';
import { workersOf } from './workers.ts';

export interface ObserveInput extends Looks {
  readonly objects: DatasetObjects;
  /** What these same sources showed before: while the objects are the same only the figures are others. */
  readonly before?: Seen | null | undefined;
}

export type ObserveResult =
  | { readonly seen: true; readonly observation: Observation }
  | { readonly seen: false; readonly reason: Reason };

/** Everything one decision needs to know of one dataset, or why there is nothing to decide on. Pure. */
export function observe(input: ObserveInput): ObserveResult {
  const { objects, now } = input;
  const { dataset, runtime } = objects;
  const name = `${objects.namespace}/${objects.name}`;
  if (!dataset) return { seen: false, reason: { code: 'NoDataset', numbers: { dataset: name } } };
  if (!runtime) return { seen: false, reason: { code: 'NoRuntime', numbers: { dataset: name } } };
  const kind = kindOf(runtime.kind);
  const pods = podsOf(input);
  const before = unchanged(input, pods);
  if (before !== null) {
    const { workers, replicas, perWorker } = before;
    const context = { kind, dataset, runtime, workers, replicas, blockBytes: perWorker.blockBytes };
    const reading = readingOf(input, context);
    return { seen: true, observation: { ...before, at: now, reading, ...pods } };
  }
  const obstacle = obstacleOf(objects, dataset, runtime, kind, input.options.allowed);
  const replicas = countOf(kind, objects);
  if (typeof replicas !== 'number') return { seen: false, reason: obstacle ?? replicas };

  const setName = kind.workerSetName(objects.name);
  const workers = workersOf(objects.workerSet, setName, objects.workerPods, replicas);
  const perWorker = kind.perWorker(runtime);
  const declaredBytes = kind.declaredBytes(runtime);
  const tasks = tasksOf(objects);
  const control = controlOf(dataset);
  return {
    seen: true,
    observation: {
      at: now,
      runtime: { kind: runtime.kind, namespace: objects.namespace, name: objects.name },
      uid: runtime.metadata.uid,
      replicas,
      reading: readingOf(input, {
        kind,
        dataset,
        runtime,
        workers,
        replicas,
        blockBytes: perWorker.blockBytes,
      }),
      workers,
      dataset: datasetOf(dataset, runtime),
      perWorker: declaredBytes === null ? perWorker : { ...perWorker, declaredBytes },
      operations: operationsOf(dataset, objects.operations),
      owners: ownersOf(objects),
      obstacle,
      // Last, for fields that come after one that may be missing take twice the room.
      ...holderOf(objects, kind),
      ...pods,
      ...(tasks.length === 0 ? {} : { tasks }),
      ...(objects.users === undefined ? {} : { users: usersOf(objects.users) }),
      ...(control === null ? {} : { control }),
    },
  };
}

/** The last observation, where all but its figures would be the same now. */
function unchanged(
  { before, objects }: ObserveInput,
  { pods }: Pick<Observation, 'pods'>,
): Observation | null {
  if (!before?.observation || (before.observation.pods === undefined) !== (pods === undefined)) return null;
  return sameObjects(before.objects, objects) ? before.observation : null;
}

/** What pods said by themselves, to the most trusted source that asks them. */
function podsOf({ sources }: ObserveInput): Pick<Observation, 'pods'> {
  const asked = sources.find(({ look }) => look?.pods !== undefined)?.look?.pods;
  return asked === undefined ? {} : { pods: asked };
}

const NO_OWNERS: readonly string[] = [];

function ownersOf({ owners }: DatasetObjects): readonly string[] {
  if (owners.length === 0) return NO_OWNERS;
  return owners.map((owner) => `${owner.kind}/${owner.metadata.name}`).sort();
}

function countOf(kind: RuntimeKind, objects: DatasetObjects): number | Reason {
  const replicas = kind.replicas(objects);
  if (typeof replicas === 'number' && Number.isSafeInteger(replicas) && replicas >= 0) return replicas;
  const where = kind.writes === 'worker' ? 'spec.worker.replicas' : 'spec.replicas';
  const numbers = { where, runtime: `${objects.namespace}/${objects.name}` };
  if (replicas === null) return { code: 'ReplicasAbsent', numbers };
  return { code: 'ReplicasInvalid', numbers: { ...numbers, replicas: shownValue(replicas) } };
}

/** What forbids any change; the reason that would remain when the others are gone comes last. */
function obstacleOf(
  objects: DatasetObjects,
  dataset: KubeObject,
  runtime: KubeObject,
  kind: RuntimeKind,
  allowed: ReadonlySet<Allowance> = new Set(),
): Reason | null {
  const numbers = { kind: runtime.kind, runtime: `${objects.namespace}/${objects.name}` };
  if (runtime.metadata.deletionTimestamp !== undefined) return { code: 'RuntimeDeleting', numbers };
  if (dataset.metadata.deletionTimestamp !== undefined) return { code: 'DatasetDeleting', numbers };
  const of = referenceOf(dataset, runtime);
  if (of !== null) return { code: 'ReferenceDataset', numbers: { ...numbers, of } };
  if (kind.whyNot) return kind.whyNot;
  const disabled = kind.disabled(runtime);
  if (disabled !== null) return disabled;
  const { phase } = datasetOf(dataset, runtime);
  // A migration flips the phase while the cache goes on serving.
  if (phase !== 'Bound' && phase !== 'DataMigrating')
    return { code: 'DatasetNotBound', numbers: { ...numbers, phase: phase === '' ? 'none' : phase } };
  if (!objects.workerSet) {
    const set = `${kind.workerSetKind} ${kind.workerSetName(objects.name)}`;
    return { code: 'NoWorkerSet', numbers: { ...numbers, set } };
  }
  const needed = neededToWrite(kind);
  if (needed !== null && !allowed.has(needed))
    return { code: 'WriteNotAllowed', numbers: { ...numbers, allow: needed } };
  return null;
}

/** The StatefulSet where that holds the count. */
function holderOf({ workerSet }: DatasetObjects, { writes }: RuntimeKind): Pick<Observation, 'holder'> {
  if (writes !== 'set' || workerSet === null) return {};
  const { name, uid } = workerSet.metadata;
  return { holder: { kind: 'StatefulSet', name, uid } };
}
