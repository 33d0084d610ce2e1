/** What a daemon may have to do on a cluster, and which of it an account may not. */
import type { KubeClient } from '../kube/client.ts';
import { describeError } from '../kube/errors.ts';
import type { Watched } from '../kube/watched.ts';
import type { Allowance } from '../model/allowance.ts';
import { kindOf } from '../runtimes/kinds.ts';
import { AUTOSCALERS } from '../spec/crd/crd.ts';
import { type Placed, strongRights } from './strong-rights.ts';

export interface Right {
  readonly verb: string;
  /** Empty for core. */
  readonly group: string;
  /** With its subresource: `alluxioruntimes/scale`. */
  readonly resource: string;
  /** Null: in all namespaces. */
  readonly namespace: string | null;
  /** Null: of any name. */
  readonly name: string | null;
  /** What does not work without it. */
  readonly without: string;
}

export interface RightsOptions {
  /** Every kind that is watched on this cluster. */
  readonly watched: readonly Watched[];
  /** The namespace that is looked after; null: all. */
  readonly namespace: string | null;
  /** Where the daemon keeps its Lease and its ConfigMaps. */
  readonly own: string;
  readonly dryRun: boolean;
  /** What it would be started with beyond the default. */
  readonly allowed: ReadonlySet<Allowance>;
  /** Datasets with policies, as far as they are seen: what is off by default is asked for where they are. */
  readonly placed: readonly Placed[];
  readonly policiesFromCluster: boolean;
}

/** Everything `run` calls, as it would be started; a test holds the list to the Roles that are shipped. */
export function neededRights(options: RightsOptions): readonly Right[] {
  const { watched, dryRun } = options;
  const kinds = new Map(watched.map((each) => [`${each.resource.group}/${each.resource.plural}`, each]));
  const seen = [...kinds.values()].flatMap(({ resource: { group, plural, kind }, needed }) => {
    const without = {
      all: 'nothing is decided',
      own: `nothing is decided on what has a ${kind}`,
      none: `nothing shrinks, as ${kind} cannot be seen`,
    };
    return ofEach(['list', 'watch'], group, plural, options.namespace, without[needed]);
  });
  const strong = strongRights(options.placed, options.allowed, dryRun);
  return [...seen, ...(dryRun ? [] : written(options)), ...strong, ...policyRights(options)];
}

function written({ watched, namespace, own }: RightsOptions): readonly Right[] {
  const scaled = watched.filter(
    ({ role, resource }) => role === 'runtime' && kindOf(resource.kind).writes === 'scale',
  );
  const lease = { group: 'coordination.k8s.io', resource: 'leases', namespace: own };
  const leads = 'the daemon never leads, so it changes nothing';
  return [
    ...scaled.flatMap(({ resource: { group, plural, kind } }) =>
      ofEach(['patch'], group, `${plural}/scale`, namespace, `no ${kind} is scaled`),
    ),
    ...ofEach(['create', 'patch'], 'events.k8s.io', 'events', namespace, 'no Events on Datasets'),
    ...ofEach(
      ['get', 'create', 'update'],
      '',
      'configmaps',
      own,
      'nothing is changed, unless run has --no-memory',
    ),
    { ...lease, verb: 'create', name: null, without: leads },
    ...['get', 'update'].map((verb) => ({ ...lease, verb, name: 'fluid-autoscaler', without: leads })),
  ];
}

function policyRights({ policiesFromCluster, namespace, dryRun }: RightsOptions): readonly Right[] {
  if (!policiesFromCluster) return [];
  const { group, plural } = AUTOSCALERS;
  return [
    ...ofEach(['list', 'watch'], group, plural, namespace, 'policies of the cluster are not followed'),
    ...(dryRun
      ? []
      : ofEach(['patch'], group, `${plural}/status`, namespace, 'DatasetAutoscalers have no status')),
  ];
}

function ofEach(
  verbs: readonly string[],
  group: string,
  resource: string,
  namespace: string | null,
  without: string,
): readonly Right[] {
  return verbs.map((verb) => ({ verb, group, resource, namespace, name: null, without }));
}

/** `patch alluxioruntimes/scale.data.fluid.io in namespace default`, as `kubectl auth can-i` has it. */
export function rightText({ verb, group, resource, namespace, name }: Right): string {
  const [plural, subresource] = resource.split('/');
  const what = `${plural}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  const where = namespace === null ? 'in all namespaces' : `in namespace ${namespace}`;
  return `${verb} ${what}${name === null ? '' : ` ${name}`} ${where}`;
}

/** What was found of rights. */
export interface Reviewed {
  readonly missing: readonly Right[];
  /** Why some could not be asked for, or null. */
  readonly unknown: string | null;
}

interface Review {
  readonly status?: { readonly allowed?: unknown };
}

/** Asks the API server what the account of this connection may do (SelfSubjectAccessReview, which stores nothing). */
export async function reviewRights(client: KubeClient, rights: readonly Right[]): Promise<Reviewed> {
  let unknown: string | null = null;
  const ask = async (right: Right): Promise<boolean> => {
    const [resource, subresource] = right.resource.split('/');
    const { verb, group, namespace, name } = right;
    const asked = { verb, group, resource, subresource, namespace: namespace ?? '', name: name ?? '' };
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: asked },
    };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    try {
      const { status } = await client.request<Review>({ method: 'POST', path, body });
      return status?.allowed === true;
    } catch (error) {
      unknown = describeError(error);
      return true;
    }
  };
  const allowed = await Promise.all(rights.map(ask));
  return { missing: rights.filter((_, i) => !allowed[i]), unknown };
}
