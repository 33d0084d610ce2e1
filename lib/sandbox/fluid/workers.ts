import { rfc3339 } from '../api/call.ts';
import { arrayAt, at, isObject, type JsonObject, objectAt, type Stored } from '../api/json.ts';
import { podOf } from './chart.ts';
import type { Port } from './ports.ts';
import { refOf, setName, type World, workerSetOf } from './world.ts';

/** StatefulSet controller, scheduler and node in one: what becomes of the worker set's replicas. */

/** How long the StatefulSet controller takes to see a change, ms. */
const SET_DELAY = 50;

function nameOf(world: World, ordinal: number): string {
  return `${setName(world, 'worker')}-${ordinal}`;
}

export function ordinalOf(pod: Stored): number {
  return Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1));
}

/** The pods of the worker set, by ordinal. */
export function workerPods(world: World): Stored[] {
  const { manager } = world.cluster.actors;
  const set = manager.get(workerSetOf(world));
  if (set === null) return [];
  const owned = (pod: Stored) =>
    pod.metadata.ownerReferences?.some((owner) => owner.uid === set.metadata.uid);
  const pods = manager.list('Pod', world.options.namespace).filter(owned);
  return pods.sort((a, b) => ordinalOf(a) - ordinalOf(b));
}

export function isReady(pod: Stored): boolean {
  return arrayAt(pod, 'status', 'conditions').some(
    (c) => isObject(c) && c.type === 'Ready' && c.status === 'True',
  );
}

function condition(type: string, ok: boolean, time: string, more: JsonObject = {}): JsonObject {
  return { type, status: ok ? 'True' : 'False', lastProbeTime: null, lastTransitionTime: time, ...more };
}

const NO_NODE = {
  reason: 'Unschedulable',
  message: "0/0 nodes are available: node(s) didn't match pod anti-affinity rules.",
};

/** Addresses nobody listens on: workers are not asked. */
function nodeAddress(node: number): string {
  return `10.98.${Math.floor(node / 250)}.${(node % 250) + 1}`;
}

/** Nodes of this namespace's workers; a node takes one worker of all datasets of a namespace. */
function freeNode(world: World): number | null {
  const { manager } = world.cluster.actors;
  const pods = manager.list('Pod', world.options.namespace);
  const taken = new Set(pods.map((pod) => at(pod, 'spec', 'nodeName')));
  for (let node = 1; node <= world.cluster.settings.nodes; node++)
    if (!taken.has(`node-${node}`)) return node;
  return null;
}

function place(world: World, pod: Stored): void {
  const { actors, agenda, settings } = world.cluster;
  const ref = refOf(world, 'Pod', pod.metadata.name);
  const node = freeNode(world);
  const time = rfc3339(agenda.now());
  if (node === null) {
    world.waits = true;
    const waits = [condition('PodScheduled', false, time, NO_NODE)];
    const old = objectAt(pod, 'status');
    if (arrayAt(old, 'conditions').length === 0)
      actors.scheduler.report(ref, () => ({ ...old, conditions: waits }));
    return;
  }
  actors.scheduler.change(ref, (object) => ({
    ...object,
    spec: { ...objectAt(object, 'spec'), nodeName: `node-${node}` },
  }));
  agenda.after(world.instant ? 0 : settings.workerStartMs, () =>
    becomeReady(world, pod.metadata.uid, pod.metadata.name, node),
  );
}

/** The status of a pod that runs and is ready. */
export function runningStatus(ip: string, time: string): JsonObject {
  const types = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  const conditions = types.map((type) => condition(type, true, time));
  return {
    phase: 'Running',
    conditions,
    hostIP: ip,
    podIP: ip,
    podIPs: [{ ip }],
    qosClass: 'Burstable',
    startTime: time,
  };
}

function becomeReady(world: World, uid: string, name: string, node: number): void {
  const { actors, agenda, settings } = world.cluster;
  const ref = refOf(world, 'Pod', name);
  const pod = actors.kubelet.get(ref);
  if (world.ended || pod?.metadata.uid !== uid || pod.metadata.deletionTimestamp !== undefined) return;
  const time = rfc3339(agenda.now());
  const ip = world.pages?.of(name)?.host ?? nodeAddress(node);
  actors.kubelet.report(ref, () => runningStatus(ip, time));
  const registers = agenda.now() + (world.instant ? 0 : settings.workerRegisterMs);
  world.caches.join(name, world.options.perWorkerBytes, registers);
  reportSet(world);
  if (world.behaviour.workers.ordered) settleSoon(world);
}

/** The port of a new pod that has a page of its own; null: none is open yet, and the pod comes when there is one. */
function portFor(world: World, pod: string): Port | null | 'none yet' {
  const { telling } = world.behaviour;
  if (world.pages === null || telling.by !== 'pods') return null;
  const page = world.pages.take(pod);
  return page === null ? 'none yet' : { name: telling.port, port: page.port };
}

/** The pods the set may make now: all that are missing, or one when those below are ready. */
function missing(world: World, wanted: number, pods: readonly Stored[]): number[] {
  const there = new Set(pods.map(ordinalOf));
  const all = Array.from({ length: wanted }, (_, ordinal) => ordinal).filter(
    (ordinal) => !there.has(ordinal),
  );
  if (!world.behaviour.workers.ordered) return all;
  return pods.every((pod) => isReady(pod) && !pod.metadata.deletionTimestamp) ? all.slice(0, 1) : [];
}

/** The pods that go now, the highest ordinal first: all that are too many, or one when no other is on its way out. */
function superfluous(world: World, wanted: number, pods: readonly Stored[]): Stored[] {
  const above = [...pods].reverse().filter((pod) => ordinalOf(pod) >= wanted);
  const staying = above.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  if (!world.behaviour.workers.ordered) return staying;
  return staying.length === above.length ? staying.slice(0, 1) : [];
}

/** Does what the set's count asks for. */
export function settleWorkers(world: World): void {
  const { actors, dice } = world.cluster;
  const set = actors.manager.get(workerSetOf(world));
  if (world.ended || set === null) return;
  const wanted = Number(at(set, 'spec', 'replicas') ?? 0);
  const pods = workerPods(world);
  for (const pod of superfluous(world, wanted, pods)) {
    actors.manager.remove(refOf(world, 'Pod', pod.metadata.name));
  }
  for (const ordinal of missing(world, wanted, pods)) {
    const port = portFor(world, nameOf(world, ordinal));
    if (port !== 'none yet') actors.manager.create('Pod', podOf(set, ordinal, port));
  }
  // Which pods get a node when nodes are few has nothing to do with their ordinals.
  const waiting = workerPods(world).filter(
    (pod) => !at(pod, 'spec', 'nodeName') && !pod.metadata.deletionTimestamp,
  );
  world.waits = false;
  for (const pod of dice.shuffled(waiting)) place(world, pod);
  reportSet(world);
}

function reportSet(world: World): void {
  const pods = workerPods(world);
  const ready = pods.filter(isReady).length;
  const created = pods.length;
  world.cluster.actors.manager.report(workerSetOf(world), (set) => ({
    ...objectAt(set, 'status'),
    observedGeneration: set.metadata.generation ?? 1,
    replicas: created,
    currentReplicas: created,
    updatedReplicas: created,
    readyReplicas: ready,
    availableReplicas: ready,
    collisionCount: 0,
  }));
  if (world.behaviour.count.watched) world.setChanged();
}

export function settleSoon(world: World): void {
  world.cluster.agenda.after(SET_DELAY, () => settleWorkers(world));
}

/** A worker's pod was told to go: its process ends now, the pod is gone a little later and counts until then. */
export function workerLeaves(world: World, pod: Stored): void {
  const { agenda, actors, settings } = world.cluster;
  world.caches.silence(pod.metadata.name);
  agenda.after(settings.workerStopMs, () => {
    const ref = refOf(world, 'Pod', pod.metadata.name);
    if (actors.kubelet.get(ref)?.metadata.uid !== pod.metadata.uid) return;
    world.pages?.drop(pod.metadata.name);
    actors.kubelet.remove(ref, true);
  });
}

/** The worker's process dies and its pod stays, not ready: nobody deletes it. */
export function crashWorker(world: World, ordinal: number): void {
  const { actors, agenda } = world.cluster;
  const name = nameOf(world, ordinal);
  world.caches.silence(name);
  const time = rfc3339(agenda.now());
  actors.kubelet.report(refOf(world, 'Pod', name), (pod) => ({
    ...objectAt(pod, 'status'),
    conditions: [condition('Ready', false, time), condition('ContainersReady', false, time)],
  }));
  reportSet(world);
}
