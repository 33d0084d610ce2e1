import { ANNOTATIONS } from '../model/control.ts';
import type { KubeObject, ObjectMeta } from './objects.ts';
import { datasetId, isReference } from './references.ts';
import {
  type Fields,
  fieldsOf,
  managersOf,
  metaOf,
  ownersOf,
  pick,
  pickEach,
  pickSome,
} from './trim-meta.ts';

/*
 * What the stores keep of each kind: what somebody reads, and no more, for there may be ten thousand datasets. A field that a
 * kind or a policy comes to need is named here. Pure; unknown shapes do no harm. What is undefined is as if it were not there.
 */

/** The sizes of a cache as Fluid writes them; its ratios are of other things. */
const SIZES = ['cacheCapacity', 'cached'];

/**
 * Datasets: the labels, by which budgets find them; of the annotations only ours, by which people speak to the daemon; of the mounts
 * who is referred to and the names of secrets; of the conditions only Ready, which tells when the size was measured.
 */
export function trimDataset(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata } = object;
  const [spec, status] = [fieldsOf(object.spec), fieldsOf(object.status)];
  const ready = pickEach(status.conditions, ['type', 'lastTransitionTime'])?.filter(
    ({ type }) => type === 'Ready',
  );
  return {
    apiVersion,
    kind,
    metadata: metaOf(object, ['labels'], {
      annotations: spoken(metadata),
      managedFields: managersOf(object),
    }),
    spec: {
      mounts: trimMounts(spec.mounts),
      sharedEncryptOptions: pickEach(spec.sharedEncryptOptions, ['name']),
    },
    status: {
      ...pick(status, ['phase', 'ufsTotal', 'operationRef', 'dataLoadRef', 'dataBackupRef', 'datasetRef']),
      cacheStates: pickSome(status.cacheStates, SIZES),
      conditions: ready,
      runtimes: pickEach(status.runtimes, ['type']),
    },
  };
}

function spoken({ annotations = {} }: ObjectMeta): ObjectMeta['annotations'] {
  const ours = Object.entries(annotations).filter(([name]) => name.startsWith(ANNOTATIONS));
  return ours.length === 0 ? undefined : Object.fromEntries(ours);
}

function trimMounts(mounts: unknown): unknown {
  return pickEach(mounts, ['mountPoint', 'encryptOptions'])
    ?.map(({ mountPoint, encryptOptions }) => ({
      mountPoint: isReference(mountPoint) ? mountPoint : undefined,
      encryptOptions: pickEach(encryptOptions, ['name']),
    }))
    .filter((mount) => mount.mountPoint !== undefined || mount.encryptOptions !== undefined);
}

/** Properties and options that say how a worker caches. */
const PROPERTIES = [
  'alluxio.user.block.size.bytes.default',
  'goosefs.user.block.size.bytes.default',
  'storage.watermark.high.ratio',
];
const OPTIONS = ['cache-size'];
const LEVEL = ['mediumtype', 'path', 'quota', 'quotaList', 'high'];

/** Runtimes: counts and sizes, who wrote the count and the figures, and of the status whether the figures can be believed. */
export function trimRuntime(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata } = object;
  const status = fieldsOf(object.status);
  // The uid of its Dataset is in a label where the name is too long for one.
  const named = datasetId(metadata.namespace ?? '', metadata.name, null) !== null;
  return {
    apiVersion,
    kind,
    metadata: metaOf(object, ['generation', 'creationTimestamp'], {
      ownerReferences: named ? undefined : ownersOf(object, ['kind', 'uid']),
      managedFields: managersOf(object),
    }),
    spec: trimSpec(fieldsOf(object.spec)),
    status: {
      ...pick(status, ['masterPhase', 'workerNumberReady']),
      cacheStates: pickSome(status.cacheStates, SIZES),
      worker: pickSome(status.worker, ['readyReplicas']),
    },
  };
}

function trimSpec(spec: Fields): Fields {
  const worker = fieldsOf(spec.worker);
  return {
    ...pick(spec, ['replicas', 'profileName', 'runtimeClassName']),
    data: pickSome(spec.data, ['replicas']),
    worker: {
      ...pick(worker, ['replicas', 'disabled', 'tieredStore']),
      properties: pickSome(worker.properties, PROPERTIES),
      options: pickSome(worker.options, OPTIONS),
    },
    master: pickSome(spec.master, ['disabled']),
    tieredstore: { levels: pickEach(fieldsOf(spec.tieredstore).levels, LEVEL) },
    properties: pickSome(spec.properties, PROPERTIES),
  };
}

/** Our own documents: all but what of its metadata nobody reads. */
export function trimDocument(object: KubeObject): KubeObject {
  return { ...object, metadata: metaOf(object, ['generation']) };
}

/** Autoscalers of others: what they scale. */
export function trimOwner(object: KubeObject): KubeObject {
  const { apiVersion, kind, spec } = object;
  return { apiVersion, kind, metadata: metaOf(object, []), spec: pick(spec, ['scaleTargetRef']) };
}

/** Ports on which an engine's page is, by the names that Fluid's charts give them. */
const PAGES = new Set<unknown>(['web', 'rpc']);

/** EndpointSlices: whose they are, addresses that may be asked, ports by name. */
export function trimSlice(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, addressType, endpoints, ports } = object;
  const labels = pick(metadata.labels, ['fluid.io/dataset-id', 'kubernetes.io/service-name']);
  return {
    apiVersion,
    kind,
    metadata: metaOf(object, [], { labels }),
    addressType,
    endpoints: pickEach(endpoints, ['addresses', 'conditions']),
    ports: pickEach(ports, ['name', 'port', 'protocol'])?.filter(({ name }) => PAGES.has(name)),
  };
}

/** Data operations: not the pod template of a DataProcess, which may be large and may hold secrets. */
export function trimOperation(object: KubeObject): KubeObject {
  const { apiVersion, kind, spec, status } = object;
  return {
    apiVersion,
    kind,
    metadata: metaOf(object, ['creationTimestamp']),
    spec: pick(spec, ['dataset', 'from', 'to', 'policy', 'schedule', 'target']),
    status: pick(status, ['phase', 'conditions', 'lastScheduleTime', 'lastSuccessfulTime', 'duration']),
  };
}
