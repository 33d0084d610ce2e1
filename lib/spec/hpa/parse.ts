/** From an object, as YAML or JSON gives it, to a typed HPA; nothing is filled in and nothing is checked but the form. */
import type * as z from 'zod';
import { type FieldError, forbidden } from './field-errors.ts';
import { behavior, document, scalingRules } from './shape.ts';
import type { Behavior, Hpa, ScalingRules } from './types.ts';

export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;
export interface Refused {
  readonly ok: false;
  /** At least one, in the document's order. */
  readonly errors: readonly FieldError[];
}

const KIND = 'HorizontalPodAutoscaler';
const VERSIONS = ['autoscaling/v2', 'autoscaling/v2beta2'];

/** @param object one parsed YAML or JSON document. Never throws. */
export function parseHpa(object: unknown): Parsed<Hpa> {
  const refused = refuseOthers(object);
  if (refused !== null) return { ok: false, errors: [refused] };
  const parsed = read(document, object, '');
  if (!parsed.ok) return parsed;
  const { apiVersion, metadata, spec } = parsed.value;
  const namespace = metadata.namespace === '' ? 'default' : metadata.namespace;
  return { ok: true, value: { apiVersion, namespace, name: metadata.name, spec } };
}

/** `spec.behavior` alone. */
export function parseBehavior(object: unknown): Parsed<Behavior> {
  return read(behavior, object, 'spec.behavior');
}

/** One direction of `spec.behavior` alone. */
export function parseRules(object: unknown, path: string): Parsed<ScalingRules> {
  return read(scalingRules, object, path);
}

function refuseOthers(object: unknown): FieldError | null {
  const { apiVersion, kind } = (object ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
  if (kind !== KIND) {
    return { path: 'kind', text: `kind: must be ${KIND}, not ${show(kind)}` };
  }
  if (VERSIONS.includes(apiVersion as string)) return null;
  const text =
    `apiVersion: must be ${VERSIONS.join(' or ')}, not ${show(apiVersion)}; ` +
    'kubectl get horizontalpodautoscalers.v2.autoscaling NAME -o yaml prints any HPA in that form';
  return { path: 'apiVersion', text };
}

function read<T>(schema: z.ZodType<T>, object: unknown, root: string): Parsed<T> {
  const result = schema.safeParse(object);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, errors: result.error.issues.flatMap((issue) => errorsOf(issue, root, object)) };
}

function errorsOf(issue: z.core.$ZodIssue, root: string, object: unknown): FieldError[] {
  const path = pathOf(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => forbidden(pathOf(path, [key]), 'unknown field'));
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], object);
  const where = path === '' ? 'the document' : path;
  return [{ path, text: `${where}: Invalid value: ${show(value)}: ${issue.message}` }];
}

function pathOf(root: string, keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, root);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
