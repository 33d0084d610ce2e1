/** What a cluster with real Fluid controllers holds for one dataset: recorded objects under other names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../lib/root.ts';
import { fillOf, type Member, PER_WORKER, WORKERS } from './member.ts';

interface Recorded {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

const folder = join(projectRoot, 'test/fixtures/fluid/4-scaled-out-settled');

function recorded(file: string): readonly Recorded[] {
  const { items, ...object } = parse(readFileSync(join(folder, file), 'utf8')) as Recorded & {
    items?: Recorded[];
  };
  return items ?? [object as Recorded];
}

const pods = recorded('all-pods.yaml').filter(({ metadata }) => /^spark-worker-\d+$/.test(metadata.name));

/** Each as the JSON it came as, by what it is. */
const templates = {
  dataset: recorded('dataset-spark.yaml').map((object) => JSON.stringify(object)),
  runtime: recorded('alluxioruntime-spark.yaml').map((object) => JSON.stringify(object)),
  workerSet: recorded('sts-spark-worker.yaml').map((object) => JSON.stringify(object)),
  pods: pods.slice(0, 1).map((object) => JSON.stringify(object)),
  slice: recorded('all-endpointslices.yaml')
    .filter(({ metadata }) => metadata.name.startsWith('spark-master-'))
    .slice(0, 1)
    .map((object) => JSON.stringify(object)),
};

/** @param life counts how often the dataset was made: another one has other uids */
function renamed(template: string, { namespace, name, index }: Member, life: number): Recorded {
  const uid = `${(life % 65_536).toString(16).padStart(4, '0')}${index.toString(16).padStart(8, '0')}`;
  const text = template
    .replaceAll('default-spark', `${namespace}-${name}`)
    .replaceAll('default/spark', `${namespace}/${name}`)
    .replaceAll('.default:', `.${namespace}:`)
    .replaceAll('"namespace":"default"', `"namespace":"${namespace}"`)
    .replaceAll('spark', name)
    .replaceAll(/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-)[0-9a-f]{12}/g, `$1${uid}`);
  return JSON.parse(text) as Recorded;
}

export interface DatasetInCluster {
  readonly dataset: Recorded;
  readonly runtime: Recorded;
  readonly workerSet: Recorded;
  readonly pods: readonly Recorded[];
  readonly slice: Recorded;
}

type Changeable = Record<string, unknown>;
const field = (object: unknown, ...path: readonly string[]) =>
  path.reduce<Changeable>((at, name) => at[name] as Changeable, object as Changeable);

/** The nth worker's pod; the recorded one is of worker 0. */
export function podOf(member: Member, ordinal: number, life: number): Recorded {
  const [template = ''] = templates.pods;
  const pod = renamed(template, member, life);
  const text = JSON.stringify(pod)
    .replaceAll(`${member.name}-worker-0`, `${member.name}-worker-${ordinal}`)
    .replaceAll(/"apps.kubernetes.io\/pod-index":"\d+"/g, `"apps.kubernetes.io/pod-index":"${ordinal}"`);
  const made = JSON.parse(text) as Recorded;
  field(made, 'metadata').uid = `${String(field(made, 'metadata').uid).slice(0, 24)}${(life % 4096)
    .toString(16)
    .padStart(3, '0')}${ordinal.toString(16)}${member.index.toString(16).padStart(8, '0')}`;
  return made;
}

/** `1.20GiB`: as Fluid writes sizes. */
function size(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)}GiB`;
}

export function cacheStates(usedBytes: number, capacityBytes: number): Readonly<Record<string, string>> {
  const zero = '0.0%';
  return {
    cacheCapacity: size(capacityBytes),
    cacheHitRatio: zero,
    cacheThroughputRatio: zero,
    cached: size(usedBytes),
    cachedPercentage: `${((usedBytes / (10 * PER_WORKER)) * 100).toFixed(1)}%`,
    localHitRatio: zero,
    localThroughputRatio: zero,
    remoteHitRatio: zero,
    remoteThroughputRatio: zero,
  };
}

export function objectsOf(member: Member, life: number): DatasetInCluster {
  const one = (list: readonly string[]) => renamed(list[0] ?? '{}', member, life);
  const [dataset, runtime] = [one(templates.dataset), one(templates.runtime)];
  const [workerSet, slice] = [one(templates.workerSet), one(templates.slice)];
  const capacity = WORKERS * PER_WORKER;
  const states = cacheStates(fillOf(member.index) * capacity, capacity);
  Object.assign(field(dataset, 'status'), { ufsTotal: '10.00GiB', cacheStates: states });
  field(runtime, 'spec').replicas = WORKERS;
  Object.assign(field(runtime, 'status'), {
    cacheStates: states,
    currentWorkerNumberScheduled: WORKERS,
    desiredWorkerNumberScheduled: WORKERS,
    workerNumberAvailable: WORKERS,
    workerNumberReady: WORKERS,
  });
  resize(workerSet, WORKERS);
  const [endpoint] = (slice as unknown as { endpoints: Changeable[] }).endpoints;
  if (endpoint !== undefined) endpoint.addresses = [member.address];
  for (const port of (slice as unknown as { ports: Changeable[] }).ports)
    if (port.name === 'web') port.port = member.port;
  return {
    dataset,
    runtime,
    workerSet,
    pods: Array.from({ length: WORKERS }, (_, ordinal) => podOf(member, ordinal, life)),
    slice,
  };
}

/** A StatefulSet all of whose pods serve. */
export function resize(workerSet: Recorded, replicas: number): void {
  field(workerSet, 'spec').replicas = replicas;
  for (const counter of [
    'replicas',
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
  ])
    field(workerSet, 'status')[counter] = replicas;
}
