import { rfc3339 } from '../api/call.ts';
import { at, type JsonObject, objectAt, type Stored } from '../api/json.ts';
import { reportOf } from '../kinds/cache.ts';
import { joinedFigures, mannerOf } from '../model/figures.ts';
import { withCondition } from './conditions.ts';
import { tell } from './events.ts';
import { createSets, removeMaster } from './master.ts';
import { datasetStatus, lookAt, runtimeStatus, unboundStatus, workerCounters } from './status.ts';
import { settleWorkers, workerPods } from './workers.ts';
import { countOf, datasetOf, refOf, runtimeOf, type World, workerSetOf } from './world.ts';

/** Fluid's controller of one runtime, as that of an AlluxioRuntime was watched (v1.0.8); the other kinds as they are written. */
/** From a change of the runtime until the worker set follows, ms. */
const FOLLOW_DELAY = 100;
/** From there until the count of pods shows in the status, when it shows early, ms. */
const EARLY_STATUS = 250;
/** From an error until Fluid looks again, ms. */
const RETRY = 20_000;

/** From a change of the worker set until its counters show, where Fluid watches it, ms. */
const WATCHED_STATUS = 1000;

/** The worker set's own count. */
function askedOf(set: Stored): number {
  return Number(at(set, 'spec', 'replicas') ?? 0);
}

/** Fluid looks at the runtime: counters always, cache figures only from a healthy engine. */
export function refresh(world: World): void {
  const { agenda, settings, dice } = world.cluster;
  const { fluid } = world;
  if (world.ended) return;
  world.cancelRefresh();
  // Somebody may have changed the worker set itself: it is put back.
  if (world.behaviour.count.follows === 'always') follow(world);
  const counters = workerCounters(fluid.get(workerSetOf(world)));
  const up = world.caches.all().every((cache) => mannerOf(cache) === 'up');
  const healthy = up && (counters.workerNumberReady > 0 || counters.desiredWorkerNumberScheduled === 0);
  const states = healthy ? world.behaviour.states(lookAt(world)) : null;
  fluid.report(runtimeOf(world), (old) => runtimeStatus(world, old, states));
  fluid.report(datasetOf(world), (old) => datasetStatus(world, old, states));
  if (!healthy) {
    const why = up ? 'the workers are not ready' : 'the master cannot be asked';
    const message = `Failed to sync the ddc due to ${why}`;
    tell(fluid, agenda, runtimeOf(world), {
      type: 'Warning',
      reason: 'ErrorProcessRuntime',
      message,
    });
  }
  const wait = healthy ? dice.between(settings.refreshMs[0], settings.refreshMs[1]) : RETRY;
  world.cancelRefresh = agenda.after(wait, () => refresh(world));
}

function note(world: World, from: number, to: number): void {
  const { agenda } = world.cluster;
  const { fluid } = world;
  const out = to > from;
  const reason = `Workers scaled ${out ? 'out' : 'in'}`;
  const message = `${reason} from ${from} replicas to ${to} replicas.`;
  const condition = { type: out ? 'WorkersScaledOut' : 'WorkersScaledIn', status: 'True', reason, message };
  fluid.report(runtimeOf(world), (old) => {
    const status = objectAt(old, 'status');
    const conditions = withCondition(status, condition, rfc3339(agenda.now()));
    return { ...status, desiredWorkerNumberScheduled: to, conditions };
  });
  const told = `Runtime scaled ${out ? 'out' : 'in'}. ${message}`;
  tell(fluid, agenda, runtimeOf(world), { type: 'Normal', reason: 'Succeed', message: told });
}

/** The worker set takes over the runtime's count; much of the status follows only at the next look. */
function follow(world: World): void {
  const { agenda, dice } = world.cluster;
  const { fluid, behaviour } = world;
  const set = fluid.get(workerSetOf(world));
  if (world.ended || set === null) return;
  const runtime = fluid.get(runtimeOf(world));
  if (runtime === null || runtime.metadata.deletionTimestamp !== undefined) return;
  const [from, to] = [askedOf(set), countOf(behaviour, runtime)];
  if (from === to) return;
  fluid.change(workerSetOf(world), (old) => ({
    ...old,
    spec: { ...objectAt(old, 'spec'), replicas: to },
  }));
  if (!world.bound || !behaviour.count.told) return;
  note(world, from, to);
  // Seen once after 0.35 s and once after 84 s: both happen.
  if (!behaviour.count.watched && dice.next() < 0.5) agenda.after(EARLY_STATUS, () => reportPods(world));
}

function reportPods(world: World): void {
  if (world.ended) return;
  const { currentWorkerNumberScheduled } = workerCounters(world.fluid.get(workerSetOf(world)));
  world.fluid.report(runtimeOf(world), (old) => ({
    ...objectAt(old, 'status'),
    currentWorkerNumberScheduled,
  }));
}

/** Fluid watches this kind's worker set: its counters are written soon, its figures at the next look as ever. */
function watchSet(world: World): void {
  let due = false;
  world.setChanged = () => {
    if (due || !world.bound || world.ended) return;
    due = true;
    world.cluster.agenda.after(WATCHED_STATUS, () => {
      due = false;
      if (!world.ended) world.fluid.report(runtimeOf(world), (old) => runtimeStatus(world, old, null));
    });
  };
}

/** The runtime was changed by somebody. */
export function runtimeChanged(world: World): void {
  if (world.behaviour.count.follows === 'once') return;
  world.cluster.agenda.after(FOLLOW_DELAY, () => follow(world));
}

/** The objects of a runtime are made; its workers come, and the Dataset is bound after `ms`. */
export function setUp(world: World, ms: number): void {
  const { agenda } = world.cluster;
  const { fluid, behaviour } = world;
  const runtime = fluid.get(runtimeOf(world));
  if (runtime === null) return;
  const finalizers = (object: Stored): JsonObject => ({
    ...object,
    metadata: { ...object.metadata, finalizers: [`${behaviour.type}-runtime-controller-finalizer`] },
  });
  fluid.change(runtimeOf(world), finalizers);
  createSets(world, runtime);
  follow(world);
  watchSet(world);
  settleWorkers(world);
  if (ms > 0) {
    const starting = (old: Stored) => ({
      ...objectAt(old, 'status'),
      ufsTotal: behaviour.sizes ? '[Calculating]' : '',
      conditions: [],
      phase: 'NotBound',
    });
    fluid.report(datasetOf(world), starting);
  }
  agenda.after(ms, () => {
    if (world.ended) return;
    world.bound = true;
    refresh(world);
    reportOnce(world);
  });
}

/** A CacheRuntime's figures are asked for when it is bound and never again: what the Dataset says of them stays as it was. */
function reportOnce(world: World): void {
  const { behaviour, fluid, caches } = world;
  if (behaviour.count.shownAs !== 'components') return;
  const cacheStates = JSON.parse(reportOf({ figures: joinedFigures(caches.all()) })) as JsonObject;
  fluid.report(datasetOf(world), (old) => ({ ...objectAt(old, 'status'), cacheStates }));
}

/** Takes everything of the runtime away, its engine too, and lets the object go. */
export function tearDown(world: World): void {
  const { actors } = world.cluster;
  world.ended = true;
  world.cancelRefresh();
  for (const pod of workerPods(world)) actors.manager.remove(refOf(world, 'Pod', pod.metadata.name), true);
  removeMaster(world);
  actors.manager.remove(workerSetOf(world));
  world.fluid.report(datasetOf(world), unboundStatus);
  world.fluid.change(runtimeOf(world), (object) => {
    const { finalizers, ...metadata } = object.metadata;
    return { ...object, metadata };
  });
}
