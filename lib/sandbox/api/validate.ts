import { badRequest, type Cause, invalid, undecodable } from './failure.ts';
import { at, isObject, type JsonObject } from './json.ts';
import type { Kind } from './kinds.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
  "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const MICRO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6}(?:Z|[+-]\d\d:\d\d))$/;
const COUNTER = /Number(Scheduled|Ready|Available|Unavailable)$/;
export const INT32 = 2 ** 31;

/** True for a whole number that fits in 32 bits. */
export function isInt32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -INT32 && (value as number) < INT32;
}

function wrong(field: string, message: string, reason = 'FieldValueInvalid'): Cause {
  return { reason, message, field };
}

function typeName(value: unknown): string {
  if (typeof value === 'number') return 'float64';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** @throws ApiFailure 422 when the name cannot be one */
export function checkName(kind: Kind, name: string): void {
  if (name === '') {
    const missing = 'Required value: name or generateName is required';
    throw invalid(kind, '', [wrong('metadata.name', missing, 'FieldValueRequired')]);
  }
  if (SUBDOMAIN.test(name) && name.length <= 253) return;
  throw invalid(kind, name, [wrong('metadata.name', `Invalid value: ${JSON.stringify(name)}: ${NAME_RULE}`)]);
}

/**
 * A Lease's times must be written with six digits of fraction, as Go's MicroTime.
 * @param patched the outcome of a patch fails as 422, an object that was sent as 400
 */
export function checkMicroTimes(kind: Kind, object: JsonObject, patched: boolean): void {
  for (const field of kind.microTimes) {
    const value = at(object, ...field.split('.'));
    if (typeof value !== 'string' || MICRO_TIME.test(value)) continue;
    const rest = value.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/, '');
    const why = `parsing time "${value}" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "${rest}" as ".000000"`;
    if (patched) throw undecodable(object, why);
    throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);
  }
}

/** A CacheRuntime's own count: whole and 0 or more, as its schema says. */
function workerCauses(object: JsonObject): Cause[] {
  const value = at(object, 'spec', 'worker', 'replicas');
  if (value === undefined || (isInt32(value) && value >= 0)) return [];
  const field = 'spec.worker.replicas';
  if (isInt32(value))
    return [wrong(field, `Invalid value: ${value}: ${field} in body should be greater than or equal to 0`)];
  const type = typeof value === 'number' ? 'int32' : 'integer';
  const message = `Invalid value: "${typeName(value)}": ${field} in body must be of type ${type}: "${typeName(value)}"`;
  return [wrong(field, message, 'FieldValueTypeInvalid')];
}

function replicaCauses(kind: Kind, object: JsonObject): Cause[] {
  if (kind.kind === 'CacheRuntime') return workerCauses(object);
  const value = kind.scale || kind.kind === 'ThinRuntime' ? at(object, 'spec', 'replicas') : undefined;
  if (value === undefined || value === null) return [];
  if (!isInt32(value)) {
    const type = typeof value === 'number' ? 'int32' : 'integer';
    const message = `Invalid value: "${typeName(value)}": spec.replicas in body must be of type ${type}: "${typeName(value)}"`;
    return [wrong('spec.replicas', message, 'FieldValueTypeInvalid')];
  }
  return value >= 0 || !kind.scale ? [] : [negativeReplicas(kind, value)];
}

/** A custom resource and a built-in say it in their own words. */
export function negativeReplicas(kind: Kind, value: number): Cause {
  if (kind.custom)
    return wrong('.spec.replicas', `Invalid value: ${value}: should be a non-negative integer`);
  return wrong('spec.replicas', `Invalid value: ${value}: must be greater than or equal to 0`);
}

function statusCauses(kind: Kind, object: JsonObject): Cause[] {
  const status = object.status;
  if (!kind.custom || !isObject(status)) return [];
  const missing = [...kind.requiredStatus].sort().filter((field) => status[field] === undefined);
  const causes = missing.map((field) => wrong(`status.${field}`, 'Required value', 'FieldValueRequired'));
  for (const [field, value] of Object.entries(status)) {
    if (!COUNTER.test(field) || isInt32(value)) continue;
    const message = `Invalid value: "${typeName(value)}": ${field} in body must be of type integer: "${typeName(value)}"`;
    causes.push(wrong(`status.${field}`, message, 'FieldValueTypeInvalid'));
  }
  return causes;
}

/** @throws ApiFailure 422 with one cause for each fault */
export function checkObject(kind: Kind, name: string, object: JsonObject): void {
  const causes = [...replicaCauses(kind, object), ...statusCauses(kind, object)];
  if (causes.length > 0) throw invalid(kind, name, causes);
}
