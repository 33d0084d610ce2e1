/** Walking a JSON Schema: which words are known at a path, and which fields there are. */

/** The keywords of a JSON Schema that the document uses. */
export interface SchemaNode {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly [keyword: string]: unknown;
}

export type Path = readonly (string | number)[];

/** The node and its alternatives, alternatives of alternatives included. */
function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf === undefined ? [node] : [node, ...node.anyOf.flatMap(alternatives)];
}

function under(node: SchemaNode, segment: string | number): readonly SchemaNode[] {
  if (typeof segment === 'number') return node.items === undefined ? [] : alternatives(node.items);
  if (node.properties !== undefined && Object.hasOwn(node.properties, segment)) {
    return alternatives(node.properties[segment] as SchemaNode);
  }
  const others = node.additionalProperties;
  return typeof others === 'object' ? alternatives(others) : [];
}

/** @returns what the schema says of `path`: several nodes where it allows several forms, none where it knows no such path */
export function nodesAt(root: SchemaNode, path: Path): readonly SchemaNode[] {
  let nodes = alternatives(root);
  for (const segment of path) nodes = nodes.flatMap((node) => under(node, segment));
  return nodes;
}

/** @returns the fields a mapping at `path` may have, in the schema's order */
export function keysAt(root: SchemaNode, path: Path): readonly string[] {
  return [...new Set(nodesAt(root, path).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** @returns the words a scalar at `path` may be, or none where it is not of a closed set */
export function wordsAt(root: SchemaNode, path: Path): readonly unknown[] {
  return nodesAt(root, path).flatMap((node) => node.enum ?? (node.const === undefined ? [] : [node.const]));
}

/** One field of the document. */
export interface Field {
  /** `spec.policies.step.up[].pods`; the values of free mappings are `metadata.labels.*`. */
  readonly path: string;
  readonly required: boolean;
  /** What it may be: the schema's type, title or words. */
  readonly type: string;
  readonly default?: unknown;
  readonly description: string;
}

/** Every field of the document, parents before children, in the schema's order. */
export function fieldsOf(node: SchemaNode, path = ''): readonly Field[] {
  return alternatives(node).flatMap((each) => [
    ...Object.entries(each.properties ?? {}).flatMap(([key, child]) =>
      field(path === '' ? key : `${path}.${key}`, child, each.required?.includes(key) ?? false),
    ),
    ...(each.items === undefined ? [] : fieldsOf(each.items, `${path}[]`)),
  ]);
}

function field(path: string, node: SchemaNode, required: boolean): readonly Field[] {
  const fallback = node.default === undefined ? {} : { default: node.default };
  const own: Field = { path, required, type: typeOf(node), ...fallback, description: node.description ?? '' };
  return [own, ...fieldsOf(node, path)];
}

function typeOf(node: SchemaNode): string {
  const words = alternatives(node).flatMap((each) => each.enum ?? []);
  if (words.length > 0) return words.join(' | ');
  if (node.const !== undefined) return String(node.const);
  if (node.type === 'object') return 'mapping';
  if (node.type === 'array') return 'list';
  return node.title ?? node.type ?? 'any';
}
