import type { JsonObject } from './json.ts';
import { apiVersionOf, type Kind, kinds } from './kinds.ts';

/**
 * Just enough of OpenAPI v3 for kubectl to leave the checking of objects to the server: it looks for the query parameter
 * `fieldValidation` on the PATCH of a kind and, finding it, sends what it has. There are no schemas here,
 * only that each kind exists: what `kubectl explain` needs to say so.
 */
function pathsOf(kind: Kind): JsonObject {
  const { group, version, kind: name } = kind;
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const place = kind.namespaced ? `${base}/namespaces/{namespace}/${kind.plural}` : `${base}/${kind.plural}`;
  const parameters = [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }];
  const about = { 'x-kubernetes-group-version-kind': { group, version, kind: name } };
  const responses = { 200: { description: 'OK' } };
  return { [`${place}/{name}`]: { patch: { parameters, responses, ...about } } };
}

function schemaOf({ group, version, kind }: Kind): JsonObject {
  const description =
    'The sandbox keeps no schema of it: see its CustomResourceDefinition or the documentation of Kubernetes.';
  const about = { 'x-kubernetes-group-version-kind': [{ group, version, kind }] };
  return { [`${group || 'core'}.${version}.${kind}`]: { type: 'object', description, ...about } };
}

function folder(kind: Kind): string {
  return kind.group === '' ? `api/${kind.version}` : `apis/${apiVersionOf(kind)}`;
}

const folders = [...new Set(kinds.map(folder))];

/** The document at a path below `/openapi/v3`, or null. */
export function openApi(path: string): JsonObject | null {
  if (path === '/openapi/v3') {
    const entries = folders.map((name) => [name, { serverRelativeURL: `/openapi/v3/${name}` }]);
    return { paths: Object.fromEntries(entries) };
  }
  const name = path.startsWith('/openapi/v3/') ? path.slice('/openapi/v3/'.length) : '';
  if (!folders.includes(name)) return null;
  const here = kinds.filter((kind) => folder(kind) === name);
  const paths = Object.assign({}, ...here.map(pathsOf));
  const schemas = Object.assign({}, ...here.map(schemaOf));
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'sandbox' },
    paths,
    components: { schemas },
  };
}
