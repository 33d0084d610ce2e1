import { clone, isObject, type JsonObject } from './json.ts';

/** RFC 7386: null removes, objects merge, all else replaces. The document is left as it is. */
export function mergePatch(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return clone(patch);
  const result: JsonObject = isObject(document) ? { ...document } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field];
    else result[field] = mergePatch(result[field], value);
  }
  return result;
}

/** True when a strategic merge patch means the same as a plain one: no lists (their merge keys are the kind's) and no directives. */
export function isPlain(patch: unknown): boolean {
  if (Array.isArray(patch)) return false;
  if (!isObject(patch)) return true;
  return Object.entries(patch).every(([field, value]) => !field.startsWith('$') && isPlain(value));
}
