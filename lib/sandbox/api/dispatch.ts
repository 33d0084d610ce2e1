import type { Call } from './call.ts';
import { badRequest, notAllowed } from './failure.ts';
import type { JsonObject, Stored } from './json.ts';
import { list, listOf } from './list.ts';
import { patch } from './patch.ts';
import { remove, removeAll } from './remove.ts';
import { patchScale, readScale, replaceScale } from './scale.ts';
import { tableOf } from './table.ts';
import { create, decode, existing, update } from './write.ts';

/** What is answered: the code and the object. */
export interface Answer {
  readonly code: number;
  readonly body: JsonObject;
}

function ok(body: JsonObject): Answer {
  return { code: 200, body };
}

function removed(call: Call, body: unknown): Answer {
  const { object, gone } = remove(call, body);
  if (!gone || call.kind.kind === 'Pod') return ok(object);
  const group = call.kind.group === '' ? {} : { group: call.kind.group };
  const details = { name: object.metadata.name, ...group, kind: call.kind.plural, uid: object.metadata.uid };
  return ok({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

function onScale(method: string, call: Call, mediaType: string, body: unknown): Answer {
  if (method === 'GET') return ok(readScale(call));
  if (method === 'PUT') return ok(replaceScale(call, body));
  if (method === 'PATCH') return ok(patchScale(call, mediaType, body));
  throw notAllowed(call.kind, method === 'DELETE' ? 'delete' : 'create');
}

/** One object as the client wants to see it. */
function shown(call: Call, object: Stored): JsonObject {
  if (!call.asTable) return object;
  const { resourceVersion } = object.metadata;
  return tableOf(call.kind, [object], { resourceVersion }, Date.parse(call.time));
}

function listed(call: Call): JsonObject {
  const { objects, metadata } = list(call);
  if (call.asTable) return tableOf(call.kind, objects, metadata, Date.parse(call.time));
  return listOf(call.kind, objects, metadata);
}

function onObject(method: string, call: Call, mediaType: string, body: unknown): Answer {
  if (method === 'GET') return ok(shown(call, existing(call)));
  if (method === 'PUT') return ok(update(call, decode(call.kind, body), 'put'));
  if (method === 'PATCH') return ok(patch(call, mediaType, body));
  if (method === 'DELETE' && call.subresource === null) return removed(call, body);
  throw notAllowed(call.kind, method === 'DELETE' ? 'delete' : 'create');
}

function onCollection(method: string, call: Call, body: unknown): Answer {
  if (method === 'GET') return ok(listed(call));
  if (method === 'POST') return { code: 201, body: create(call, body) };
  if (method === 'DELETE') {
    const metadata = { resourceVersion: String(call.store.revision()) };
    return ok(listOf(call.kind, removeAll(call, body), metadata));
  }
  throw badRequest('name must be provided');
}

/** Answers every request but a watch. @throws ApiFailure when it is refused */
export function dispatch(method: string, call: Call, mediaType: string, body: unknown): Answer {
  if (call.name === null) return onCollection(method, call, body);
  if (call.subresource === 'scale') return onScale(method, call, mediaType, body);
  return onObject(method, call, mediaType, body);
}
