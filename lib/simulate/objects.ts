/** The objects of one dataset as the API server would show them, made of what the simulated cluster knows. */
import type { DatasetObjects, KubeObject } from '../kube/objects.ts';
import { formatInstant } from '../units/instant.ts';
import { formatSize } from '../units/size.ts';
import type { Crash, SimulatedKind } from './scenario.ts';

const DATA = 'data.fluid.io/v1alpha1';

/** A worker's pod, as far as anybody can see it. */
export interface PodView {
  readonly ordinal: number;
  readonly state: 'pending' | 'ready' | 'dead' | 'crashing' | 'leaving';
  /** It has a node. */
  readonly placed: boolean;
  /** Since when it is in this state, ms. */
  readonly since: number;
  /** Why its container does not run; null: it does, or starts. */
  readonly crash: Crash | null;
}

export interface ClusterView {
  readonly namespace: string;
  readonly name: string;
  readonly kind: SimulatedKind;
  readonly uid: string;
  /** Of the Dataset. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly resourceVersion: number;
  readonly generation: number;
  readonly replicas: number;
  /** Who last wrote the count; null: nobody has since the runtime was made. */
  readonly manager: string | null;
  /** What the worker set asks for. */
  readonly asked: number;
  readonly pods: readonly PodView[];
  /** Of the Dataset: what people say. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  readonly sizeKnown: boolean;
  readonly capacityBytes: number;
  readonly blockBytes: number;
  readonly operations: readonly KubeObject[];
  /** Pods that have the volume; nothing where nobody asks. */
  readonly users: Pick<DatasetObjects, 'users'>;
}

/** A worker's watermark at which it begins to evict, as Fluid writes it where nothing else is said. */
const HIGH = '0.99';

export function objectsOf(view: ClusterView): DatasetObjects {
  const { namespace, name, asked, pods } = view;
  const set = `${name}-worker`;
  const workerSet = object('apps/v1', 'StatefulSet', { namespace, name: set }, { spec: { replicas: asked } });
  return {
    namespace,
    name,
    dataset: datasetObject(view),
    runtime: runtimeObject(view),
    workerSet,
    workerPods: pods.map((pod) => podObject(namespace, set, pod)),
    slices: [],
    operations: view.operations,
    owners: [],
    ...view.users,
  };
}

function object(
  apiVersion: string,
  kind: string,
  metadata: { readonly namespace: string; readonly name: string } & Partial<KubeObject['metadata']>,
  more: { readonly spec?: unknown; readonly status?: unknown },
): KubeObject {
  const whole = { uid: `${kind}-${metadata.name}`, resourceVersion: '1', ...metadata };
  return { apiVersion, kind, metadata: whole, ...more };
}

/** Fluid writes a size with two decimals; the daemon knows no better. */
function datasetObject({
  namespace,
  name,
  labels,
  annotations,
  sizeBytes,
  sizeKnown,
}: ClusterView): KubeObject {
  const status = { phase: 'Bound', ufsTotal: sizeKnown ? formatSize(sizeBytes) : '[Calculating]' };
  const metadata = { namespace, name, annotations, ...(labels && { labels }) };
  return object(DATA, 'Dataset', metadata, { spec: {}, status });
}

function runtimeObject(view: ClusterView): KubeObject {
  const { namespace, name, kind, uid, generation, manager, replicas } = view;
  const fieldsV1 = { 'f:spec': { 'f:replicas': {} } };
  const managedFields =
    manager === null ? [] : [{ manager, operation: 'Update', subresource: 'scale', fieldsV1 }];
  const levels = [{ mediumtype: 'MEM', path: '/dev/shm', quota: String(view.capacityBytes), high: HIGH }];
  const properties = { 'alluxio.user.block.size.bytes.default': `${view.blockBytes}B` };
  const resourceVersion = String(view.resourceVersion);
  const metadata = { namespace, name, uid, generation, managedFields, resourceVersion };
  return object(DATA, kind, metadata, { spec: { replicas, tieredstore: { levels }, properties } });
}

function podObject(namespace: string, set: string, pod: PodView): KubeObject {
  const { ordinal, state, placed, since, crash } = pod;
  const leaving = state === 'leaving' ? { deletionTimestamp: '1970-01-01T00:00:00Z' } : {};
  const lastTransitionTime = formatInstant(since);
  const status = {
    phase: state === 'pending' ? 'Pending' : 'Running',
    conditions: placed
      ? [{ type: 'Ready', status: state === 'ready' ? 'True' : 'False', lastTransitionTime }]
      : [{ type: 'PodScheduled', status: 'False', ...NO_NODE, lastTransitionTime }],
    ...(crash === null ? {} : { containerStatuses: [{ state: { waiting: { reason: crash } } }] }),
  };
  const metadata = { namespace, name: `${set}-${ordinal}`, ...leaving };
  return object('v1', 'Pod', metadata, { spec: placed ? { nodeName: `node-${ordinal}` } : {}, status });
}

/** As a scheduler says it. */
const NO_NODE = {
  reason: 'Unschedulable',
  message: 'no node is free: every node runs a worker already',
};
