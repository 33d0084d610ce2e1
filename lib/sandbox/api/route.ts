import { type Kind, kindOf } from './kinds.ts';

/** What a path names. */
export interface Route {
  readonly kind: Kind;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly subresource: string | null;
}

/** @returns null when the server has nothing there: it answers with the plain text `404 page not found` */
export function route(path: string): Route | null {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return null;
  const [group, version] = core ? ['', parts[1]] : [parts[1], parts[2]];
  const rest = parts.slice(core ? 2 : 3);
  if (group === undefined || version === undefined || rest.length === 0) return null;
  const namespaced = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status';
  const [namespace, tail] = namespaced ? [rest[1] as string, rest.slice(2)] : [null, rest];
  const [plural, name, subresource, ...more] = tail;
  const kind = kindOf(group, version, plural ?? '');
  if (!kind || more.length > 0) return null;
  if (kind.namespaced ? namespace === null && name !== undefined : namespace !== null) return null;
  return { kind, namespace, name: name ?? null, subresource: subresource ?? null };
}
