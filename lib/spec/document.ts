/** The policy document's schema, built from the policies there are; and the JSON Schema that editors read. */
import * as z from 'zod';
import type { Policy } from '../decide/contract.ts';
import { CLUSTER_RULES, clusterRule } from './cluster-rules.ts';
import { engine } from './engine.ts';
import { sources } from './given.ts';
import { datasetName, instant, isDatasetName, namespaceName, objectName, remark } from './names.ts';
import type { SchemaNode } from './schema-tree.ts';
import { sizesByHand } from './sizes-by-hand.ts';
import { duration, period, positive, workers } from './values.ts';

export const API_VERSION = 'fluid-autoscaler.dev/v1alpha1';
export const KIND = 'DatasetAutoscaler';

/** Shortest poll interval a document may ask for, ms. */
const SHORTEST_INTERVAL_MS = 1000;

const texts = (what: string) =>
  z
    .record(z.string(), z.string({ error: 'must be text; put it in quotes' }))
    .optional()
    .describe(what);

const metadata = z
  .strictObject({
    name: objectName().describe(
      "The document's name; also the dataset's, unless spec.dataset says otherwise.",
    ),
    namespace: namespaceName().prefault('default').describe('The namespace of the Dataset and its runtime.'),
    labels: texts('Carried along, without effect.'),
    annotations: texts('Carried along, without effect.'),
  })
  .describe('Names the document, as on any Kubernetes object.');

const MIN_ABOVE_MAX = 'min must not be above max';

const replicas = clusterRule(
  z
    .strictObject({
      min: workers().prefault(1).describe('The fewest workers; may be 0.'),
      max: positive(workers()).describe('The most workers.'),
    })
    .refine(({ min, max }) => !(min > max), { path: ['min'], error: MIN_ABOVE_MAX })
    .describe('The bounds of the worker count.'),
  'self.min <= self.max',
  MIN_ABOVE_MAX,
  '.min',
);

const pause = z
  .strictObject({
    by: remark('a name: who paused it').describe('Who paused it.'),
    why: remark('a reason: why it is paused').describe('Why.'),
    until: instant()
      .optional()
      .describe('When the pause ends by itself. Without it: when the document changes.'),
  })
  .optional()
  .describe('Who paused it and why; required where mode is paused.');

function specOf(registry: readonly Policy[]) {
  const policies = Object.fromEntries(
    registry.map(({ name, summary, schema }) => [name, schema.optional().describe(capital(summary))]),
  );
  const schema = z
    .strictObject({
      dataset: datasetName().optional().describe("The Dataset's name. Default: metadata.name."),
      replicas,
      policies: z
        .strictObject(policies)
        .prefault({})
        .describe('The policies, each by its name; order has no meaning.'),
      mode: z
        .enum(['auto', 'dry-run', 'paused'])
        .prefault('auto')
        .describe('auto: act. dry-run and paused: decide and record, and change nothing.'),
      paused: pause,
      respect: duration()
        .prefault('1h')
        .describe("How long somebody else's change of the worker count is not reversed."),
      adopt: z
        .enum(['hold', 'move'])
        .prefault('hold')
        .describe(
          'A runtime first seen outside its bounds: leave it there (hold) or bring it inside (move).',
        ),
      otherAutoscalers: z
        .enum(['hold', 'ignore'])
        .prefault('hold')
        .describe('While an HPA, ScaledObject or CronHPA is aimed at the same runtime: hold, or ignore it.'),
      semantics: z
        .enum(['native', 'hpa'])
        .prefault('native')
        .describe(
          "hpa: behave as the HorizontalPodAutoscaler does, without this project's named differences.",
        ),
      ...sizesByHand,
      engine,
      sources,
      interval: period()
        .refine((ms) => ms >= SHORTEST_INTERVAL_MS, { error: 'must be a duration of at least 1s' })
        .optional()
        .describe(
          "How often this dataset is looked at while it is far from every threshold. Default: the daemon's --interval.",
        ),
    })
    .superRefine((spec, context) => {
      for (const { name, needs } of registry) {
        if (needs === undefined || spec.semantics === needs) continue;
        if ((spec.policies as Readonly<Record<string, unknown>>)[name] === undefined) continue;
        context.addIssue({ code: 'custom', path: ['policies', name], message: needsText(name, needs) });
      }
      if (spec.mode !== 'paused' || spec.paused !== undefined) return;
      context.addIssue({ code: 'custom', path: ['paused'], message: PAUSED_BY_NOBODY });
    })
    .meta({
      if: { properties: { mode: { const: 'paused' } }, required: ['mode'] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { required: ['paused'] },
    })
    .describe('What is wanted of the dataset.');
  const ruled = clusterRule(schema, "self.mode != 'paused' || has(self.paused)", PAUSED_BY_NOBODY);
  return registry.reduce(
    (found, { name, needs }) =>
      needs === undefined
        ? found
        : clusterRule(
            found,
            `self.semantics == '${needs}' || !has(self.policies.${name})`,
            needsText(name, needs),
            `.policies.${name}`,
          ),
    ruled,
  );
}

function needsText(name: string, needs: string): string {
  return `${name} needs semantics: ${needs}`;
}

const PAUSED_BY_NOBODY = 'mode is paused, so say who paused it and why: paused: { by: ..., why: ... }';

function build(registry: readonly Policy[]) {
  const schema = z
    .strictObject({
      apiVersion: z.literal(API_VERSION).describe('The version of this form.'),
      kind: z.literal(KIND).describe('The kind of this form.'),
      metadata,
      spec: specOf(registry),
    })
    .superRefine(({ metadata, spec }, context) => {
      if (spec?.dataset !== undefined || typeof metadata?.name !== 'string') return;
      if (isDatasetName(metadata.name)) return;
      const message = `dataset is not given, and metadata.name ${metadata.name} cannot be a Dataset's name`;
      context.addIssue({ code: 'custom', path: ['spec', 'dataset'], message });
    })
    .meta({ title: KIND, description: 'How the worker count of one Fluid dataset cache is kept right.' });
  const named = "has(self.spec.dataset) || self.metadata.name.matches('^[a-z][-a-z0-9]{0,62}$')";
  return clusterRule(
    schema,
    named,
    "spec.dataset is not given, and metadata.name cannot be a Dataset's name: give spec.dataset",
  );
}

function capital(summary: string): string {
  const sentence = summary.charAt(0).toUpperCase() + summary.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

export type DocumentSchema = ReturnType<typeof build>;

/** A document as read: defaults filled in, durations in ms, shares in thousandths of a percent, instants in ms. */
export type AutoscalerDocument = z.output<DocumentSchema>;

const schemas = new WeakMap<readonly Policy[], DocumentSchema>();
const jsonSchemas = new WeakMap<readonly Policy[], SchemaNode>();

/** The schema of a document that may use the policies of `registry`. Built once for each registry. */
export function documentSchema(registry: readonly Policy[]): DocumentSchema {
  let schema = schemas.get(registry);
  if (schema === undefined) {
    schema = build(registry);
    schemas.set(registry, schema);
  }
  return schema;
}

/** The same as a JSON Schema (draft 2020-12) of what a person writes, for editors. What relates two fields is not in it. */
export function documentJsonSchema(registry: readonly Policy[]): SchemaNode {
  let tree = jsonSchemas.get(registry);
  if (tree === undefined) {
    tree = editorSchema(documentSchemaWithRules(registry));
    jsonSchemas.set(registry, tree);
  }
  return tree;
}

/** The same with the rules of the API server at its nodes: what the custom resource's definition is made of. */
export function documentSchemaWithRules(registry: readonly Policy[]): SchemaNode {
  return z.toJSONSchema(documentSchema(registry), { io: 'input', target: 'draft-2020-12' }) as SchemaNode;
}

/** The schema as an editor reads it: without what is for the API server. */
export function editorSchema(tree: SchemaNode): SchemaNode {
  return withoutRules(tree) as SchemaNode;
}

function withoutRules(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutRules);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => key !== CLUSTER_RULES);
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutRules(value)]));
}
