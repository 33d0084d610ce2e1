import { formatSize } from '../../units/size.ts';
import { rfc3339 } from '../api/call.ts';
import { arrayAt, at, isObject, type JsonObject, objectAt, type Stored } from '../api/json.ts';
import { figuresOf } from '../model/figures.ts';
import { withCondition } from './conditions.ts';
import { workerSelector } from './labels.ts';
import { type World, workerSetOf } from './world.ts';

/** Fluid's status texts (v1.0.8), from what the StatefulSet and the engine say at this moment. */

export interface Counters extends JsonObject {
  desiredWorkerNumberScheduled: number;
  currentWorkerNumberScheduled: number;
  workerNumberReady: number;
}

function numberAt(value: unknown, ...path: string[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : 0;
}

/** Ready when nobody is wanted or all are there; PartialReady; NotReady. */
export function workerPhase(desired: number, ready: number): string {
  if (ready >= desired) return 'Ready';
  return ready > 0 ? 'PartialReady' : 'NotReady';
}

export function workerCounters(set: Stored | null): Counters {
  const desired = numberAt(set, 'spec', 'replicas');
  const current = numberAt(set, 'status', 'replicas');
  const ready = numberAt(set, 'status', 'readyReplicas');
  const missing = Math.max(0, current - ready);
  return {
    desiredWorkerNumberScheduled: desired,
    currentWorkerNumberScheduled: current,
    workerNumberReady: ready,
    workerNumberAvailable: ready,
    ...(missing > 0 ? { workerNumberUnavailable: missing } : {}),
    workerPhase: workerPhase(desired, ready),
  };
}

/** The counters of master and fuse, which the sandbox never changes. */
export const steady: JsonObject = {
  currentFuseNumberScheduled: 0,
  currentMasterNumberScheduled: 1,
  desiredFuseNumberScheduled: 0,
  desiredMasterNumberScheduled: 1,
  fuseNumberReady: 0,
  fusePhase: 'Ready',
  masterNumberReady: 1,
  masterPhase: 'Ready',
};

function percent(part: number, whole: number): string {
  if (whole > 0) return `${((100 * part) / whole).toFixed(1)}%`;
  return part > 0 ? '+Inf%' : 'NaN%';
}

function hitRatio(world: World, remote: number, ufs: number): string {
  const last = world.lastRead;
  if (last === null) return '';
  const [newRemote, newUfs] = [Math.max(0, remote - last.remote), Math.max(0, ufs - last.ufs)];
  return newRemote + newUfs === 0 ? '0.0%' : percent(newRemote, newRemote + newUfs);
}

/** The nine keys of `cacheStates`. The hit ratios are empty at the first look; `cachedPercentage` is of the dataset. */
export function cacheStates(world: World): JsonObject {
  const { capacityBytes, usedBytes, readRemoteBytes, readUfsBytes } = figuresOf(world.cache);
  const remote = hitRatio(world, readRemoteBytes, readUfsBytes);
  const local = remote === '' ? '' : '0.0%';
  world.lastRead = { remote: readRemoteBytes, ufs: readUfsBytes };
  const known = world.options.sizeKnown !== false;
  return {
    cacheCapacity: formatSize(capacityBytes),
    cached: formatSize(usedBytes),
    cachedPercentage: known ? percent(usedBytes, world.options.sizeBytes) : '',
    cacheHitRatio: remote,
    localHitRatio: local,
    remoteHitRatio: remote,
    cacheThroughputRatio: remote,
    localThroughputRatio: local,
    remoteThroughputRatio: remote,
  };
}

/** The runtime's whole status. `states` null: as it was, because the engine could not be asked. */
export function runtimeStatus(world: World, old: Stored, states: JsonObject | null): JsonObject {
  const { actors, agenda } = world.cluster;
  const before = objectAt(old, 'status');
  const counters = workerCounters(actors.alluxio.get(workerSetOf(world)));
  const { workerNumberUnavailable, ...kept } = before;
  const status: JsonObject = {
    ...kept,
    ...steady,
    ...counters,
    selector: workerSelector(world.options.name),
    valueFile: `${world.options.name}-alluxio-values`,
    ...(states === null ? {} : { cacheStates: states }),
  };
  const ready = counters.workerNumberReady >= counters.desiredWorkerNumberScheduled;
  const condition = {
    type: 'WorkersReady',
    status: 'True',
    reason: 'Workers are ready',
    message: ready ? 'The workers are ready.' : 'The workers are partially ready.',
  };
  return { ...status, conditions: withCondition(status, condition, rfc3339(agenda.now())) };
}

/** The status of a Dataset whose runtime is up. */
export function datasetStatus(world: World, old: Stored, states: JsonObject | null): JsonObject {
  const before = objectAt(old, 'status');
  const { name, namespace, sizeBytes, sizeKnown } = world.options;
  const time = rfc3339(world.cluster.agenda.now());
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'DatasetReady',
    message: 'The ddc runtime is ready.',
  };
  const mounts = arrayAt(old, 'spec', 'mounts').filter(isObject);
  const rpc = world.ports.find((port) => port.name === 'rpc')?.port ?? 0;
  return {
    ...before,
    conditions: withCondition(before, ready, time, 'lastUpdateTime'),
    phase: 'Bound',
    runtimes: [{ category: 'Accelerate', name, namespace, type: 'alluxio' }],
    mounts: [...mounts],
    hcfs: { endpoint: `alluxio://${name}-master-0.${namespace}:${rpc}` },
    ufsTotal: sizeKnown === false ? '[Calculating]' : formatSize(sizeBytes),
    fileNum: sizeKnown === false ? '[Calculating]' : '7',
    ...(states === null ? {} : { cacheStates: states }),
  };
}

/** What is left of it when the runtime is gone. */
export function unboundStatus(old: Stored): JsonObject {
  const { operationRef, ...before } = objectAt(old, 'status');
  return { ...before, conditions: [], phase: 'NotBound', ufsTotal: '', cacheStates: {}, runtimes: [] };
}
