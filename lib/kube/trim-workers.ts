/** What the stores keep of sets of workers and their pods, as trim.ts does of the rest. */
import type { KubeObject } from './objects.ts';
import {
  controllerOf,
  type Fields,
  fieldsOf,
  filled,
  listOf,
  managersOf,
  metaOf,
  ownersOf,
  pick,
  pickEach,
  pickSome,
} from './trim-meta.ts';

/** Sets of workers: how many there are to be and are, whose they are, who wrote the count. */
export function trimWorkerSet(object: KubeObject): KubeObject {
  const { apiVersion, kind, spec, status } = object;
  return {
    apiVersion,
    kind,
    metadata: metaOf(object, ['generation'], {
      ownerReferences: ownersOf(object, ['apiVersion', 'kind', 'name']),
      managedFields: managersOf(object),
    }),
    spec: pick(spec, ['replicas']),
    status: pick(status, ['readyReplicas']),
  };
}

/**
 * Pods of what belongs to a CacheRuntime: of its masters and of its clients (one a node) nothing is kept, for nobody asks for
 * them there. A component is called `NAME-master`, `NAME-worker` or `NAME-client`.
 */
export function trimCachePod(object: KubeObject): KubeObject | null {
  const component = object.metadata.labels?.['cacheruntime.fluid.io/component-name'] ?? '';
  return component.endsWith('-worker') ? trimPod(object) : null;
}

/** Pods: where it runs, where it tells its metrics (its address only if it does), and how it fares since when. */
export function trimPod(object: KubeObject): KubeObject {
  const { apiVersion, kind } = object;
  const [spec, status] = [fieldsOf(object.spec), fieldsOf(object.status)];
  const ports = listOf(spec.containers).flatMap(trimContainer);
  const conditions = listOf(status.conditions).flatMap(trimCondition);
  const dated = conditions.some(({ type, lastTransitionTime: at }) => type === 'Ready' && at !== undefined);
  return {
    apiVersion,
    kind,
    metadata: metaOf(object, dated ? [] : ['creationTimestamp'], { ownerReferences: controllerOf(object) }),
    spec: { ...pick(spec, ['nodeName', 'hostNetwork']), containers: filled(ports) },
    status: {
      ...pick(status, ['phase', 'reason', 'message']),
      ...(ports.length === 0 ? {} : pick(status, ['podIP', 'hostIP', 'startTime'])),
      conditions: filled(conditions),
      containerStatuses: filled(listOf(status.containerStatuses).flatMap(trimFate)),
      initContainerStatuses: filled(listOf(status.initContainerStatuses).flatMap(trimFate)),
    },
  };
}

function trimContainer(container: unknown): readonly Fields[] {
  const ports = pickEach(fieldsOf(container).ports, ['name', 'containerPort'])?.filter(
    ({ name }) => typeof name === 'string' && name.includes('metrics'),
  );
  return ports === undefined || ports.length === 0 ? [] : [{ ports }];
}

/** What is not so, with all about it; of what is well only that the pod is Ready, and since when. */
function trimCondition(condition: unknown): readonly Fields[] {
  const told = pick(condition, ['type', 'status', 'lastTransitionTime']);
  if (told.status !== 'True')
    return [pick(condition, ['type', 'status', 'reason', 'message', 'lastTransitionTime'])];
  return told.type === 'Ready' ? [told] : [];
}

/** Of a container that runs, and always did, there is nothing to tell. */
function trimFate(fate: unknown): readonly Fields[] {
  const { restartCount, state } = fieldsOf(fate);
  if (restartCount === 0 && fieldsOf(state).running !== undefined) return [];
  return [{ restartCount, state: pickSome(state, ['waiting', 'terminated']) }];
}
