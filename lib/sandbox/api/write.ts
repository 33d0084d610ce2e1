import { type Call, isDryRun, writerOf } from './call.ts';
import { defaults, defaultsOfNew } from './defaults.ts';
import { ApiFailure, alreadyExists, badRequest, conflict, invalid, notFound, otherUid } from './failure.ts';
import { isObject, type JsonObject, type Metadata, objectAt, type Stored, same } from './json.ts';
import { apiVersionOf, type Kind, kindNamed } from './kinds.ts';
import { managedByScale, managedFields } from './managed-fields.ts';
import { checkMicroTimes, checkName, checkObject } from './validate.ts';

/** The body as an object of the kind. @throws ApiFailure 400 when it is none */
export function decode(kind: Kind, body: unknown): JsonObject {
  const sort = `must be of type ${kind.kind}`;
  if (!isObject(body) || typeof body.kind !== 'string') {
    const text = JSON.stringify(body);
    throw badRequest(
      `the object provided is unrecognized (${sort}): Object 'Kind' is missing in '${text}' (${text})`,
    );
  }
  const expected = apiVersionOf(kind);
  if (body.apiVersion !== expected) {
    const found = String(body.apiVersion ?? '');
    throw badRequest(
      `the API version in the data (${found}) does not match the expected API version (${expected})`,
    );
  }
  if (body.kind === kind.kind) return body;
  throw badRequest(`the kind in the data (${body.kind}) does not match the expected kind (${kind.kind})`);
}

function sameNamespace(call: Call, metadata: JsonObject): void {
  const given = metadata.namespace ?? call.namespace ?? undefined;
  if (given === (call.namespace ?? undefined)) return;
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** Maps and lists that are empty are left out of the metadata. */
function trimmed(metadata: JsonObject): JsonObject {
  const empty = (value: unknown) => typeof value === 'object' && Object.keys(value ?? {}).length === 0;
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => !empty(value)));
}

function newName(call: Call, metadata: JsonObject): string {
  const base = metadata.generateName;
  const given = String(metadata.name ?? '');
  return given === '' && typeof base === 'string' && base !== '' ? `${base}${call.newSuffix()}` : given;
}

/** POST. @returns the object as stored, or as it would be for `dryRun=All` */
export function create(call: Call, body: unknown): Stored {
  const { kind, store, namespace } = call;
  const [dryRun, writer] = [isDryRun(call, 'CreateOptions'), writerOf(call, 'CreateOptions')];
  const sent = decode(kind, body);
  checkMicroTimes(kind, sent, false);
  const metadata = objectAt(sent, 'metadata');
  sameNamespace(call, metadata);
  if (metadata.resourceVersion) {
    throw new ApiFailure(500, null, 'resourceVersion should not be set on objects to be created');
  }
  const name = newName(call, metadata);
  if (kind.namespaced && store.get(kindNamed('Namespace'), null, namespace ?? '') === null) {
    throw notFound(kindNamed('Namespace'), namespace ?? '');
  }
  checkName(kind, name);
  if (store.get(kind, namespace, name) !== null) throw alreadyExists(kind, name);
  const { deletionTimestamp, deletionGracePeriodSeconds, ...given } = metadata;
  const complete: Metadata = {
    ...(trimmed(given) as Partial<Metadata>),
    name,
    ...(kind.namespaced && namespace !== null ? { namespace } : {}),
    uid: call.newUid(),
    resourceVersion: '',
    ...(kind.generation ? { generation: 1 } : {}),
    creationTimestamp: call.time,
  };
  const object = defaultsOfNew(kind, { ...sent, metadata: complete });
  checkObject(kind, name, object);
  const entries = managedFields(kind, null, object, { ...writer, subresource: null });
  const filled = objectAt(object, 'metadata') as Metadata;
  const stored = { ...object, metadata: { ...filled, managedFields: entries } } as Stored;
  if (!dryRun) return store.put(kind, stored);
  const { resourceVersion, ...wouldBe } = stored.metadata;
  return { ...stored, metadata: wouldBe as Metadata };
}

/** The object that the request is about. @throws ApiFailure 404 */
export function existing(call: Call): Stored {
  const name = call.name ?? '';
  const found = call.store.get(call.kind, call.namespace, name);
  if (found === null) throw notFound(call.kind, name);
  return found;
}

/** @throws ApiFailure 409 or 422 when the write does not fit what is there */
function precondition(call: Call, current: Stored, sent: JsonObject, how: 'put' | 'patch'): void {
  const { kind } = call;
  const { name, uid, resourceVersion } = current.metadata;
  if ((sent.name ?? name) !== name) {
    throw badRequest(`the name of the object (${sent.name}) does not match the name on the URL (${name})`);
  }
  const [givenUid, version] = [sent.uid ?? uid, sent.resourceVersion ?? ''];
  if (givenUid !== uid && how === 'put') throw otherUid(kind, name, String(givenUid), uid);
  if (version === '' && how === 'put' && !kind.unconditional) {
    const message = 'Invalid value: 0: must be specified for an update';
    throw invalid(kind, name, [{ reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' }]);
  }
  if (version !== '' && version !== resourceVersion) throw conflict(kind, name);
  if (givenUid === uid) return;
  const message = `Invalid value: ${JSON.stringify(givenUid)}: field is immutable`;
  throw invalid(kind, name, [{ reason: 'FieldValueInvalid', message, field: 'metadata.uid' }]);
}

/** Which half of `sent` this endpoint may write: the status, or all but the status. */
function merged(call: Call, current: Stored, sent: JsonObject): JsonObject {
  if (call.subresource === 'status') return { ...current, status: sent.status };
  if (!call.kind.status) return sent;
  const { status, ...rest } = sent;
  return current.status === undefined ? rest : { ...rest, status: current.status };
}

function finalizersOf(metadata: JsonObject): string[] {
  const found = metadata.finalizers;
  return Array.isArray(found) ? found : [];
}

function checkFinalizers(kind: Kind, current: Stored, metadata: JsonObject): void {
  if (current.metadata.deletionTimestamp === undefined) return;
  const added = finalizersOf(metadata).filter((f) => !finalizersOf(current.metadata).includes(f));
  if (added.length === 0) return;
  const list = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  throw invalid(kind, current.metadata.name, [
    { reason: 'FieldValueForbidden', message, field: 'metadata.finalizers' },
  ]);
}

function body(object: JsonObject): JsonObject {
  const { metadata, status, ...rest } = object;
  return rest;
}

/**
 * PUT, and the end of every PATCH. A write that changes nothing is answered but not stored: no event, no new version.
 * Taking the last finalizer from an object that is being deleted removes it.
 */
export function update(call: Call, sent: JsonObject, how: 'put' | 'patch'): Stored {
  const { kind, store } = call;
  const options = how === 'put' ? 'UpdateOptions' : 'PatchOptions';
  const [dryRun, writer] = [isDryRun(call, options), writerOf(call, options)];
  const current = existing(call);
  const sentMetadata = objectAt(sent, 'metadata');
  sameNamespace(call, sentMetadata);
  precondition(call, current, sentMetadata, how);
  checkMicroTimes(kind, sent, how === 'patch');
  const next = defaults(kind, merged(call, current, sent));
  if (next.status === undefined) delete next.status;
  checkObject(kind, current.metadata.name, next);
  const { uid, resourceVersion, creationTimestamp, generation, deletionTimestamp } = current.metadata;
  const { managedFields: ignored, ...given } = objectAt(next, 'metadata');
  checkFinalizers(kind, current, given);
  const grown = generation !== undefined && !same(body(current), body(next));
  const metadata = {
    ...trimmed(given),
    name: current.metadata.name,
    uid,
    resourceVersion,
    creationTimestamp,
    ...(generation === undefined ? {} : { generation: generation + (grown ? 1 : 0) }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    managedFields: current.metadata.managedFields,
  };
  const object = { ...next, metadata } as Stored;
  const entries = call.subresource === 'scale' ? managedByScale : managedFields;
  object.metadata.managedFields = entries(kind, current, object, writer);
  if (same(object, current)) return current;
  if (dryRun) return object;
  if (
    deletionTimestamp !== undefined &&
    finalizersOf(given).length === 0 &&
    finalizersOf(current.metadata).length > 0
  ) {
    return store.remove(kind, object);
  }
  return store.put(kind, object);
}
