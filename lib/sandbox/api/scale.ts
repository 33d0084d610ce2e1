import type { Call } from './call.ts';
import { badRequest, internal, invalid, notFound, otherUid, undecodable } from './failure.ts';
import { at, isObject, type JsonObject, objectAt, type Stored } from './json.ts';
import { kindNamed, scaledReplicas } from './kinds.ts';
import { patched } from './patch.ts';
import { INT32, isInt32, negativeReplicas } from './validate.ts';
import { existing, update } from './write.ts';

/**
 * The `Scale` of an object. As on the real server (measured, kube-apiserver 1.36):
 * a count of 0 is left out of `spec`, so a JSON Patch `test` must expect null for it; and while `spec.replicas` is absent
 * GET is a 500, but a patch sees the number below in its place.
 */
export const UNSET = -INT32;

function selectorOf(call: Call, object: Stored): string {
  if (call.kind.custom) {
    const path = call.kind.scaled.selector;
    return path === null ? '' : String(at(object, 'status', path) ?? '');
  }
  const labels = Object.entries(objectAt(object, 'spec', 'selector', 'matchLabels'));
  return labels.map(([key, value]) => `${key}=${value}`).join(',');
}

function scaleOf(call: Call, object: Stored, replicas: number): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = selectorOf(call, object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: scaledReplicas(call.kind, object), ...(selector === '' ? {} : { selector }) },
  };
}

function replicasOf(object: Stored): number | null {
  const found = at(object, 'spec', 'replicas');
  return typeof found === 'number' ? found : null;
}

function target(call: Call): Stored {
  if (!call.kind.scale) throw notFound(call.kind, call.name ?? '');
  return existing(call);
}

/** GET /scale. @throws ApiFailure 500 while `spec.replicas` is absent */
export function readScale(call: Call): JsonObject {
  const object = target(call);
  const replicas = replicasOf(object);
  if (replicas === null) throw internal('the spec replicas field ".spec.replicas" does not exist');
  return scaleOf(call, object, replicas);
}

/** Why a number cannot be decoded into the Scale's int32, or null. */
function decodeFault(scale: JsonObject): string | null {
  const value = at(scale, 'spec', 'replicas') ?? 0;
  if (isInt32(value)) return null;
  const what = typeof value === 'number' ? `number ${value}` : typeof value;
  return `json: cannot unmarshal ${what} into Go struct field ScaleSpec.spec.replicas of type int32`;
}

function store(call: Call, object: Stored, scale: JsonObject, how: 'put' | 'patch'): JsonObject {
  const { name, namespace } = object.metadata;
  const metadata = objectAt(scale, 'metadata');
  if ((metadata.name ?? name) !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if ((metadata.namespace ?? namespace) !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const uid = metadata.uid ?? object.metadata.uid;
  if (how === 'put' && uid !== object.metadata.uid)
    throw otherUid(call.kind, name, String(uid), object.metadata.uid);
  const replicas = Number(at(scale, 'spec', 'replicas') ?? 0);
  if (replicas < 0) {
    if (call.kind.custom) throw invalid(call.kind, name, [negativeReplicas(call.kind, replicas)]);
    const inScale = { ...kindNamed('HorizontalPodAutoscaler'), kind: 'Scale' };
    throw invalid(inScale, name, [negativeReplicas(call.kind, replicas)]);
  }
  // An unconditional write is one against what is there now.
  const resourceVersion = metadata.resourceVersion || object.metadata.resourceVersion;
  const spec = { ...objectAt(object, 'spec'), replicas };
  const next = { ...object, metadata: { ...object.metadata, resourceVersion }, spec };
  return scaleOf(call, update(call, next, how), replicas);
}

/** PATCH /scale: with `test` operations a true compare-and-swap in one request. */
export function patchScale(call: Call, mediaType: string, body: unknown): JsonObject {
  const object = target(call);
  const scale = patched(call, scaleOf(call, object, replicasOf(object) ?? UNSET), mediaType, body);
  const fault = decodeFault(scale);
  if (fault !== null) throw undecodable(scale, fault);
  return store(call, object, scale, 'patch');
}

/** PUT /scale. */
export function replaceScale(call: Call, body: unknown): JsonObject {
  const object = target(call);
  if (!isObject(body) || body.kind !== 'Scale' || body.apiVersion !== 'autoscaling/v1') {
    throw badRequest('the object provided is unrecognized (must be of type Scale)');
  }
  const fault = decodeFault(body);
  if (fault !== null) throw badRequest(`Scale in version "v1" cannot be handled as a Scale: ${fault}`);
  return store(call, object, body, 'put');
}
