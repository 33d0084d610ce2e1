import { rfc3339 } from '../api/call.ts';
import { at, type JsonObject, objectAt, type Stored } from '../api/json.ts';
import { mannerOf } from '../model/figures.ts';
import { withCondition } from './conditions.ts';
import { tell } from './events.ts';
import { createMaster, removeMaster } from './master.ts';
import { cacheStates, datasetStatus, runtimeStatus, unboundStatus, workerCounters } from './status.ts';
import { settleWorkers, workerPods } from './workers.ts';
import { datasetOf, refOf, runtimeOf, type World, workerSetOf } from './world.ts';

/** Fluid's controller of one AlluxioRuntime, as it was watched (v1.0.8). */

const FINALIZER = 'alluxio-runtime-controller-finalizer';
/** From a change of the runtime until the worker set follows, ms. */
const FOLLOW_DELAY = 100;
/** From there until the count of pods shows in the status, when it shows early, ms. */
const EARLY_STATUS = 250;
/** From an error until Fluid looks again, ms. */
const RETRY = 20_000;

function replicasOf(runtime: Stored | null): number {
  const found = at(runtime, 'spec', 'replicas');
  return typeof found === 'number' ? found : 0;
}

/** Fluid looks at the runtime: counters always, cache figures only from a healthy engine. */
export function refresh(world: World): void {
  const { actors, agenda, settings, dice } = world.cluster;
  if (world.ended) return;
  world.cancelRefresh();
  // Somebody may have changed the worker set itself: it is put back.
  follow(world);
  const counters = workerCounters(actors.alluxio.get(workerSetOf(world)));
  const up = mannerOf(world.cache) === 'up';
  const healthy = up && (counters.workerNumberReady > 0 || counters.desiredWorkerNumberScheduled === 0);
  const states = healthy ? cacheStates(world) : null;
  actors.alluxio.report(runtimeOf(world), (old) => runtimeStatus(world, old, states));
  actors.alluxio.report(datasetOf(world), (old) => datasetStatus(world, old, states));
  if (!healthy) {
    const why = up ? 'the workers are not ready' : 'the master cannot be asked';
    const message = `Failed to sync the ddc due to ${why}`;
    tell(actors.alluxio, agenda, runtimeOf(world), {
      type: 'Warning',
      reason: 'ErrorProcessRuntime',
      message,
    });
  }
  const wait = healthy ? dice.between(settings.refreshMs[0], settings.refreshMs[1]) : RETRY;
  world.cancelRefresh = agenda.after(wait, () => refresh(world));
}

function note(world: World, from: number, to: number): void {
  const { actors, agenda } = world.cluster;
  const out = to > from;
  const reason = `Workers scaled ${out ? 'out' : 'in'}`;
  const message = `${reason} from ${from} replicas to ${to} replicas.`;
  const condition = { type: out ? 'WorkersScaledOut' : 'WorkersScaledIn', status: 'True', reason, message };
  actors.alluxio.report(runtimeOf(world), (old) => {
    const status = objectAt(old, 'status');
    const conditions = withCondition(status, condition, rfc3339(agenda.now()));
    return { ...status, desiredWorkerNumberScheduled: to, conditions };
  });
  const told = `Runtime scaled ${out ? 'out' : 'in'}. ${message}`;
  tell(actors.alluxio, agenda, runtimeOf(world), { type: 'Normal', reason: 'Succeed', message: told });
}

/** The worker set takes over the runtime's count; much of the status follows only at the next look. */
function follow(world: World): void {
  const { actors, agenda, dice } = world.cluster;
  const set = actors.alluxio.get(workerSetOf(world));
  if (world.ended || set === null) return;
  const runtime = actors.alluxio.get(runtimeOf(world));
  if (runtime === null || runtime.metadata.deletionTimestamp !== undefined) return;
  const [from, to] = [replicasOf(set), replicasOf(runtime)];
  if (from === to) return;
  actors.alluxio.change(workerSetOf(world), (old) => ({
    ...old,
    spec: { ...objectAt(old, 'spec'), replicas: to },
  }));
  if (!world.bound) return;
  note(world, from, to);
  // Seen once after 0.35 s and once after 84 s: both happen.
  if (dice.next() < 0.5) agenda.after(EARLY_STATUS, () => reportPods(world));
}

function reportPods(world: World): void {
  const { actors } = world.cluster;
  const { currentWorkerNumberScheduled } = workerCounters(actors.alluxio.get(workerSetOf(world)));
  if (world.ended) return;
  actors.alluxio.report(runtimeOf(world), (old) => ({
    ...objectAt(old, 'status'),
    currentWorkerNumberScheduled,
  }));
}

/** The runtime was changed by somebody. */
export function runtimeChanged(world: World): void {
  world.cluster.agenda.after(FOLLOW_DELAY, () => follow(world));
}

/** The objects of a runtime are made; its workers come, and the Dataset is bound after `ms`. */
export function setUp(world: World, ms: number): void {
  const { actors, agenda } = world.cluster;
  const runtime = actors.alluxio.get(runtimeOf(world));
  if (runtime === null) return;
  const finalizers = (object: Stored): JsonObject => ({
    ...object,
    metadata: { ...object.metadata, finalizers: [FINALIZER] },
  });
  actors.alluxio.change(runtimeOf(world), finalizers);
  createMaster(world, runtime);
  follow(world);
  settleWorkers(world);
  if (ms > 0) {
    const starting = (old: Stored) => ({
      ...objectAt(old, 'status'),
      ufsTotal: '[Calculating]',
      conditions: [],
      phase: 'NotBound',
    });
    actors.alluxio.report(datasetOf(world), starting);
  }
  agenda.after(ms, () => {
    if (world.ended) return;
    world.bound = true;
    refresh(world);
  });
}

/** Takes everything of the runtime away, its engine too, and lets the object go. */
export function tearDown(world: World): void {
  const { actors } = world.cluster;
  world.ended = true;
  world.cancelRefresh();
  for (const pod of workerPods(world)) actors.manager.remove(refOf(world, 'Pod', pod.metadata.name), true);
  removeMaster(world);
  actors.manager.remove(workerSetOf(world));
  actors.alluxio.report(datasetOf(world), unboundStatus);
  actors.alluxio.change(runtimeOf(world), (object) => {
    const { finalizers, ...metadata } = object.metadata;
    return { ...object, metadata };
  });
}
