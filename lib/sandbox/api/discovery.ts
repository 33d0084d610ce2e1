import { isObject, type JsonObject } from './json.ts';
import { apiVersionOf, type Kind, kinds } from './kinds.ts';
import { openApi } from './openapi.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const PART = ['get', 'patch', 'update'];

function resources(kind: Kind): JsonObject[] {
  const { plural, singular, namespaced, kind: name, shortNames, categories } = kind;
  const own: JsonObject = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: name,
    verbs: VERBS,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
  const found = [own];
  if (kind.status)
    found.push({ name: `${plural}/status`, singularName: '', namespaced, kind: name, verbs: PART });
  if (kind.kind === 'Pod')
    found.push({
      name: 'pods/exec',
      singularName: '',
      namespaced,
      kind: 'PodExecOptions',
      verbs: ['create', 'get'],
    });
  if (kind.scale) {
    const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
    found.push({ name: `${plural}/scale`, singularName: '', namespaced, ...scale, verbs: PART });
  }
  return found;
}

function groupOf(kind: Kind): JsonObject {
  const version = { groupVersion: apiVersionOf(kind), version: kind.version };
  return { name: kind.group, versions: [version], preferredVersion: version };
}

const named = kinds.filter((kind) => kind.group !== '');
const groups = [...new Map(named.map((kind) => [kind.group, groupOf(kind)])).values()];

const VERSION = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.0+sandbox',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: '',
};

function resourceList(groupVersion: string): JsonObject | null {
  const found = kinds.filter((kind) => apiVersionOf(kind) === groupVersion);
  if (found.length === 0) return null;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: found.flatMap(resources) };
}

/** The document or text at a path that is about the server itself, or null when the path is about objects or nothing. */
export function discover(path: string): JsonObject | string | null {
  const clean = path.length > 1 ? path.replace(/\/$/, '') : path;
  if (['/readyz', '/livez', '/healthz'].includes(clean)) return 'ok';
  if (clean === '/version') return VERSION;
  if (clean.startsWith('/openapi/v3')) return openApi(clean);
  if (clean === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (clean === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  if (clean === '/api/v1') return resourceList('v1');
  const parts = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(clean);
  if (!parts) return null;
  if (parts[2] !== undefined) return resourceList(`${parts[1]}/${parts[2]}`);
  const group = groups.find((g) => isObject(g) && g.name === parts[1]);
  return group ? { kind: 'APIGroup', apiVersion: 'v1', ...group } : null;
}
