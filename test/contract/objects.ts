/** The objects the contract is tried on, and where they live. */
const FLUID = 'data.fluid.io/v1alpha1';

export interface Body {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Every counter a runtime's status must hold. */
export const counters: Readonly<Record<string, unknown>> = {
  currentFuseNumberScheduled: 0,
  currentMasterNumberScheduled: 1,
  currentWorkerNumberScheduled: 1,
  desiredFuseNumberScheduled: 0,
  desiredMasterNumberScheduled: 1,
  desiredWorkerNumberScheduled: 1,
  fuseNumberReady: 0,
  fusePhase: 'Ready',
  masterNumberReady: 1,
  masterPhase: 'Ready',
  valueFile: 'values',
  workerNumberReady: 1,
  workerPhase: 'Ready',
};

export function fluidPath(namespace: string, plural: string): string {
  return `/apis/${FLUID}/namespaces/${namespace}/${plural}`;
}

export function alluxio(name: string, spec: object = { replicas: 1 }, labels: object = {}): Body {
  return { apiVersion: FLUID, kind: 'AlluxioRuntime', metadata: { name, labels }, spec };
}

export function fluidObject(kind: string, name: string, spec: object = {}): Body {
  return { apiVersion: FLUID, kind, metadata: { name }, spec };
}

export function leasePath(namespace: string): string {
  return `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
}

export function lease(name: string, renewTime: string): Body {
  const spec = { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec };
}

export function slicePath(namespace: string): string {
  return `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
}

export function slice(name: string, address: string): Body {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: 'web', port: 20001 }],
  };
}

export function podPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

export function pod(name: string, spec: object = {}): Body {
  const containers = [{ name: 'main', image: 'image' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } };
}

export function setPath(namespace: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/statefulsets`;
}

export function statefulSet(name: string, spec: object = {}): Body {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'main', image: 'image' }] },
  };
  const own = { serviceName: name, selector: { matchLabels: { app: name } }, template };
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name }, spec: { ...own, ...spec } };
}
