/**
 * From a JSON Schema (draft 2020-12, as zod prints it) to the structural schema that a CustomResourceDefinition must have:
 * OpenAPI v3 with one type at each node, no references, no alternatives (but a whole number or text), and no
 * `additionalProperties` beside `properties`. Source: Kubernetes, "Custom Resources", "Specifying a structural schema".
 */
import { CLUSTER_RULES } from '../cluster-rules.ts';
import type { SchemaNode } from '../schema-tree.ts';

export type OpenApi = Readonly<Record<string, unknown>>;

/** Keywords that mean the same there. */
const KEPT = [
  'type',
  'description',
  'enum',
  'default',
  'format',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'required',
  CLUSTER_RULES,
];
/** Of no use there: editors' own, or said by a rule (patterns, and what relates two fields). */
const DROPPED = ['$schema', 'title', 'examples', 'propertyNames', 'if', 'then'];

/** @throws {Error} naming a keyword that has no counterpart: whoever brings it says here what it becomes */
export function structural(node: SchemaNode, path = ''): OpenApi {
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (KEPT.includes(keyword)) result[keyword] = value;
    else if (!DROPPED.includes(keyword)) Object.assign(result, changed(keyword, value, node, path));
  }
  if (result.type === 'integer') result.format = 'int32';
  return result;
}

function changed(keyword: string, value: unknown, node: SchemaNode, path: string): OpenApi {
  switch (keyword) {
    case 'properties':
      return { properties: fields(value as Readonly<Record<string, SchemaNode>>, path) };
    case 'items':
      return { items: structural(value as SchemaNode, `${path}[]`) };
    case 'const':
      return { enum: [value] };
    case 'additionalProperties':
      // Unknown fields are pruned, or refused where the client asks for strictness, which kubectl does.
      return value === false ? {} : { additionalProperties: structural(value as SchemaNode, `${path}.*`) };
    case 'pattern':
      // A rule says the same with a message for people; a format says it in other words.
      if (node[CLUSTER_RULES] !== undefined || node.format !== undefined) return {};
      return { pattern: value };
    case 'anyOf':
      return numberOrText(value as readonly SchemaNode[], path);
    default:
      throw new Error(`${path === '' ? 'the root' : path}: no structural form of ${keyword}`);
  }
}

function fields(properties: Readonly<Record<string, SchemaNode>>, path: string): OpenApi {
  const under = (name: string) => (path === '' ? name : `${path}.${name}`);
  return Object.fromEntries(
    Object.entries(properties).map(([name, node]) => [name, structural(node, under(name))]),
  );
}

/** The one pair of types Kubernetes knows: what YAML reads as a whole number, or as text. Its node's rule says the rest. */
function numberOrText(forms: readonly SchemaNode[], path: string): OpenApi {
  const types = forms.map(({ type }) => type).toSorted();
  if (!['number,string', 'integer,string'].includes(types.join()))
    throw new Error(`${path}: no structural form of either ${types.join(' or ')}`);
  return { 'x-kubernetes-int-or-string': true };
}
