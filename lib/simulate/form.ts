/** The form of a scenario document: of one dataset, or of several. */
import * as z from 'zod';
import { instant, objectName } from '../spec/names.ts';
import type { SchemaNode } from '../spec/schema-tree.ts';
import { count, duration, period } from '../spec/values.ts';
import { sections } from './document.ts';

export const SCENARIO_API_VERSION = 'fluid-autoscaler.dev/v1alpha1';
export const SCENARIO_KIND = 'Scenario';

/** What a scenario says once. */
const clock = {
  start: instant().prefault('2026-01-01T00:00:00Z').describe('The instant at which it begins.'),
  duration: period().describe('How long it goes on.'),
  interval: duration()
    .refine((ms) => ms >= 1000, { error: 'must be a duration of at least 1s' })
    .optional()
    .describe(
      "Between two looks far from every threshold, where the policy document gives none. Default: the daemon's 15s.",
    ),
  fastest: duration()
    .refine((ms) => ms >= 100, { error: 'must be a duration of at least 100ms' })
    .optional()
    .describe("Between two looks as a threshold comes near, at least. Default: the daemon's 1s."),
  seed: count().prefault(1).describe('Of all chance: the same seed, the same run.'),
};

/** The cache of each is a model in memory. */
const MOST_DATASETS = 64;
const ONE_OR_SEVERAL = 'give dataset and workers for one cache, or datasets for several';

/** One of several datasets of a scenario: it must say which it is. */
const entry = z.strictObject(sections).superRefine(({ dataset }, context) => {
  if (dataset?.name !== undefined || dataset === undefined) return;
  const message = 'one of several datasets needs a name';
  context.addIssue({ code: 'custom', path: ['dataset', 'name'], message });
});

const spec = z
  .strictObject({
    ...clock,
    ...sections,
    dataset: sections.dataset.optional(),
    workers: sections.workers.optional(),
    datasets: z
      .array(entry)
      .min(1)
      .max(MOST_DATASETS, { error: `must be a list of at most ${MOST_DATASETS}` })
      .optional()
      .describe('Several datasets, in place of the fields above that are of one: each has those fields.'),
  })
  .superRefine(({ datasets, dataset, workers, ...rest }, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (datasets === undefined) {
      if (dataset === undefined) issue(['dataset'], ONE_OR_SEVERAL);
      else if (workers === undefined) issue(['workers'], ONE_OR_SEVERAL);
      return;
    }
    const own = { dataset, workers, ...rest } satisfies Partial<Record<keyof typeof sections, unknown>>;
    for (const name of Object.keys(sections) as (keyof typeof sections)[]) {
      const said = own[name];
      if (said === undefined || (Array.isArray(said) && said.length === 0)) continue;
      issue([name], `${ONE_OR_SEVERAL}: with datasets, ${name} belongs to one of them`);
    }
    const names = datasets.map((one) => `${one.dataset?.namespace ?? 'default'}/${one.dataset?.name}`);
    for (const [i, name] of names.entries()) {
      if (names.indexOf(name) < i) issue(['datasets', i, 'dataset', 'name'], `${name} is there already`);
    }
  });

const scenarioSchema = z
  .strictObject({
    apiVersion: z.literal(SCENARIO_API_VERSION).describe('The version of this form.'),
    kind: z.literal(SCENARIO_KIND).describe('The kind of this form.'),
    metadata: z
      .strictObject({ name: objectName().describe("The scenario's name.") })
      .describe('Names the scenario.'),
    spec: spec.describe('What happens.'),
  })
  .meta({ title: SCENARIO_KIND, description: 'What happens to one cache or to several, for a simulation.' });

export type ScenarioDocument = z.output<typeof scenarioSchema>;
type Spec = ScenarioDocument['spec'];
/** What is said of one dataset, with what the scenario says once. */
export type DatasetSpec = z.output<typeof entry> & Pick<Spec, keyof typeof clock>;

/** One a dataset, each with where it stands. */
export function specsOf(
  spec: Spec,
): readonly { readonly root: readonly (string | number)[]; readonly spec: DatasetSpec }[] {
  const { datasets, ...own } = spec;
  // Without `datasets` the schema has seen to it that there is the one.
  if (datasets === undefined) return [{ root: ['spec'], spec: own as DatasetSpec }];
  return datasets.map((one, i) => ({ root: ['spec', 'datasets', i], spec: { ...own, ...one } }));
}

let tree: SchemaNode | null = null;

/** The form for `checkDocument`; its tree is also the JSON Schema that editors read. */
export function scenarioForm() {
  tree ??= z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12' }) as SchemaNode;
  return { schema: scenarioSchema, tree };
}
