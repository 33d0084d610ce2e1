import { ANNOTATIONS } from '../model/control.ts';
import type { KubeObject } from './objects.ts';
import {
  type Fields,
  isRecord,
  ownAnnotations,
  pick,
  pickEach,
  trimManagers,
  trimMeta,
  where,
  without,
} from './trim-meta.ts';

/*
 * What the stores keep of each kind: what somebody reads, and no more, for there may be ten thousand datasets. A field that a
 * kind or a policy comes to need is named here. Pure; unknown shapes do no harm.
 */

/** The sizes of a cache as Fluid writes them; its ratios are of other things. */
function sizes(cacheStates: unknown): unknown {
  return isRecord(cacheStates) ? pick(cacheStates, ['cacheCapacity', 'cached']) : cacheStates;
}

/**
 * Datasets: of the annotations only ours, by which people speak to the daemon; of the conditions only Ready, which tells when
 * the size was measured.
 */
export function trimDataset(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, spec, status } = object;
  const { annotations, labels } = metadata;
  const ours = Object.entries(annotations ?? {}).filter(([name]) => name.startsWith(ANNOTATIONS));
  const kept = without(status, ['conditions', 'mounts', 'hcfs', 'fileNum', 'cacheStates', 'runtimes']);
  const { conditions, runtimes, ...told } = pick(status, ['conditions', 'cacheStates', 'runtimes']);
  const ready = pickEach(conditions, ['type', 'status', 'lastTransitionTime']);
  return {
    apiVersion,
    kind,
    metadata: trimMeta(metadata, {
      ...(labels === undefined ? {} : { labels }),
      annotations: Object.fromEntries(ours),
      ...trimManagers(metadata),
    }),
    spec,
    status: isRecord(kept)
      ? {
          ...kept,
          ...where(told, 'cacheStates', sizes),
          conditions: ready.filter(({ type }) => type === 'Ready'),
          runtimes: pickEach(runtimes, ['type']),
        }
      : kept,
  };
}

/** Runtimes: the whole spec, who wrote the count, and of the status what is no story of its own. */
export function trimWritten(object: KubeObject): KubeObject {
  const { metadata, status } = object;
  const kept = without(status, ['conditions', 'cacheAffinity', 'cacheStates', 'mounts', 'apiGateway']);
  const { labels } = metadata;
  return {
    ...object,
    metadata: trimMeta(metadata, {
      ...(labels === undefined ? {} : { labels }),
      annotations: ownAnnotations(metadata),
      ...trimManagers(metadata),
    }),
    ...(status === undefined
      ? {}
      : { status: isRecord(kept) ? { ...kept, ...where(status as Fields, 'cacheStates', sizes) } : kept }),
  };
}

/** Autoscalers of others: all but `managedFields` and kubectl's copy. */
export function trimPlain(object: KubeObject): KubeObject {
  const { metadata } = object;
  const { labels } = metadata;
  return {
    ...object,
    metadata: trimMeta(metadata, {
      ...(labels === undefined ? {} : { labels }),
      annotations: ownAnnotations(metadata),
    }),
  };
}

/** EndpointSlices: whose they are, addresses that may be asked, ports by name. */
export function trimSlice(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, addressType, endpoints, ports } = object;
  return {
    apiVersion,
    kind,
    metadata: trimMeta(metadata, {
      labels: pick(metadata.labels, ['fluid.io/dataset-id', 'kubernetes.io/service-name', 'role']) as Record<
        string,
        string
      >,
    }),
    addressType,
    endpoints: pickEach(endpoints, ['addresses', 'conditions']),
    ports: pickEach(ports, ['name', 'port', 'protocol']),
  };
}

/** Data operations: without the pod template of a DataProcess, which may be large and may hold secrets. */
export function trimOperation(object: KubeObject): KubeObject {
  return { ...trimPlain(object), spec: without(object.spec, ['processor']) };
}

/** StatefulSets: how many of which numbers there are to be, and are. */
export function trimStatefulSet(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, spec, status } = object;
  const counters = Object.entries(isRecord(status) ? status : {}).filter(
    ([, value]) => typeof value === 'number',
  );
  return {
    apiVersion,
    kind,
    metadata: trimMeta(metadata, trimManagers(metadata)),
    spec: without(spec, ['template', 'volumeClaimTemplates', 'selector']),
    status: Object.fromEntries(counters),
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

/** Pods: where it runs, its ports for metrics, and how it fares. */
export function trimPod(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, spec, status } = object;
  const { containers, ...place } = pick(spec, ['nodeName', 'hostNetwork', 'containers']);
  const { conditions, containerStatuses, initContainerStatuses, ...health } = pick(status, [
    'phase',
    'reason',
    'message',
    'podIP',
    'hostIP',
    'startTime',
    'conditions',
    'containerStatuses',
    'initContainerStatuses',
  ]);
  return {
    apiVersion,
    kind,
    metadata: trimMeta(metadata, {}),
    spec: { ...place, containers: Array.isArray(containers) ? containers.map(trimContainer) : [] },
    status: {
      ...health,
      conditions: Array.isArray(conditions) ? conditions.flatMap(trimCondition) : [],
      containerStatuses: fates(containerStatuses),
      ...(initContainerStatuses === undefined ? {} : { initContainerStatuses: fates(initContainerStatuses) }),
    },
  };
}

function trimContainer(container: unknown): Fields {
  const { name, ports } = pick(container, ['name', 'ports']);
  const metrics = pickEach(ports, ['name', 'containerPort', 'hostPort']).filter(
    (port) => typeof port.name === 'string' && port.name.includes('metrics'),
  );
  return { name, ...(metrics.length === 0 ? {} : { ports: metrics }) };
}

/** What is not so, with all about it; of what is well only that the pod is Ready, and since when. */
function trimCondition(condition: unknown): readonly Fields[] {
  const told = pick(condition, ['type', 'status', 'lastTransitionTime']);
  if (told.status !== 'True')
    return [pick(condition, ['type', 'status', 'reason', 'message', 'lastTransitionTime'])];
  return told.type === 'Ready' ? [told] : [];
}

/** A container that runs does so, whenever it began. */
function fates(statuses: unknown): readonly Fields[] {
  return pickEach(statuses, ['name', 'ready', 'restartCount', 'state']).map((fate) => {
    const { state } = fate;
    return isRecord(state) && state.running !== undefined ? { ...fate, state: { running: {} } } : fate;
  });
}
