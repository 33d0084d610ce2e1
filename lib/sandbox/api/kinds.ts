import { fluidKinds } from './fluid-kinds.ts';
import { at } from './json.ts';
import { BASE, type Kind, kind } from './kind.ts';

export type { Kind } from './kind.ts';

const events = [
  'involvedObject.kind',
  'involvedObject.name',
  'involvedObject.namespace',
  'involvedObject.uid',
  'reason',
  'type',
];

/** Every kind the sandbox serves. A kind that is not here answers as on a cluster that does not have it. */
export const kinds: readonly Kind[] = [
  kind({
    group: '',
    version: 'v1',
    plural: 'configmaps',
    kind: 'ConfigMap',
    shortNames: ['cm'],
    status: false,
  }),
  kind({
    group: '',
    version: 'v1',
    plural: 'events',
    kind: 'Event',
    shortNames: ['ev'],
    status: false,
    microTimes: ['eventTime'],
    selectable: [...BASE.selectable, ...events],
  }),
  kind({
    group: '',
    version: 'v1',
    plural: 'namespaces',
    kind: 'Namespace',
    shortNames: ['ns'],
    namespaced: false,
  }),
  kind({
    group: '',
    version: 'v1',
    plural: 'pods',
    kind: 'Pod',
    shortNames: ['po'],
    categories: ['all'],
    generation: true,
    selectable: [...BASE.selectable, 'spec.nodeName', 'status.phase', 'status.podIP'],
  }),
  kind({
    group: '',
    version: 'v1',
    plural: 'services',
    kind: 'Service',
    shortNames: ['svc'],
    categories: ['all'],
  }),
  kind({
    group: 'apps',
    version: 'v1',
    plural: 'statefulsets',
    kind: 'StatefulSet',
    shortNames: ['sts'],
    categories: ['all'],
    scale: true,
    scaled: { replicas: 'replicas', selector: null },
    generation: true,
  }),
  kind({
    group: 'autoscaling',
    version: 'v2',
    plural: 'horizontalpodautoscalers',
    kind: 'HorizontalPodAutoscaler',
    shortNames: ['hpa'],
    categories: ['all'],
  }),
  kind({
    group: 'coordination.k8s.io',
    version: 'v1',
    plural: 'leases',
    kind: 'Lease',
    status: false,
    unconditional: false,
    microTimes: ['spec.renewTime', 'spec.acquireTime'],
  }),
  kind({
    group: 'discovery.k8s.io',
    version: 'v1',
    plural: 'endpointslices',
    kind: 'EndpointSlice',
    status: false,
    generation: true,
  }),
  ...fluidKinds,
];

export function apiVersionOf(kind: Kind): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

export function kindOf(group: string, version: string, plural: string): Kind | null {
  return kinds.find((k) => k.group === group && k.version === version && k.plural === plural) ?? null;
}

/** The kind by its name (`Pod`, `AlluxioRuntime`); for code inside the sandbox that knows it is served. */
export function kindNamed(name: string): Kind {
  const found = kinds.find((k) => k.kind === name);
  if (!found)
    throw new Error(`the sandbox does not serve the kind ${name}: add it to lib/sandbox/api/kinds.ts`);
  return found;
}

/** The number behind `scale.status.replicas`: 0 while nobody has written it. */
export function scaledReplicas(kind: Kind, object: unknown): number {
  const found = at(object, 'status', kind.scaled.replicas);
  return typeof found === 'number' ? found : 0;
}
