/**
 * What stands for fields that are not given, asked of a schema itself: to make a JSON Schema of it first takes longer than to
 * read a document.
 */
import type * as z from 'zod';

export interface Fallback {
  /** `spec.replicas.min` */
  readonly path: string;
  /** As a person would write it. */
  readonly value: string | number | boolean;
}

/** For each registry there is one schema, and thousands of documents are held against it. */
const known = new WeakMap<z.core.$ZodType, readonly Fallback[]>();

/**
 * In the schema's order.
 * @param beside a path under which nobody looks, always the same for a schema
 */
export function fallbacksOf(schema: z.core.$ZodType, beside: string): readonly Fallback[] {
  const found = known.get(schema) ?? collect(schema, beside, '');
  known.set(schema, found);
  return found;
}

function collect(schema: z.core.$ZodType, beside: string, path: string): readonly Fallback[] {
  if (path === beside) return [];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([key, child]) =>
        collect(child, beside, path === '' ? key : `${path}.${key}`),
      );
    case 'optional':
      return collect(def.innerType, beside, path);
    case 'default':
    case 'prefault': {
      const value: unknown = def.defaultValue;
      const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return [...(scalar ? [{ path, value }] : []), ...collect(def.innerType, beside, path)];
    }
    default:
      return [];
  }
}
