import { formatDuration } from '../../units/duration.ts';
import { rfc3339 } from '../api/call.ts';
import { at, objectAt, type Stored } from '../api/json.ts';
import { startLoad } from '../model/step.ts';
import { tell } from './events.ts';
import { datasetOf, refOf, type World } from './world.ts';

/** Fluid's data loads: one at a time on a dataset, looked at every 20 s while it runs. */

const POLL = 20_000;
const START_DELAY = 1000;
const PENDING = { phase: 'Pending', duration: 'Unfinished', conditions: [], infos: {} };

/** True when the DataLoad is about the dataset of this world. */
export function isLoadOf(world: World, load: Stored): boolean {
  const { name, namespace } = world.options;
  return load.metadata.namespace === namespace && at(load, 'spec', 'dataset', 'name') === name;
}

function phaseOf(load: Stored | null): string {
  return String(at(load, 'status', 'phase') ?? '');
}

/** A DataLoad has appeared: it is Pending, and executes when no other one does. */
export function acceptLoad(world: World, load: Stored): void {
  const { actors, agenda } = world.cluster;
  const { name } = load.metadata;
  if (phaseOf(load) !== '') return;
  if (!world.behaviour.loads) {
    refuse(world, name);
    return;
  }
  actors.dataset.report(refOf(world, 'DataLoad', name), () => PENDING);
  agenda.after(START_DELAY, () => tryLoad(world, name));
}

/** A kind without data loads: Fluid fails it at once. */
function refuse(world: World, name: string): void {
  const { actors, agenda } = world.cluster;
  const ref = refOf(world, 'DataLoad', name);
  const time = rfc3339(agenda.now());
  const failed = { type: 'Failed', status: 'True', lastProbeTime: time, lastTransitionTime: time };
  actors.dataset.report(ref, () => ({ ...PENDING, phase: 'Failed', duration: '0s', conditions: [failed] }));
  const message = `RuntimeType ${world.behaviour.type} not support DataLoad`;
  tell(actors.dataset, agenda, ref, { type: 'Warning', reason: 'DataOperationNotSupport', message });
}

function tryLoad(world: World, name: string): void {
  const { actors, agenda, settings } = world.cluster;
  const ref = refOf(world, 'DataLoad', name);
  if (world.ended || phaseOf(actors.dataset.get(ref)) !== 'Pending') return;
  if (!world.bound || world.operation !== null) {
    agenda.after(POLL, () => tryLoad(world, name));
    return;
  }
  world.operation = { name, since: agenda.now() };
  setReference(world, name);
  actors.dataset.report(ref, () => ({ ...PENDING, phase: 'Executing' }));
  const rate = world.options.load?.rateBytesPerSecond ?? settings.loadBytesPerSecond;
  world.caches.change((cache) => startLoad({ ...cache, load: null }, rate));
  agenda.after(POLL, () => look(world, name));
}

function setReference(world: World, name: string | null): void {
  world.cluster.actors.dataset.report(datasetOf(world), (old) => {
    const { operationRef, ...status } = objectAt(old, 'status');
    return name === null ? status : { ...status, operationRef: { DataLoad: name } };
  });
}

/** The load is looked at only now and then, so the Dataset names it for up to 20 s after its end. */
function look(world: World, name: string): void {
  const { actors, agenda } = world.cluster;
  if (world.ended || world.operation?.name !== name) return;
  if (world.caches.all().some(({ load }) => load !== null)) {
    agenda.after(POLL, () => look(world, name));
    return;
  }
  const time = rfc3339(agenda.now());
  const complete = { type: 'Complete', status: 'True', lastProbeTime: time, lastTransitionTime: time };
  actors.dataset.report(refOf(world, 'DataLoad', name), (load) => ({
    ...objectAt(load, 'status'),
    phase: 'Complete',
    duration: formatDuration(Math.round((agenda.now() - (world.operation?.since ?? 0)) / 1000) * 1000),
    conditions: [complete],
    lastSuccessfulTime: time,
  }));
  world.operation = null;
  setReference(world, null);
}

/** A DataLoad was deleted: if it ran, it stops. */
export function loadGone(world: World, name: string): void {
  if (world.operation?.name !== name) return;
  world.caches.change((cache) => ({ ...cache, load: null }));
  world.operation = null;
  setReference(world, null);
}
