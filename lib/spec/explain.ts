/** From a schema's complaint to words a person can act on: what is wrong, what is allowed, what was probably meant. */
import type * as z from 'zod';
import { quote, valueText } from './fault.ts';
import { nearest } from './nearest.ts';
import { fieldsOf, keysAt, nodesAt, type Path, type SchemaNode, wordsAt } from './schema-tree.ts';

type Issue = z.core.$ZodIssue;

export interface Finding {
  readonly path: Path;
  /** The end of the file's text to point at: the field's name, or its value; a missing field points at its parent. */
  readonly at: 'key' | 'value' | 'parent';
  readonly value: string;
  readonly problem: string;
  readonly allowed: string;
  readonly suggestion?: string | undefined;
}

/**
 * @param issues what the schema found wrong with `value`
 * @param tree the same schema as a tree, for the words it knows
 * @param most how many are put into words
 * @returns the first `most` findings, and how many more there are
 */
export function explain(
  issues: readonly Issue[],
  value: unknown,
  tree: SchemaNode,
  most: number,
): { readonly found: readonly Finding[]; readonly more: number } {
  const single = issues.flatMap(oneByOne);
  const found = single.slice(0, most).flatMap((issue) => explainOne(issue, [], value, tree));
  return { found, more: Math.max(0, single.length - most) };
}

/** Unknown fields of one mapping come as one issue. */
function oneByOne(issue: Issue): readonly Issue[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue];
}

function explainOne(issue: Issue, base: Path, value: unknown, tree: SchemaNode): readonly Finding[] {
  const path = [...base, ...(issue.path as Path)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(path, key, valueAt(value, path), tree));
  }
  if (issue.code === 'invalid_union' && !issue.message.startsWith('must be')) {
    const closest = issue.errors.toSorted((a, b) => a.length - b.length)[0];
    if (closest !== undefined && closest.length > 0) {
      return closest.flatMap((each) => explainOne(each, path, value, tree));
    }
  }
  const found = valueAt(value, path);
  if (found === undefined) {
    const problem = issue.code === 'custom' ? issue.message : 'required, but missing';
    return [{ path, at: 'parent', value: 'nothing', problem, allowed: allowedAt(issue, path, tree) }];
  }
  return [wrongValue(issue, path, found, tree)];
}

function wrongValue(issue: Issue, path: Path, found: unknown, tree: SchemaNode): Finding {
  const value = valueText(found, path);
  const allowed = allowedAt(issue, path, tree);
  const meant = meantBy(found, path, tree, allowed);
  const suggestion = meant === undefined || value === '(hidden)' ? undefined : meant;
  const relation = issue.code === 'custom' && !issue.message.startsWith('must be');
  const problem = relation ? issue.message : `${value} is not allowed`;
  return { path, at: 'value', value, problem, allowed, suggestion };
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const segment of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, segment)) return undefined;
    found = (found as Record<string | number, unknown>)[segment];
  }
  return found;
}

function allowedAt({ message, code }: Issue, path: Path, tree: SchemaNode): string {
  if (message.startsWith('must be ')) return message.slice('must be '.length);
  const words = wordsAt(tree, path);
  if (words.length > 0) return words.join(' or ');
  if (code === 'custom') return message;
  const keys = keysAt(tree, path);
  if (keys.length > 0) return `a mapping with the fields ${keys.join(', ')}`;
  const [type] = nodesAt(tree, path).flatMap((node) => node.type ?? []);
  if (code === 'too_small' && type === 'array') return 'a list with at least one entry';
  return KINDS[type ?? ''] ?? message;
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'a mapping (name: value)',
  array: 'a list (- value)',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** Where the words of the HPA, KEDA and of other places went. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  minReplicas: 'spec.replicas.min',
  maxReplicas: 'spec.replicas.max',
  minReplicaCount: 'spec.replicas.min',
  maxReplicaCount: 'spec.replicas.max',
  scaleTargetRef: 'spec.dataset',
  stabilizationWindowSeconds: 'spec.policies.stabilization',
  averageUtilization: 'spec.policies.target.utilization',
  cooldownPeriod: 'spec.policies.cooldown.afterDown',
  pollingInterval: 'spec.interval',
  periodSeconds: 'spec.policies.step.up[].per',
};

const OF_YOUR_OWN = 'one of your own is loaded at the start, with --plugins FOLDER';

function unknownField(path: Path, key: string, container: unknown, tree: SchemaNode): Finding {
  const known = keysAt(tree, path);
  const kind = path.at(-1) === 'policies' ? 'policy' : 'field';
  const suggestion = nearestField(key, container, path, tree);
  return {
    path: [...path, key],
    at: 'key',
    value: quote(key),
    problem: `unknown ${kind} ${quote(key)}`,
    allowed: kind === 'policy' ? `${known.join(', ')}; ${OF_YOUR_OWN}` : known.join(', '),
    suggestion,
  };
}

function nearestField(key: string, container: unknown, path: Path, tree: SchemaNode): string | undefined {
  const known = keysAt(tree, path);
  // `{up:90%}` is one word to YAML.
  const [head, ...rest] = key.split(':');
  if (rest.length > 0 && known.includes(head as string)) return `${head}: ${rest.join(':')}`;
  const paths = fieldsOf(tree).map(({ path }) => path);
  const moved = Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
  if (moved !== undefined && paths.includes(moved)) return moved;
  const given = typeof container === 'object' && container !== null ? Object.keys(container) : [];
  const free = known.filter((word) => !given.includes(word));
  const near = nearest(key, free) ?? nearest(key, known);
  const [elsewhere, ...others] = paths.filter((path) => path.endsWith(`.${key}`));
  return near ?? (others.length === 0 ? elsewhere : undefined);
}

/** A value that only lacks its unit, its case or its quotes. */
function meantBy(found: unknown, path: Path, tree: SchemaNode, allowed: string): string | undefined {
  const words = wordsAt(tree, path).filter((word) => typeof word === 'string');
  if (typeof found === 'boolean' && words.includes('enabled')) return found ? 'enabled' : 'disabled';
  if (typeof found === 'string' && words.length > 0) return nearest(found, words);
  if (typeof found === 'string') return unquoted(found, path, tree);
  if (typeof found !== 'number' || !(found > 0)) return undefined;
  if (allowed.startsWith('a duration')) return `${found}s`;
  if (allowed.startsWith('a percentage')) return `${found < 1 ? Number((found * 100).toFixed(3)) : found}%`;
  return allowed.includes('text') ? `"${found}"` : undefined;
}

function unquoted(found: string, path: Path, tree: SchemaNode): string | undefined {
  const number = nodesAt(tree, path).some(({ type }) => type === 'integer');
  return number && /^\d{1,10}$/.test(found.trim()) ? found.trim() : undefined;
}
