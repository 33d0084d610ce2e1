import { ANNOTATIONS } from '../model/control.ts';
import type { KubeObject, ManagedField, ObjectMeta } from './objects.ts';

/** What the stores keep of each kind: less than half of a worker pod. Pure; unknown shapes pass through untouched. */
type Fields = Readonly<Record<string, unknown>>;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick(value: unknown, names: readonly string[]): Fields {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]),
  );
}

function pickEach(value: unknown, names: readonly string[]): readonly Fields[] {
  return Array.isArray(value) ? value.map((entry) => pick(entry, names)) : [];
}

function without(value: unknown, names: readonly string[]): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function trimMeta(metadata: ObjectMeta, keepManagers: boolean): ObjectMeta {
  const { managedFields, annotations, ...rest } = metadata;
  const kept = without(annotations, [lastApplied]) as Readonly<Record<string, string>> | undefined;
  return {
    ...rest,
    ...(kept && Object.keys(kept).length > 0 ? { annotations: kept } : {}),
    ...(keepManagers && managedFields ? { managedFields } : {}),
  };
}

/**
 * Datasets: of the annotations only ours, by which people speak to the daemon. `managedFields` stay: they tell when a status
 * was written.
 */
export function trimDataset(object: KubeObject): KubeObject {
  const { annotations, ...rest } = object.metadata;
  const ours = Object.entries(annotations ?? {}).filter(([name]) => name.startsWith(ANNOTATIONS));
  const kept = ours.length === 0 ? {} : { annotations: Object.fromEntries(ours) };
  return { ...object, metadata: { ...rest, ...kept } };
}

/** Runtimes: all but kubectl's copy. `managedFields` stay: they tell who last wrote the count. */
export function trimWritten(object: KubeObject): KubeObject {
  return { ...object, metadata: trimMeta(object.metadata, true) };
}

/** EndpointSlices, autoscalers: all but `managedFields` and kubectl's copy. */
export function trimPlain(object: KubeObject): KubeObject {
  return { ...object, metadata: trimMeta(object.metadata, false) };
}

/** Data operations: without the pod template of a DataProcess, which may be large and may hold secrets. */
export function trimOperation(object: KubeObject): KubeObject {
  return { ...trimPlain(object), spec: without(object.spec, ['processor']) };
}

/** Sets of workers: without their templates. Of `managedFields` what tells who last wrote the count. */
export function trimStatefulSet(object: KubeObject): KubeObject {
  const { metadata, spec, ...rest } = trimPlain(object);
  const managedFields = (object.metadata.managedFields ?? []).flatMap(countOwner);
  return {
    ...rest,
    metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields },
    spec: without(spec, ['template', 'volumeClaimTemplates']),
  };
}

function countOwner({
  manager,
  operation,
  subresource,
  time,
  fieldsV1,
}: ManagedField): readonly ManagedField[] {
  const owned = (fieldsV1 as { 'f:spec'?: Fields } | null | undefined)?.['f:spec'];
  if (owned?.['f:replicas'] === undefined) return [];
  return [
    {
      ...pick({ manager, operation, subresource, time }, ['manager', 'operation', 'subresource', 'time']),
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
    },
  ];
}

/**
 * Pods of what belongs to a CacheRuntime: of its masters and of its clients (one a node) nothing is kept, for nobody asks for
 * them there. A component is called `NAME-master`, `NAME-worker` or `NAME-client`.
 */
export function trimCachePod(object: KubeObject): KubeObject | null {
  const component = object.metadata.labels?.['cacheruntime.fluid.io/component-name'] ?? '';
  return component.endsWith('-worker') ? trimPod(object) : null;
}

/** Pods: where it runs, its named ports, and how it fares. */
export function trimPod(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, spec, status } = object;
  const { containers, ...place } = pick(spec, ['nodeName', 'hostNetwork', 'containers']);
  const { containerStatuses, initContainerStatuses, ...health } = pick(status, [
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
  const fates = ['name', 'ready', 'restartCount', 'state'];
  return {
    apiVersion,
    kind,
    metadata: trimMeta(metadata, false),
    spec: { ...place, containers: pickEach(containers, ['name', 'ports']) },
    status: {
      ...health,
      containerStatuses: pickEach(containerStatuses, fates),
      ...(initContainerStatuses === undefined
        ? {}
        : { initContainerStatuses: pickEach(initContainerStatuses, fates) }),
    },
  };
}
