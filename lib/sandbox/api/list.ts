import type { Call } from './call.ts';
import { ApiFailure, badRequest, expired, fromTheFuture, invalidOptions } from './failure.ts';
import { type JsonObject, objectAt, type Stored } from './json.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import { selection } from './selectors.ts';

/** Where the next page begins, and of which moment it is a page. */
interface Continuation {
  readonly revision: number;
  readonly after: string;
}

function keyOf(object: Stored): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function encode({ revision, after }: Continuation): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })).toString(
    'base64url',
  );
}

function decode(token: string): Continuation {
  try {
    const parsed = objectAt(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
    const [revision, after] = [parsed.rv, parsed.start];
    if (typeof revision === 'number' && typeof after === 'string') return { revision, after };
  } catch {
    // Not even JSON: refused below like any other token that is not ours.
  }
  throw badRequest('invalid continue token: continue key is not valid');
}

/** @throws ApiFailure 400 when it is not a whole number */
export function revisionOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const why = `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw badRequest(`invalid resource version: resourceVersion: ${why}`);
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit') ?? '0';
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** A built-in's items do not say their kind, a custom resource's do: as on the real server. */
function item(kind: Kind, object: Stored): JsonObject {
  if (kind.custom) return object;
  const { apiVersion, kind: name, ...rest } = object;
  return rest;
}

export function listOf(kind: Kind, objects: readonly Stored[], metadata: JsonObject): JsonObject {
  const items = objects.map((object) => item(kind, object));
  return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items };
}

const TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.';

function page(call: Call, from: Continuation): Stored[] {
  try {
    return call.store.listAt(call.kind, call.namespace, from.revision);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 410) throw expired(TOO_OLD);
    throw error;
  }
}

/** Which moment is asked for: now, unless `resourceVersionMatch=Exact`. */
function momentOf(call: Call): number {
  const [version, match] = [call.query.get('resourceVersion') ?? '', call.query.get('resourceVersionMatch')];
  if (version === '' && match !== null) {
    const message = 'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided';
    throw invalidOptions('ListOptions', {
      reason: 'FieldValueForbidden',
      message,
      field: 'resourceVersionMatch',
    });
  }
  const current = call.store.revision();
  if (version === '') return current;
  const wanted = revisionOf(version);
  if (wanted > current) throw fromTheFuture(wanted, current);
  return match === 'Exact' ? wanted : current;
}

/** One page: the objects and the metadata of the list. */
export interface Page {
  readonly objects: readonly Stored[];
  readonly metadata: JsonObject;
}

/**
 * GET of a collection, in pages when `limit` says so. All pages are of the moment of the first.
 * @throws ApiFailure 410 when that moment is forgotten
 */
export function list(call: Call): Page {
  const limit = limitOf(call.query);
  const token = call.query.get('continue') ?? '';
  const from: Continuation = token === '' ? { revision: momentOf(call), after: '' } : decode(token);
  const matches = selection(call.kind, call.query);
  const rest = page(call, from).filter((object) => keyOf(object) > from.after);
  const wanted = matches ? rest.filter(matches) : rest;
  const shown = limit > 0 ? wanted.slice(0, limit) : wanted;
  const more = wanted.length - shown.length;
  const last = shown.at(-1);
  const metadata = {
    resourceVersion: String(from.revision),
    ...(more > 0 && last ? { continue: encode({ ...from, after: keyOf(last) }) } : {}),
    ...(more > 0 && !matches ? { remainingItemCount: more } : {}),
  };
  return { objects: shown, metadata };
}
