/** A config that a schema allows, for the checks at the start: what it gives as default or example, else the least it asks for. */
import type { SchemaNode } from '../spec/schema-tree.ts';

/** @returns undefined where the schema alone does not tell a value (a pattern without an example) */
export function sampleOf(node: SchemaNode): unknown {
  const [example] = Array.isArray(node.examples) ? node.examples : [];
  const given = node.default ?? example ?? node.const ?? node.enum?.[0];
  if (given !== undefined) return given;
  const forms = node.anyOf ?? (node.oneOf as readonly SchemaNode[] | undefined);
  if (forms !== undefined) return forms.map(sampleOf).find((value) => value !== undefined);
  return ofType(node);
}

function ofType(node: SchemaNode): unknown {
  switch (node.type) {
    case 'object':
      return objectOf(node);
    case 'array':
      return listOf(node);
    case 'integer':
    case 'number':
      return numberOf(node);
    case 'boolean':
      return false;
    case 'string':
      return node.pattern === undefined && node.format === undefined ? textOf(node) : undefined;
  }
  return undefined;
}

function objectOf({ properties = {}, required = [] }: SchemaNode): unknown {
  const fields = required.map((name) => [name, sampleOf(properties[name] ?? {})] as const);
  return fields.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(fields);
}

function listOf({ items, minItems }: SchemaNode): unknown {
  const least = Number(minItems ?? 0);
  if (least === 0) return [];
  const item = items === undefined ? undefined : sampleOf(items);
  return item === undefined || least > 100 ? undefined : Array.from({ length: least }, () => item);
}

function numberOf({ minimum, exclusiveMinimum, maximum }: SchemaNode): unknown {
  if (typeof minimum === 'number') return minimum;
  if (typeof exclusiveMinimum === 'number') return Math.floor(exclusiveMinimum) + 1;
  return typeof maximum === 'number' ? Math.min(0, Math.floor(maximum)) : 0;
}

function textOf({ minLength }: SchemaNode): string {
  return 'x'.repeat(Math.min(1000, Number(minLength ?? 0)));
}
