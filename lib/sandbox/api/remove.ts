import { type Call, isDryRun } from './call.ts';
import { conflict } from './failure.ts';
import { at, isObject, type JsonObject, objectAt, type Stored } from './json.ts';
import { selection } from './selectors.ts';
import { existing } from './write.ts';

const FOREGROUND = 'foregroundDeletion';

/** What a delete answers: the object while it lives on (and a pod always), else a Status. */
export interface Removal {
  readonly object: Stored;
  readonly gone: boolean;
}

function checkPreconditions(call: Call, object: Stored, options: JsonObject): void {
  const { name, uid, resourceVersion } = object.metadata;
  const wanted = objectAt(options, 'preconditions');
  if ((wanted.uid ?? uid) !== uid) {
    const why = `the UID in the precondition (${wanted.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(call.kind, name, why);
  }
  if ((wanted.resourceVersion ?? resourceVersion) === resourceVersion) return;
  const why = `the ResourceVersion in the precondition (${wanted.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
  throw conflict(call.kind, name, why);
}

/** Seconds the object may take to end: only a pod that a node runs has any. */
function graceOf(call: Call, object: Stored, options: JsonObject): number {
  if (call.kind.kind !== 'Pod' || !at(object, 'spec', 'nodeName')) return 0;
  const asked = options.gracePeriodSeconds ?? call.query.get('gracePeriodSeconds');
  return Number(asked ?? at(object, 'spec', 'terminationGracePeriodSeconds') ?? 30);
}

function later(time: string, seconds: number): string {
  return `${new Date(Date.parse(time) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** DELETE of one object. Finalizers keep it, marked; a pod on a node stays until its node has ended it. */
export function remove(call: Call, body: unknown): Removal {
  const options = isObject(body) ? body : {};
  const dryRun = isDryRun(call, 'DeleteOptions') || JSON.stringify(options.dryRun) === '["All"]';
  const object = existing(call);
  checkPreconditions(call, object, options);
  return end(call, object, options, dryRun);
}

function end(call: Call, object: Stored, options: JsonObject, dryRun: boolean): Removal {
  const { store, kind } = call;
  const policy = options.propagationPolicy ?? call.query.get('propagationPolicy');
  const finalizers = [
    ...(object.metadata.finalizers ?? []),
    ...(policy === 'Foreground' ? [FOREGROUND] : []),
  ];
  const grace = graceOf(call, object, options);
  if (finalizers.length === 0 && grace === 0) {
    return { object: dryRun ? object : store.remove(kind, object), gone: true };
  }
  if (object.metadata.deletionTimestamp !== undefined) return { object, gone: false };
  const generation = object.metadata.generation;
  const metadata = {
    ...object.metadata,
    ...(finalizers.length > 0 ? { finalizers: [...new Set(finalizers)] } : {}),
    ...(generation === undefined ? {} : { generation: generation + 1 }),
    deletionGracePeriodSeconds: grace,
    deletionTimestamp: later(call.time, grace),
  };
  const marked = { ...object, metadata };
  return { object: dryRun ? marked : store.put(kind, marked), gone: false };
}

/** DELETE of a collection. @returns what was there */
export function removeAll(call: Call, body: unknown): Stored[] {
  const options = isObject(body) ? body : {};
  const dryRun = isDryRun(call, 'DeleteOptions');
  const wanted = selection(call.kind, call.query) ?? (() => true);
  const objects = call.store.list(call.kind, call.namespace).filter(wanted);
  for (const object of objects) end(call, object, options, dryRun);
  return objects;
}
