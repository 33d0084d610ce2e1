import { at } from './json.ts';

/** What the server must know of a kind it serves. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** A custom resource: items of a list name their kind, maps are tracked in managedFields, no strategic merge patch. */
  readonly custom: boolean;
  /** `/status` is an endpoint of its own. */
  readonly status: boolean;
  /** `/scale` exists. */
  readonly scale: boolean;
  /** Where `scale.status.replicas` and `.selector` come from; the selector of a built-in is its own. */
  readonly scaled: { readonly replicas: string; readonly selector: string | null };
  /** Has `metadata.generation`. */
  readonly generation: boolean;
  /** A PUT without a resourceVersion is accepted. */
  readonly unconditional: boolean;
  /** Fields a status must hold to be stored. */
  readonly requiredStatus: readonly string[];
  /** Fields whose time must have exactly six digits of fraction. */
  readonly microTimes: readonly string[];
  /** Fields that a field selector may name. */
  readonly selectable: readonly string[];
}

const NO_SCALE = { replicas: '', selector: null };
const BASE = {
  shortNames: [],
  categories: [],
  namespaced: true,
  custom: false,
  status: true,
  scale: false,
  scaled: NO_SCALE,
  generation: false,
  unconditional: true,
  requiredStatus: [],
  microTimes: [],
  selectable: ['metadata.name', 'metadata.namespace'],
} satisfies Partial<Kind>;

type Own = Pick<Kind, 'group' | 'version' | 'plural' | 'kind'> & Partial<Kind>;

function kind(own: Own): Kind {
  return { ...BASE, singular: own.kind.toLowerCase(), ...own };
}

/** Every counter that Fluid's schema requires in a runtime's status (config/crd of Fluid v1.0.8, `required`). */
const RUNTIME_STATUS = [
  'currentFuseNumberScheduled',
  'currentMasterNumberScheduled',
  'currentWorkerNumberScheduled',
  'desiredFuseNumberScheduled',
  'desiredMasterNumberScheduled',
  'desiredWorkerNumberScheduled',
  'fuseNumberReady',
  'fusePhase',
  'masterNumberReady',
  'masterPhase',
  'valueFile',
  'workerNumberReady',
  'workerPhase',
];

function fluid(plural: string, name: string, own: Partial<Kind> = {}): Kind {
  return kind({
    group: 'data.fluid.io',
    version: 'v1alpha1',
    plural,
    kind: name,
    categories: ['fluid'],
    custom: true,
    generation: true,
    unconditional: false,
    ...own,
  });
}

function runtime(plural: string, name: string, selector: string | null, short: string): Kind {
  return fluid(plural, name, {
    shortNames: [short],
    scale: true,
    scaled: { replicas: 'currentWorkerNumberScheduled', selector },
    requiredStatus: RUNTIME_STATUS,
  });
}

const OPERATION_STATUS = ['conditions', 'duration', 'phase'];
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
  fluid('datasets', 'Dataset', { shortNames: ['dataset'], requiredStatus: ['conditions'] }),
  runtime('alluxioruntimes', 'AlluxioRuntime', 'selector', 'alluxio'),
  runtime('jindoruntimes', 'JindoRuntime', null, 'jindo'),
  runtime('juicefsruntimes', 'JuiceFSRuntime', 'selector', 'juicefs'),
  fluid('thinruntimes', 'ThinRuntime', { categories: [], requiredStatus: RUNTIME_STATUS }),
  fluid('dataloads', 'DataLoad', { shortNames: ['load'], requiredStatus: OPERATION_STATUS }),
  fluid('datamigrates', 'DataMigrate', { shortNames: ['migrate'], requiredStatus: OPERATION_STATUS }),
  fluid('databackups', 'DataBackup', { shortNames: ['backup'], requiredStatus: OPERATION_STATUS }),
  fluid('dataprocesses', 'DataProcess', { categories: [], requiredStatus: OPERATION_STATUS }),
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
