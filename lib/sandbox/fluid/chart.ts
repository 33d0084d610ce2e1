import type { JsonObject, Stored } from '../api/json.ts';
import { type Labels, masterLabels, workerLabels } from './labels.ts';
import type { Port } from './ports.ts';

/** What the objects of one runtime have in common. */
export interface Release {
  readonly namespace: string;
  readonly name: string;
  readonly id: string;
  readonly owner: Stored;
}

function ownedBy(owner: Stored, blocking: boolean): JsonObject[] {
  const { apiVersion, kind, metadata } = owner;
  return [
    {
      apiVersion,
      kind,
      name: metadata.name,
      uid: metadata.uid,
      controller: true,
      blockOwnerDeletion: blocking,
    },
  ];
}

function container(name: string): JsonObject {
  return { name, image: 'alluxio/alluxio-dev:2.9.0', imagePullPolicy: 'IfNotPresent' };
}

/** `<name>-worker` or `<name>-master`, without replicas of its own choice. */
export function statefulSet(release: Release, part: 'worker' | 'master', replicas: number): JsonObject {
  const { namespace, name, id, owner } = release;
  const labels = part === 'worker' ? workerLabels(name, id) : masterLabels(name, id);
  const { app, role } = labels as { app: string; role: string };
  const containers = [container(`alluxio-${part}`), container(`alluxio-job-${part}`)];
  return {
    metadata: { name: `${name}-${part}`, namespace, labels, ownerReferences: ownedBy(owner, false) },
    spec: {
      replicas,
      podManagementPolicy: 'Parallel',
      serviceName: `${name}-${part}`,
      selector: { matchLabels: { app, release: name, role } },
      template: { metadata: { labels }, spec: { hostNetwork: true, containers } },
    },
  };
}

/** Pod `<set>-<ordinal>` as the StatefulSet makes it: not scheduled yet. */
export function podOf(set: Stored, ordinal: number): JsonObject {
  const { name, namespace } = set.metadata;
  const template = set.spec as { template: { metadata: { labels: Labels }; spec: JsonObject } };
  const pod = `${name}-${ordinal}`;
  return {
    metadata: {
      name: pod,
      namespace,
      generateName: `${name}-`,
      labels: {
        ...template.template.metadata.labels,
        'apps.kubernetes.io/pod-index': String(ordinal),
        'statefulset.kubernetes.io/pod-name': pod,
      },
      ownerReferences: ownedBy(set, true),
    },
    spec: { ...template.template.spec, hostname: pod, subdomain: name, terminationGracePeriodSeconds: 30 },
  };
}

export function service(release: Release, ports: readonly Port[]): JsonObject {
  const { namespace, name, id, owner } = release;
  const labels = { ...masterLabels(name, id), monitor: 'alluxio_runtime_metrics' };
  return {
    metadata: { name: `${name}-master-0`, namespace, labels, ownerReferences: ownedBy(owner, false) },
    spec: {
      clusterIP: 'None',
      type: 'ClusterIP',
      selector: { app: 'alluxio', release: name, role: 'alluxio-master' },
      ports: ports.map((port) => ({ ...port, protocol: 'TCP', targetPort: port.port })),
    },
  };
}

/** How the master's endpoint stands. */
export interface Endpoint {
  readonly address: string;
  readonly ready: boolean;
  readonly terminating: boolean;
}

/** Endpoints and ports of a slice. Without an endpoint there are no ports either, as the endpoint controller leaves it. */
export function sliceBody(ports: readonly Port[], endpoint: Endpoint | null, pod: JsonObject): JsonObject {
  if (endpoint === null) return { endpoints: [], ports: [] };
  const { address, ready, terminating } = endpoint;
  const conditions = { ready, serving: true, terminating };
  return {
    endpoints: [{ addresses: [address], conditions, nodeName: 'node-0', targetRef: pod }],
    ports: ports.map((port) => ({ ...port, protocol: 'TCP' })),
  };
}

/** The EndpointSlice of the master's Service: it inherits the Service's labels. */
export function slice(of: Stored, body: JsonObject): JsonObject {
  const { name, namespace, labels } = of.metadata;
  return {
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: {
        ...labels,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
        'service.kubernetes.io/headless': '',
      },
      ownerReferences: ownedBy(of, true),
    },
    addressType: 'IPv4',
    ...body,
  };
}
