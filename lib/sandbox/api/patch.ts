import type { Call } from './call.ts';
import { badRequest, unsupportedMedia } from './failure.ts';
import type { Stored } from './json.ts';
import { isObject, type JsonObject } from './json.ts';
import { jsonPatch } from './json-patch.ts';
import { isPlain, mergePatch } from './merge-patch.ts';
import { existing, update } from './write.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';

/**
 * The document with the patch applied, by the patch's media type.
 * A strategic merge patch is taken only where it means the same as a plain one.
 * @throws ApiFailure 415 for a type not served, 422 without causes for a JSON Patch that fails
 */
export function patched(call: Call, document: JsonObject, mediaType: string, patch: unknown): JsonObject {
  const type = (mediaType.split(';')[0] as string).trim();
  const result = outcome(call, document, type, patch);
  if (!isObject(result)) throw badRequest('the patch does not leave an object');
  return result;
}

function outcome(call: Call, document: JsonObject, type: string, patch: unknown): unknown {
  if (type === JSON_PATCH) {
    if (!Array.isArray(patch)) throw badRequest('error decoding patch: a JSON Patch is a list of operations');
    return jsonPatch(document, patch);
  }
  if (type === MERGE_PATCH) return mergePatch(document, patch);
  if (type === STRATEGIC && !call.kind.custom && isPlain(patch)) return mergePatch(document, patch);
  throw unsupportedMedia([JSON_PATCH, MERGE_PATCH]);
}

/** PATCH of the object or its `/status`. */
export function patch(call: Call, mediaType: string, body: unknown): Stored {
  return update(call, patched(call, existing(call), mediaType, body), 'patch');
}
