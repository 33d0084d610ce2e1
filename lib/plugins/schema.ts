/** A plug-in's schema on this side of its thread: the JSON Schema that came over, as the schema that documents are held against. */
import * as z from 'zod';
import { CLUSTER_RULES, type ClusterRule } from '../spec/cluster-rules.ts';
import { nodesAt, type Path, type SchemaNode } from '../spec/schema-tree.ts';
import type { ConfigIssue } from './worker/messages.ts';

/**
 * What the value becomes is not looked at here: the plug-in's own schema reads it again, where the plug-in is asked.
 * @param knownIssues what the plug-in's own schema has found wrong with a config that this one allows
 * @throws {Error} when the JSON Schema uses what this program cannot check, or is none
 */
export function schemaOf(
  tree: SchemaNode,
  knownIssues: (config: unknown) => readonly ConfigIssue[],
): z.ZodType {
  const { $schema: _, ...own } = tree;
  const checked = z.fromJSONSchema(own as Parameters<typeof z.fromJSONSchema>[0]);
  const schema = z.unknown().superRefine((value, context) => {
    const { error } = checked.safeParse(value);
    for (const issue of error?.issues ?? []) context.issues.push(inWords(issue, own, value));
    if (error !== undefined) return;
    for (const { path, message } of knownIssues(value))
      context.addIssue({ code: 'custom', path: [...path], message });
  });
  // What stands here as metadata is printed as the JSON Schema of this field: editors and the cluster see the plug-in's own.
  return schema.meta(own);
}

type Issue = z.core.$ZodIssue;

/** Values with units say what they must be in a rule of theirs; what is of a type or a closed set is said by whoever explains. */
function inWords(issue: Issue, tree: SchemaNode, input: unknown): z.core.$ZodRawIssue {
  const rules = nodesAt(tree, issue.path as Path).flatMap((node) => rulesOf(node));
  const message = rules[0]?.message ?? issue.message;
  return { ...issue, message, input, continue: true } as unknown as z.core.$ZodRawIssue;
}

function rulesOf(node: SchemaNode): readonly ClusterRule[] {
  return (node[CLUSTER_RULES] ?? []) as readonly ClusterRule[];
}
