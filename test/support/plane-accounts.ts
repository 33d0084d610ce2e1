import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { untilAllowed } from './plane-access.ts';
import { applyManifests, type Manifest, type Manifests, readManifests } from './plane-objects.ts';
import { type AdminRequest, succeeded } from './plane-request.ts';

/** Writes a kubeconfig with one cluster, one user and one context; only its owner can read it. */
export function writeKubeconfig(
  path: string,
  cluster: { server: string; ca: string; namespace?: string },
  user: Readonly<Record<string, string>>,
): string {
  const { server, ca, namespace } = cluster;
  const context = { cluster: 'test', user: 'test', ...(namespace === undefined ? {} : { namespace }) };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': ca } }],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context }],
    'current-context': 'test',
  };
  writeFileSync(path, stringify(config));
  chmodSync(path, 0o600);
  return path;
}

/**
 * What an account may do: YAML of Roles and ClusterRoles as they would be shipped (other kinds in it are passed over), or of a
 * bare `rules` list.
 */
export type Rules = Manifests;

interface Role extends Manifest {
  readonly rules: unknown;
}

function rolesIn(rules: Rules): readonly Role[] {
  if (typeof rules === 'string') {
    const [only, ...others] = readManifests(rules) as readonly unknown[];
    const bare = Array.isArray(only) ? only : (only as { rules?: unknown; kind?: string })?.rules;
    const isBare = others.length === 0 && bare !== undefined && !(only as { kind?: string }).kind;
    if (isBare) {
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      return [{ apiVersion, kind: 'Role', metadata: { name: 'rules' }, rules: bare }];
    }
  }
  const roles = readManifests(rules).filter(
    ({ kind }) => kind === 'Role' || kind === 'ClusterRole',
  ) as Role[];
  if (roles.length === 0) throw new Error('neither a Role nor a ClusterRole nor a list of rules was given');
  return roles;
}

function bound(role: Role, namespace: string, account: string): readonly Manifest[] {
  const { apiVersion, kind } = role;
  const name = `${namespace}-${account}-${role.metadata.name}`; // cluster-wide names must not meet those of another test
  const metadata = kind === 'Role' ? { name, namespace } : { name };
  return [
    { apiVersion, kind, metadata, rules: role.rules },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ];
}

/** Makes a ServiceAccount that may do what `rules` say and nothing else, and a kubeconfig with a token of its own (one hour). */
export async function serviceAccountKubeconfig(
  request: AdminRequest,
  { url, folder }: { url: string; folder: string },
  { namespace, name, rules }: { namespace: string; name: string; rules?: Rules | undefined },
): Promise<string> {
  const roles = rules === undefined ? [] : rolesIn(rules);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
  await applyManifests(
    request,
    [account, ...roles.flatMap((role) => bound(role, namespace, name))],
    namespace,
  );
  for (const role of roles) {
    const scope = role.kind === 'Role' ? namespace : undefined;
    await untilAllowed(request, `system:serviceaccount:${namespace}:${name}`, role.rules, scope);
  }
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const asked = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  };
  const got = succeeded<{ status: { token: string } }>(
    await request('POST', path, asked),
    `token of ${name}`,
  );
  const file = join(folder, `${namespace}-${name}.kubeconfig`);
  return writeKubeconfig(
    file,
    { server: url, ca: join(folder, 'certificates/ca.crt'), namespace },
    { token: got.status.token },
  );
}
