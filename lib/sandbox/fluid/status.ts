import { formatSize } from '../../units/size.ts';
import { rfc3339 } from '../api/call.ts';
import { arrayAt, at, isObject, type JsonObject, objectAt, type Stored } from '../api/json.ts';
import type { Behaviour, Look } from '../kinds/contract.ts';
import { joinedFigures } from '../model/figures.ts';
import { withCondition } from './conditions.ts';
import { runtimeOf, type World, workerSetOf } from './world.ts';

/** Fluid's status texts (v1.0.8), from what the worker set and the engine say at this moment; the words that differ are in `kinds/`. */

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

interface Counts {
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
}

function countsOf(set: Stored | null): Counts {
  return {
    desired: numberAt(set, 'spec', 'replicas'),
    current: numberAt(set, 'status', 'replicas'),
    ready: numberAt(set, 'status', 'readyReplicas'),
  };
}

export function workerCounters(set: Stored | null): Counters {
  const { desired, current, ready } = countsOf(set);
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
function steady({ master }: Behaviour): JsonObject {
  const masters = master === null ? 0 : 1;
  return {
    currentFuseNumberScheduled: 0,
    currentMasterNumberScheduled: masters,
    desiredFuseNumberScheduled: 0,
    desiredMasterNumberScheduled: masters,
    fuseNumberReady: 0,
    fusePhase: 'Ready',
    masterNumberReady: masters,
    masterPhase: 'Ready',
  };
}

/** What Fluid finds when it looks, and remembers for the next look. */
export function lookAt(world: World): Look {
  const figures = joinedFigures(world.caches.all());
  const { last } = world;
  const { readRemoteBytes: remote, readUfsBytes: ufs } = figures;
  world.last = { remote, ufs };
  const runtime = world.fluid.get(runtimeOf(world));
  return {
    figures,
    last,
    sizeBytes: sizeOf(world),
    perWorkerBytes: world.options.perWorkerBytes,
    readyBefore: numberAt(runtime, 'status', 'workerNumberReady'),
  };
}

function sizeOf({ behaviour, options }: World): number | null {
  return behaviour.sizes && options.sizeKnown !== false ? options.sizeBytes : null;
}

function component({ desired, current, ready }: Counts): JsonObject {
  return {
    phase: workerPhase(desired, ready),
    desiredReplicas: desired,
    currentReplicas: current,
    readyReplicas: ready,
    availableReplicas: ready,
    unavailableReplicas: Math.max(0, current - ready),
  };
}

/** A CacheRuntime's status: by component, without a selector and without figures. */
function componentStatus(world: World, old: Stored): JsonObject {
  return {
    ...objectAt(old, 'status'),
    master: component({ desired: 1, current: 1, ready: 1 }),
    worker: component(countsOf(world.fluid.get(workerSetOf(world)))),
    client: component({ desired: 0, current: 0, ready: 0 }),
  };
}

/** The runtime's whole status. `states` null: as it was, because the engine could not be asked. */
export function runtimeStatus(world: World, old: Stored, states: JsonObject | null): JsonObject {
  const { agenda } = world.cluster;
  const { behaviour, fluid } = world;
  if (behaviour.count.shownAs === 'components') return componentStatus(world, old);
  const { name } = world.options;
  const before = objectAt(old, 'status');
  const counters = workerCounters(fluid.get(workerSetOf(world)));
  const selector = behaviour.workers.selector(name);
  const { workerNumberUnavailable, ...kept } = before;
  const status: JsonObject = {
    ...kept,
    ...steady(behaviour),
    ...counters,
    ...(selector === null ? {} : { selector }),
    valueFile: `${name}-${behaviour.engine ?? behaviour.type}-values`,
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
  const { behaviour } = world;
  const { name, namespace, sizeBytes } = world.options;
  const time = rfc3339(world.cluster.agenda.now());
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'DatasetReady',
    message: 'The ddc runtime is ready.',
  };
  const mounts = arrayAt(old, 'spec', 'mounts').filter(isObject);
  const rpc = world.ports.find((port) => port.name === 'rpc')?.port ?? 0;
  const endpoint = behaviour.endpoint(name, namespace, rpc);
  const calculating = behaviour.sizes ? '[Calculating]' : '';
  const known = sizeOf(world) !== null;
  return {
    ...before,
    conditions: withCondition(before, ready, time, 'lastUpdateTime'),
    phase: 'Bound',
    runtimes: [{ category: 'Accelerate', name, namespace, type: behaviour.type }],
    mounts: [...mounts],
    ...(endpoint === null ? {} : { hcfs: { endpoint } }),
    ufsTotal: known ? formatSize(sizeBytes) : calculating,
    // Jindo's is never found out.
    fileNum: known && behaviour.name !== 'jindo' ? '7' : calculating,
    ...(states === null ? {} : { cacheStates: states }),
  };
}

/** What is left of it when the runtime is gone. */
export function unboundStatus(old: Stored): JsonObject {
  const { operationRef, ...before } = objectAt(old, 'status');
  return { ...before, conditions: [], phase: 'NotBound', ufsTotal: '', cacheStates: {}, runtimes: [] };
}
