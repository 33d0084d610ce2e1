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

/**
 * In the schema's order.
 * @param beside a path under which nobody looks
 */
export function fallbacksOf(schema: z.core.$ZodType, beside: string, path = ''): readonly Fallback[] {
  if (path === beside) return [];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([key, child]) =>
        fallbacksOf(child, beside, path === '' ? key : `${path}.${key}`),
      );
    case 'optional':
      return fallbacksOf(def.innerType, beside, path);
    case 'default':
    case 'prefault': {
      const value: unknown = def.defaultValue;
      const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return [...(scalar ? [{ path, value }] : []), ...fallbacksOf(def.innerType, beside, path)];
    }
    default:
      return [];
  }
}
