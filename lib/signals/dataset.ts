import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import type { Dataset, Reason } from '../model/observation.ts';
import { pick, pickCount, pickList, pickText } from '../runtimes/fields.ts';
import { parseFluidSize } from '../units/size.ts';
import { awaitsFirstRun } from './tasks.ts';

const NONE: readonly string[] = [];

/** In place of the phase of an operation that recurs and has not run yet. */
const AWAITS = 'awaits its first run';

/** Phase, size in the under-store and copies. A size that is a sentinel or 0 is unknown, with the reason. */
export function datasetOf(dataset: KubeObject, runtime: KubeObject): Dataset {
  const size = sizeOf(pick(dataset, 'status', 'ufsTotal'));
  const known = typeof size === 'number';
  const sizedAt = known ? sizedAtOf(dataset) : null;
  return {
    phase: pickText(dataset, 'status', 'phase') ?? '',
    sizeBytes: known ? size : null,
    sizeNote: known ? null : size,
    ...(sizedAt === null ? {} : { sizedAt }),
    // Absent and 0 both mean one copy.
    copies: pickCount(runtime, 'spec', 'data', 'replicas') || 1,
  };
}

function sizeOf(text: unknown): number | Reason {
  if (text === undefined || text === null || text === '') return { code: 'SizeUnknown' };
  if (text === '[Calculating]') return { code: 'SizeCalculating' };
  const bytes = typeof text === 'string' ? parseFluidSize(text) : null;
  if (bytes === null) return { code: 'SizeMalformed', numbers: { text: String(text).slice(0, 40) } };
  return bytes === 0 ? { code: 'SizeZero' } : bytes;
}

/**
 * When Fluid measured the size, as nearly as the objects tell. It does so once, while it sets the dataset up, so the condition
 * Ready says when, for its last transition is that set-up; its entry in `managedFields` is written again with every change of
 * the cache's figures, and so is only an upper limit.
 */
function sizedAtOf(dataset: KubeObject): number | null {
  const ready = pickList(dataset, 'status', 'conditions').filter((one) => pickText(one, 'type') === 'Ready');
  const bound = ready.map((one) => pickText(one, 'lastTransitionTime'));
  const written = (dataset.metadata.managedFields ?? [])
    .filter((entry) => pick(entry.fieldsV1, 'f:status', 'f:ufsTotal') !== undefined)
    .map(({ time }) => time);
  const times = [...bound, ...written].map((time) => Date.parse(time ?? '')).filter(Number.isFinite);
  return times.length === 0 ? null : Math.min(...times);
}

/**
 * Data operations that run on the dataset, as `DataLoad/name`, sorted: those the Dataset names and those that say Executing.
 * One the Dataset still names although the operation itself has finished does not run (the Dataset lags up to 20 s), nor does
 * one that recurs before its first run, although Fluid locks the Dataset for it and calls it Executing.
 */
export function operationsOf(
  dataset: KubeObject,
  operations: DatasetObjects['operations'],
): readonly string[] {
  const references = referencesOf(dataset);
  if (references.length === 0 && operations.length === 0) return NONE;
  const phases = new Map(
    operations.map((one) => [
      `${one.kind}/${one.metadata.name}`,
      awaitsFirstRun(one) ? AWAITS : (pickText(one, 'status', 'phase') ?? ''),
    ]),
  );
  const named = references.filter((name) => !['Complete', 'Failed', AWAITS].includes(phases.get(name) ?? ''));
  const executing = [...phases].filter(([, phase]) => phase === 'Executing').map(([name]) => name);
  return [...new Set([...named, ...executing])].sort();
}

function referencesOf(dataset: KubeObject): string[] {
  const named = pick(dataset, 'status', 'operationRef');
  const refs: [string, unknown][] = [
    ...Object.entries(typeof named === 'object' && named !== null ? named : {}),
    // Before operationRef there was one field each.
    ['DataLoad', pick(dataset, 'status', 'dataLoadRef')],
    ['DataBackup', pick(dataset, 'status', 'dataBackupRef')],
  ];
  return refs.flatMap(([kind, names]) => {
    const list = typeof names === 'string' ? names.split(',').map((name) => name.trim()) : [];
    return list.filter((name) => name !== '').map((name) => `${kind}/${name}`);
  });
}

/** The Dataset another one stands in for (`dataset://NAMESPACE/NAME`), or null when it holds data of its own. */
export function referenceOf(dataset: KubeObject, runtime: KubeObject): string | null {
  for (const mount of pickList(dataset, 'spec', 'mounts')) {
    const point = pickText(mount, 'mountPoint') ?? '';
    if (point.startsWith('dataset://'))
      return point.slice('dataset://'.length).split('/').slice(0, 2).join('/');
  }
  const shell = runtime.kind === 'ThinRuntime' && !pickText(runtime, 'spec', 'profileName');
  return shell ? 'another Dataset' : null;
}
