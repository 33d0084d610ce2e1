import { rfc3339 } from '../api/call.ts';
import { arrayAt, isObject, type JsonObject, objectAt, type Stored } from '../api/json.ts';
import { restartMaster } from '../model/step.ts';
import type { Ref } from './actor.ts';
import { type Endpoint, podOf, service, setOf, slice, sliceBody } from './chart.ts';
import { datasetId } from './labels.ts';
import { runningStatus } from './workers.ts';
import { masterSetOf, refOf, setName, type World } from './world.ts';

/** The master as Kubernetes sees it, where a kind has one: its Service and the EndpointSlice by which the engine is found. */

/** From a master's pod being deleted until its slice is empty, and until it is back, ms (as watched). */
const EMPTY_AFTER = 22_000;
const BACK_AFTER = 25_000;

const NODE = 'node-0';

export function masterPodOf(world: World): Ref {
  return refOf(world, 'Pod', `${setName(world, 'master')}-0`);
}

/** The master's pod, on a node of its own and ready. */
function startPod(world: World): void {
  const { actors, agenda } = world.cluster;
  const set = actors.manager.get(masterSetOf(world));
  if (world.ended || set === null) return;
  const pod = podOf(set, 0);
  actors.manager.create('Pod', { ...pod, spec: { ...objectAt(pod, 'spec'), nodeName: NODE } });
  const status = runningStatus('10.98.0.1', rfc3339(agenda.now()));
  actors.kubelet.report(masterPodOf(world), () => status);
  reportSet(world, 1);
}

function reportSet(world: World, ready: number): void {
  const counts = { replicas: ready, currentReplicas: ready, readyReplicas: ready, availableReplicas: ready };
  world.cluster.actors.manager.report(masterSetOf(world), () => counts);
}

/** Nobody listens where no engine is. */
const NOWHERE = '10.98.0.1';

function body(world: World, endpoint: Partial<Endpoint> | null): JsonObject {
  const whole = { address: world.engine?.host ?? NOWHERE, ready: true, terminating: false, ...endpoint };
  return sliceBody(world.ports, endpoint === null ? null : whole, { ...masterPodOf(world) });
}

function serviceName(world: World): string | null {
  const { service: own } = world.behaviour.master ?? {};
  return own ? `${setName(world, 'master')}${own.suffix}` : null;
}

/** The sets of workers and masters, and what the masters are found by. */
export function createSets(world: World, owner: Stored): void {
  const { actors } = world.cluster;
  const { behaviour } = world;
  const { namespace, name } = world.options;
  const dataset = actors.helm.get(refOf(world, 'Dataset'));
  const id = datasetId(namespace, name, dataset?.metadata.uid ?? '');
  const release = { namespace, name, id, owner, behaviour };
  actors.helm.create(behaviour.workers.set, setOf(release, 'worker', 0));
  if (behaviour.master === null) return;
  actors.helm.create(behaviour.workers.set, setOf(release, 'master', 1));
  startPod(world);
  const { service: own } = behaviour.master;
  if (own === null) return;
  const made = actors.helm.create('Service', service(release, own.suffix, world.ports, own.labels ?? {}));
  actors.manager.create('EndpointSlice', slice(made, body(world, {})));
}

function isSliceOf(world: World, object: Stored): boolean {
  const name = serviceName(world);
  return arrayAt(object, 'metadata', 'ownerReferences').some(
    (owner) => isObject(owner) && owner.kind === 'Service' && owner.name === name,
  );
}

export function slicesOf(world: World): Stored[] {
  const slices = world.cluster.actors.manager.list('EndpointSlice', world.options.namespace);
  return slices.filter((object) => isSliceOf(world, object));
}

function showEndpoint(world: World, endpoint: Partial<Endpoint> | null): void {
  if (world.ended) return;
  for (const object of slicesOf(world)) {
    const ref = refOf(world, 'EndpointSlice', object.metadata.name);
    world.cluster.actors.manager.change(ref, (old) => ({ ...old, ...body(world, endpoint) }));
  }
}

/**
 * The master's pod is deleted and comes back: the engine refuses, closes, shows zeros and is back with its counters at 0;
 * meanwhile the endpoint is terminating, then gone, then ready again.
 * @throws where the kind has no master
 */
export function replaceMaster(world: World): void {
  const { agenda, actors } = world.cluster;
  if (world.behaviour.master === null) throw new Error(`a ${world.behaviour.kind} has no master`);
  // The engine is away as long as the pod; what its start takes comes on top.
  world.caches.change((cache) => restartMaster(cache, EMPTY_AFTER));
  showEndpoint(world, { ready: false, terminating: true });
  agenda.after(EMPTY_AFTER, () => {
    actors.kubelet.remove(masterPodOf(world), true);
    reportSet(world, 0);
    showEndpoint(world, null);
  });
  agenda.after(BACK_AFTER, () => {
    startPod(world);
    showEndpoint(world, {});
  });
}

/** Takes away what `createSets` made, the set of the workers excepted. */
export function removeMaster(world: World): void {
  const { manager } = world.cluster.actors;
  const name = serviceName(world);
  if (world.behaviour.master === null) return;
  manager.remove(masterPodOf(world), true);
  manager.remove(masterSetOf(world));
  if (name === null) return;
  for (const object of slicesOf(world)) manager.remove(refOf(world, 'EndpointSlice', object.metadata.name));
  manager.remove(refOf(world, 'Service', name));
}
