import { arrayAt, isObject, type JsonObject, type Stored } from '../api/json.ts';
import type { Behaviour } from '../kinds/contract.ts';
import { type Labels, labelsOf, matchLabelsOf, type Part } from './labels.ts';
import type { Port } from './ports.ts';

/** What the objects of one runtime have in common. */
export interface Release {
  readonly namespace: string;
  readonly name: string;
  readonly id: string;
  readonly owner: Stored;
  readonly behaviour: Behaviour;
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

function container(app: string, name: string): JsonObject {
  return { name, image: `${app}:sandbox`, imagePullPolicy: 'IfNotPresent' };
}

/** The set of the workers or the masters. */
export function setOf(release: Release, part: Part, replicas: number): JsonObject {
  const { namespace, name, id, owner, behaviour } = release;
  const { app, infix, workers, master } = behaviour;
  const labels = labelsOf(behaviour, name, id, part);
  const set = `${name}${infix}-${part}`;
  const names = part === 'worker' ? workers.containers : (master?.containers ?? []);
  const containers = names.map((each) => container(app, each));
  return {
    metadata: { name: set, namespace, labels, ownerReferences: ownedBy(owner, false) },
    spec: {
      replicas,
      podManagementPolicy: workers.ordered ? 'OrderedReady' : 'Parallel',
      serviceName: set,
      selector: { matchLabels: matchLabelsOf(labels) },
      template: { metadata: { labels }, spec: { hostNetwork: true, containers } },
    },
  };
}

/**
 * Pod `<set>-<ordinal>` as the set makes it: not scheduled yet.
 * @param port of its first container, where the pod has a page of its own
 */
export function podOf(set: Stored, ordinal: number, port: Port | null = null): JsonObject {
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
    spec: {
      ...(port === null ? template.template.spec : withPort(template.template.spec, port)),
      hostname: pod,
      subdomain: name,
      terminationGracePeriodSeconds: 30,
    },
  };
}

function withPort(spec: JsonObject, { name, port }: Port): JsonObject {
  const [first, ...others] = arrayAt(spec, 'containers').filter(isObject);
  const ports = [{ name, containerPort: port, hostPort: port, protocol: 'TCP' }];
  return { ...spec, containers: [{ ...first, ports }, ...others] };
}

/** The master's Service. @param suffix after the name of its set */
export function service(
  release: Release,
  suffix: string,
  ports: readonly Port[],
  more: Readonly<Record<string, string>>,
): JsonObject {
  const { namespace, name, id, owner, behaviour } = release;
  const labels = { ...labelsOf(behaviour, name, id, 'master'), ...more };
  return {
    metadata: {
      name: `${name}${behaviour.infix}-master${suffix}`,
      namespace,
      labels,
      ownerReferences: ownedBy(owner, false),
    },
    spec: {
      clusterIP: 'None',
      type: 'ClusterIP',
      selector: matchLabelsOf(labels),
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
