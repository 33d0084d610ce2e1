import { patchRefused } from './failure.ts';
import { clone, isObject, same } from './json.ts';

/**
 * RFC 6902 with the habits of the library the API server uses (evanphx/json-patch v4), as measured:
 * `test` with null holds for a missing field, `replace` of a missing field sets it, `remove` of one fails.
 * Whatever fails is the same 422 without a cause.
 */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value: unknown;
}

function operation(raw: unknown): Operation {
  if (!isObject(raw) || typeof raw.op !== 'string' || typeof raw.path !== 'string') throw patchRefused();
  const from = typeof raw.from === 'string' ? { from: raw.from } : {};
  return { op: raw.op, path: raw.path, ...from, value: raw.value ?? null };
}

function fields(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw patchRefused();
  return pointer
    .slice(1)
    .split('/')
    .map((field) => field.replaceAll('~1', '/').replaceAll('~0', '~'));
}

interface Place {
  readonly holder: { [field: string]: unknown } | unknown[];
  readonly field: string;
}

function place(document: unknown, pointer: string): Place {
  const path = fields(pointer);
  const field = path.pop();
  if (field === undefined) throw patchRefused();
  let here = document;
  for (const step of path) here = Array.isArray(here) ? here[index(here, step, false)] : read(here, step);
  if (!isObject(here) && !Array.isArray(here)) throw patchRefused();
  return { holder: here, field };
}

function read(value: unknown, field: string): unknown {
  if (!isObject(value) || !Object.hasOwn(value, field)) throw patchRefused();
  return value[field];
}

function index(array: readonly unknown[], field: string, adding: boolean): number {
  if (adding && field === '-') return array.length;
  const at = /^\d+$/.test(field) ? Number(field) : -1;
  if (at < 0 || at > (adding ? array.length : array.length - 1)) throw patchRefused();
  return at;
}

function found({ holder, field }: Place): unknown {
  return Array.isArray(holder) ? holder[index(holder, field, false)] : (holder[field] ?? null);
}

function add({ holder, field }: Place, value: unknown): void {
  if (Array.isArray(holder)) holder.splice(index(holder, field, true), 0, value);
  else holder[field] = value;
}

function replace({ holder, field }: Place, value: unknown): void {
  if (Array.isArray(holder)) holder[index(holder, field, false)] = value;
  else holder[field] = value;
}

function remove({ holder, field }: Place): void {
  if (Array.isArray(holder)) holder.splice(index(holder, field, false), 1);
  else if (Object.hasOwn(holder, field)) delete holder[field];
  else throw patchRefused();
}

function apply(document: unknown, { op, path, from, value }: Operation): void {
  const here = place(document, path);
  if (op === 'test') {
    if (!same(found(here), value)) throw patchRefused();
  } else if (op === 'add') add(here, clone(value));
  else if (op === 'replace') replace(here, clone(value));
  else if (op === 'remove') remove(here);
  else if ((op === 'copy' || op === 'move') && from !== undefined) {
    const source = place(document, from);
    const moved = clone(found(source));
    if (op === 'move') remove(source);
    add(place(document, path), moved);
  } else throw patchRefused();
}

/**
 * @param document left as it is; the outcome is a new value
 * @throws ApiFailure 422 without causes when an operation is malformed or fails, a `test` included
 */
export function jsonPatch(document: unknown, patch: readonly unknown[]): unknown {
  const result = clone(document);
  for (const raw of patch) apply(result, operation(raw));
  return result;
}
