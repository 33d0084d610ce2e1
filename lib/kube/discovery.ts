import type { KubeClient, Resource } from './client.ts';
import { ApiError, describeError } from './errors.ts';

/** A kind the cluster serves. */
export interface ServedResource extends Resource {
  readonly kind: string;
  readonly namespaced: boolean;
  /** Whether it has `/scale`. Only this list tells: a 404 on `/scale` looks like a missing object. */
  readonly scale: boolean;
}

/** What one look found. A group the cluster does not have is simply absent. */
export interface Discovery {
  /** Every namespaced kind of `data.fluid.io/v1alpha1` whose plural ends with `runtimes`, by kind. */
  readonly runtimes: readonly ServedResource[];
  readonly dataset: ServedResource | null;
  /** DataLoad, DataMigrate, DataBackup, DataProcess: those that are served. */
  readonly operations: readonly ServedResource[];
  /** HorizontalPodAutoscaler, ScaledObject, CronHorizontalPodAutoscaler: those that are served. */
  readonly owners: readonly ServedResource[];
  readonly statefulSets: ServedResource | null;
  /** Sets of the workers of kinds that are newer than Fluid v1.0.8; null where they are not served. */
  readonly advancedStatefulSets: ServedResource | null;
  readonly pods: ServedResource | null;
  readonly endpointSlices: ServedResource | null;
  readonly leases: ServedResource | null;
  /** Groups that could not be asked (no answer, 403, 5xx, ...): nothing is known of their kinds. */
  readonly failures: readonly { readonly groupVersion: string; readonly why: string }[];
}

export const fluidGroup = { group: 'data.fluid.io', version: 'v1alpha1' };

const operationPlurals = ['dataloads', 'datamigrates', 'databackups', 'dataprocesses'];

/** Fluid's own kind of StatefulSet. */
export const fluidWorkloads = { group: 'workload.fluid.io', version: 'v1alpha1' };

/** Kinds that scale something else, by group. */
const ownerPlurals: Readonly<Record<string, string>> = {
  'autoscaling/v2': 'horizontalpodautoscalers',
  'keda.sh/v1alpha1': 'scaledobjects',
  'autoscaling.alibabacloud.com/v1beta1': 'cronhorizontalpodautoscalers',
};

const groupVersions = [
  'v1',
  'apps/v1',
  'discovery.k8s.io/v1',
  'coordination.k8s.io/v1',
  `${fluidGroup.group}/${fluidGroup.version}`,
  `${fluidWorkloads.group}/${fluidWorkloads.version}`,
  ...Object.keys(ownerPlurals),
];

interface ResourceList {
  readonly resources?: readonly {
    readonly name?: unknown;
    readonly kind?: unknown;
    readonly namespaced?: unknown;
    readonly verbs?: unknown;
  }[];
}

type Found = ReadonlyMap<string, ServedResource>;

/** `apps/v1` → group `apps`, version `v1`; `v1` → core, whose group is empty. */
export function splitGroupVersion(groupVersion: string): { group: string; version: string } {
  const slash = groupVersion.indexOf('/');
  if (slash === -1) return { group: '', version: groupVersion };
  return { group: groupVersion.slice(0, slash), version: groupVersion.slice(slash + 1) };
}

function readResources(groupVersion: string, list: ResourceList | null): Found {
  const found = new Map<string, ServedResource>();
  if (!Array.isArray(list?.resources)) return found;
  const names = new Set(list.resources.map(({ name }) => name));
  for (const { name, kind, namespaced } of list.resources) {
    if (typeof name !== 'string' || typeof kind !== 'string' || name.includes('/')) continue;
    const parts = splitGroupVersion(groupVersion);
    const scale = names.has(`${name}/scale`);
    found.set(name, { ...parts, plural: name, kind, namespaced: namespaced === true, scale });
  }
  return found;
}

async function ask(
  client: KubeClient,
  groupVersion: string,
  signal: AbortSignal | undefined,
): Promise<Found | string> {
  const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
  try {
    return readResources(
      groupVersion,
      await client.request<ResourceList | null>({ method: 'GET', path, signal }),
    );
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return new Map();
    return describeError(error);
  }
}

/**
 * Asks which of the kinds we care about the cluster serves: one small read per group, all at once.
 * Never throws for what one group answers: see {@link Discovery.failures}.
 */
export async function discover(client: KubeClient, signal?: AbortSignal): Promise<Discovery> {
  const answers = await Promise.all(
    groupVersions.map(async (groupVersion) => ({
      groupVersion,
      found: await ask(client, groupVersion, signal),
    })),
  );
  const failures = answers.flatMap(({ groupVersion, found }) =>
    typeof found === 'string' ? [{ groupVersion, why: found }] : [],
  );
  const group = (groupVersion: string): Found => {
    const found = answers.find((answer) => answer.groupVersion === groupVersion)?.found;
    return found === undefined || typeof found === 'string' ? new Map() : found;
  };
  const pick = (groupVersion: string, plural: string) => group(groupVersion).get(plural) ?? null;
  const fluid = group(`${fluidGroup.group}/${fluidGroup.version}`);
  const served = (resource: ServedResource | null | undefined) => (resource ? [resource] : []);
  return {
    runtimes: [...fluid.values()]
      .filter(({ plural, namespaced }) => namespaced && plural.endsWith('runtimes'))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    dataset: fluid.get('datasets') ?? null,
    operations: operationPlurals.flatMap((plural) => served(fluid.get(plural))),
    owners: Object.entries(ownerPlurals).flatMap(([groupVersion, plural]) =>
      served(pick(groupVersion, plural)),
    ),
    statefulSets: pick('apps/v1', 'statefulsets'),
    advancedStatefulSets: pick(`${fluidWorkloads.group}/${fluidWorkloads.version}`, 'advancedstatefulsets'),
    pods: pick('v1', 'pods'),
    endpointSlices: pick('discovery.k8s.io/v1', 'endpointslices'),
    leases: pick('coordination.k8s.io/v1', 'leases'),
    failures,
  };
}
