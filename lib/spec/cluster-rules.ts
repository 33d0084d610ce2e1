/**
 * What the API server is to check of a custom resource beyond types and words: rules in CEL (Kubernetes'
 * `x-kubernetes-validations`), stated beside the check of ours that each repeats, so that a policy brings its own.
 */
import type { z } from 'zod';

export const CLUSTER_RULES = 'x-kubernetes-validations';

export interface ClusterRule {
  /** CEL; `self` is the value the rule stands at. */
  readonly rule: string;
  readonly message: string;
  /** Which field below `self` the message is about, as `.min`. */
  readonly fieldPath?: string;
}

/**
 * The schema with one rule more. Stand it outermost: what is wrapped around it later hides it.
 * @param fieldPath which field below the value the message is about, as `.min`
 */
export function clusterRule<T extends z.ZodType>(
  schema: T,
  rule: string,
  message: string,
  fieldPath?: string,
): T {
  const known = (schema.meta()?.[CLUSTER_RULES] ?? []) as readonly ClusterRule[];
  const next = { rule, message, ...(fieldPath === undefined ? {} : { fieldPath }) };
  return schema.meta({ ...schema.meta(), [CLUSTER_RULES]: [...known, next] });
}

/** `self` looks as the pattern says. CEL's expressions are RE2: no look-ahead. */
export function matches({ source }: RegExp): string {
  return `self.matches(r'${source}')`;
}
