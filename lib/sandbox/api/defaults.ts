import { arrayAt, isObject, type JsonObject, objectAt } from './json.ts';
import type { Kind } from './kinds.ts';

/**
 * What the server itself fills in when an object is made: only what a client of this project can come to see.
 * The many defaults of a pod template are not among it.
 */
const made: Readonly<Record<string, (object: JsonObject) => JsonObject>> = {
  Pod: (pod) => ({ ...pod, status: { phase: 'Pending', qosClass: 'BestEffort' } }),
  Service: (service) => ({ ...service, status: { loadBalancer: {} } }),
  StatefulSet: (set) => ({
    ...set,
    spec: { replicas: 1, ...objectAt(set, 'spec') },
    status: { replicas: 0, availableReplicas: 0 },
  }),
  Namespace: (namespace) => ({
    ...namespace,
    metadata: { ...objectAt(namespace, 'metadata'), labels: nameLabel(namespace) },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }),
  HorizontalPodAutoscaler: (hpa) => ({
    ...hpa,
    spec: { minReplicas: 1, ...objectAt(hpa, 'spec') },
    status: { desiredReplicas: 0, currentMetrics: null },
  }),
};

function nameLabel(namespace: JsonObject): JsonObject {
  const metadata = objectAt(namespace, 'metadata');
  return { ...objectAt(metadata, 'labels'), 'kubernetes.io/metadata.name': metadata.name };
}

/** Defaults that hold at every write. */
const always: Readonly<Record<string, (object: JsonObject) => JsonObject>> = {
  EndpointSlice: (slice) => ({
    ...slice,
    ports: arrayAt(slice, 'ports').map((port) => (isObject(port) ? { protocol: 'TCP', ...port } : port)),
  }),
  DataLoad: once,
  DataMigrate: once,
  AlluxioRuntime: hostPaths,
  JindoRuntime: hostPaths,
  JuiceFSRuntime: hostPaths,
  ThinRuntime: hostPaths,
  EFCRuntime: hostPaths,
  VineyardRuntime: hostPaths,
  GooseFSRuntime: hostPaths,
  CacheRuntime: oneWorker,
};

function once(operation: JsonObject): JsonObject {
  return isObject(operation.spec) ? { ...operation, spec: { policy: 'Once', ...operation.spec } } : operation;
}

/** A CacheRuntime's schema gives its workers a count of 1. */
function oneWorker(runtime: JsonObject): JsonObject {
  const spec = objectAt(runtime, 'spec');
  return isObject(spec.worker)
    ? { ...runtime, spec: { ...spec, worker: { replicas: 1, ...spec.worker } } }
    : runtime;
}

function hostPaths(runtime: JsonObject): JsonObject {
  const levels = arrayAt(runtime, 'spec', 'tieredstore', 'levels');
  if (levels.length === 0) return runtime;
  const filled = levels.map((level) => (isObject(level) ? { volumeType: 'hostPath', ...level } : level));
  const spec = objectAt(runtime, 'spec');
  return { ...runtime, spec: { ...spec, tieredstore: { ...objectAt(spec, 'tieredstore'), levels: filled } } };
}

/** A new object: no status of the writer's, the server's own instead. */
export function defaultsOfNew(kind: Kind, object: JsonObject): JsonObject {
  const { status, ...bare } = object;
  const fresh = kind.status || status === undefined ? bare : object;
  const initial = made[kind.kind];
  return defaults(kind, initial ? initial(fresh) : fresh);
}

export function defaults(kind: Kind, object: JsonObject): JsonObject {
  const fill = always[kind.kind];
  return fill ? fill(object) : object;
}
