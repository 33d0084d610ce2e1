import { isDeepStrictEqual } from 'node:util';

/** A JSON object as it is parsed: the API server stores what it is sent, so nothing is known of the fields. */
export type JsonObject = { [field: string]: unknown };

export interface Metadata extends JsonObject {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: JsonObject[];
  managedFields?: ManagedFieldsEntry[];
}

/** One entry of `metadata.managedFields`. A write through `/scale` carries no `time`, as on the real server. */
export interface ManagedFieldsEntry extends JsonObject {
  manager: string;
  operation: 'Update';
  apiVersion: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
  subresource?: string;
  time?: string;
}

/** An object as stored: its metadata is complete, the rest is the writer's. */
export interface Stored extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of fields, or undefined when a field on the way is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const field of path) {
    if (!isObject(here)) return undefined;
    here = here[field];
  }
  return here;
}

/** The object at a path of fields, or an empty one. */
export function objectAt(value: unknown, ...path: readonly string[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** The array at a path of fields, or an empty one. */
export function arrayAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function clone<T>(value: T): T {
  return structuredClone(value);
}

export function same(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(left, right);
}
