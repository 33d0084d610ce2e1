import { rfc3339 } from '../api/call.ts';
import { arrayAt, isObject, type JsonObject, objectAt, type Stored } from '../api/json.ts';
import { restartMaster } from '../model/step.ts';
import type { Ref } from './actor.ts';
import { type Endpoint, podOf, service, slice, sliceBody, statefulSet } from './chart.ts';
import { datasetId } from './labels.ts';
import { runningStatus } from './workers.ts';
import { refOf, type World } from './world.ts';

/** The master as Kubernetes sees it: its Service and the EndpointSlice by which the engine is found. */

/** From a master's pod being deleted until its slice is empty, and until it is back, ms (as watched). */
const EMPTY_AFTER = 22_000;
const BACK_AFTER = 25_000;

const NODE = 'node-0';

export function masterPodOf(world: World): Ref {
  return refOf(world, 'Pod', `${world.options.name}-master-0`);
}

function masterSetOf(world: World): Ref {
  return refOf(world, 'StatefulSet', `${world.options.name}-master`);
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

function body(world: World, endpoint: Partial<Endpoint> | null): JsonObject {
  const whole = { address: world.engine.host, ready: true, terminating: false, ...endpoint };
  return sliceBody(world.ports, endpoint === null ? null : whole, { ...masterPodOf(world) });
}

/** The master's Service and slice, and the set's objects besides the workers. */
export function createMaster(world: World, owner: Stored): void {
  const { actors } = world.cluster;
  const { namespace, name } = world.options;
  const dataset = actors.helm.get(refOf(world, 'Dataset'));
  const id = datasetId(namespace, name, dataset?.metadata.uid ?? '');
  const release = { namespace, name, id, owner };
  const made = actors.helm.create('Service', service(release, world.ports));
  actors.helm.create('StatefulSet', statefulSet(release, 'worker', 0));
  actors.helm.create('StatefulSet', statefulSet(release, 'master', 1));
  startPod(world);
  actors.manager.create('EndpointSlice', slice(made, body(world, {})));
}

function isSliceOf(world: World, object: Stored): boolean {
  return arrayAt(object, 'metadata', 'ownerReferences').some(
    (owner) => isObject(owner) && owner.kind === 'Service' && owner.name === `${world.options.name}-master-0`,
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
 */
export function replaceMaster(world: World): void {
  const { agenda, actors } = world.cluster;
  // The engine is away as long as the pod; what its start takes comes on top.
  world.cache = restartMaster(world.cache, EMPTY_AFTER);
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

/** Takes away what `createMaster` made. */
export function removeMaster(world: World): void {
  const { manager } = world.cluster.actors;
  manager.remove(masterPodOf(world), true);
  manager.remove(masterSetOf(world));
  for (const object of slicesOf(world)) manager.remove(refOf(world, 'EndpointSlice', object.metadata.name));
  manager.remove(refOf(world, 'Service', `${world.options.name}-master-0`));
}
