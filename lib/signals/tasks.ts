/** Data operations as their own objects tell them: what is to come, what runs, what ended last. Pure. */
import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import { datasetKey, namespaceOf } from '../kube/references.ts';
import type { Task, TaskPath } from '../model/observation.ts';
import { pick, pickCount, pickList, pickText } from '../runtimes/fields.ts';
import { parseDuration } from '../units/duration.ts';

/** More than this many that are not over are left out of the observation, which every decision keeps. */
const MOST_TASKS = 20;
const MOST_PATHS = 20;
/** Texts that people wrote; characters. */
const LONGEST = 200;

const OVER: ReadonlySet<string> = new Set(['Complete', 'Failed']);

/**
 * Those to come and those that run, by kind and name, and of those that are over the one that ended last: objects of finished
 * operations stay until somebody deletes them, and only the last end matters.
 */
export function tasksOf(objects: Pick<DatasetObjects, 'namespace' | 'name' | 'operations'>): Task[] {
  const tasks = objects.operations
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map((operation) => taskOf(operation, objects));
  const over = tasks.filter(isOver).sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  return [...tasks.filter((task) => !isOver(task)).slice(0, MOST_TASKS), ...over.slice(0, 1)];
}

/** It will never run again. */
function isOver({ phase, schedule }: Task): boolean {
  return schedule === null && OVER.has(phase);
}

function taskOf(
  operation: KubeObject,
  { namespace, name }: Pick<DatasetObjects, 'namespace' | 'name'>,
): Task {
  const own = namespaceOf(operation);
  const phase = awaitsFirstRun(operation) ? 'Pending' : textOf(operation, 'status', 'phase');
  const endedAt = endOf(operation);
  return {
    kind: operation.kind,
    name: own === namespace ? operation.metadata.name : `${own}/${operation.metadata.name}`,
    phase,
    loads: bringsDataTo(operation, datasetKey(namespace, name)),
    madeAt: instantOf(operation.metadata.creationTimestamp),
    startedAt: startOf(operation, endedAt),
    endedAt,
    schedule: recurs(operation) ? textOf(operation, 'spec', 'schedule') : null,
    paths: pickList(operation, 'spec', 'target').slice(0, MOST_PATHS).map(pathOf),
  };
}

function recurs(operation: KubeObject): boolean {
  return pickText(operation, 'spec', 'policy') === 'Cron';
}

/**
 * Fluid calls an operation that recurs Executing from the start, makes its CronJob, and writes when that last fired as
 * `lastScheduleTime` (fluid pkg/ddc/base/operation.go, pkg/controllers/v1alpha1/dataload/status_handler.go). Until then no data
 * moves.
 */
export function awaitsFirstRun(operation: KubeObject): boolean {
  return recurs(operation) && pick(operation, 'status', 'lastScheduleTime') === undefined;
}

function bringsDataTo(operation: KubeObject, dataset: string): boolean {
  if (operation.kind === 'DataLoad') return true;
  if (operation.kind !== 'DataMigrate') return false;
  const to = pick(operation, 'spec', 'to', 'dataset');
  const space = pickText(to, 'namespace') || namespaceOf(operation);
  return datasetKey(space, pickText(to, 'name') ?? '') === dataset;
}

/** The condition that says how its last run ended. */
function endOf(operation: KubeObject): number | null {
  const ends = pickList(operation, 'status', 'conditions').filter((one) =>
    OVER.has(pickText(one, 'type') ?? ''),
  );
  const times = ends.map((one) => instantOf(pickText(one, 'lastTransitionTime'))).filter((at) => at !== null);
  return times.length === 0
    ? instantOf(pickText(operation, 'status', 'lastSuccessfulTime'))
    : Math.max(...times);
}

function startOf(operation: KubeObject, endedAt: number | null): number | null {
  const fired = instantOf(pickText(operation, 'status', 'lastScheduleTime'));
  if (fired !== null || endedAt === null) return fired;
  const took = parseDuration(pickText(operation, 'status', 'duration') ?? '');
  return took === null ? null : endedAt - took;
}

function pathOf(target: unknown): TaskPath {
  return { path: textOf(target, 'path'), copies: pickCount(target, 'replicas') || 1 };
}

function textOf(value: unknown, ...path: readonly string[]): string {
  return (pickText(value, ...path) ?? '').slice(0, LONGEST);
}

/** An instant that the API server wrote; null when it is none. */
function instantOf(text: unknown): number | null {
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isFinite(at) ? at : null;
}
