/** The form of a budget document: so much for several datasets together. */
import * as z from 'zod';
import { API_VERSION, editorSchema } from '../document.ts';
import { namespaceName, objectName } from '../names.ts';
import type { SchemaNode } from '../schema-tree.ts';
import { positive, size, workers } from '../values.ts';

export const BUDGET_KIND = 'DatasetBudget';

const MOST_NAMED = 1000;
const A_SIZE = 'must be a size with its unit, such as 500GiB or 2TiB';
const ONE_LIMIT = 'give either `workers` or `bytes`';

/** A bare number could be meant in any unit, and more than one budget would be spent by the difference. */
const bytes = z
  .string({ error: A_SIZE })
  .max(32, { error: A_SIZE, abort: true })
  .regex(/[A-Za-z]$/, { error: A_SIZE, abort: true })
  .pipe(size().refine((value) => value > 0, { error: 'must be a size above 0, such as 2TiB' }))
  .meta({ title: 'size', examples: ['500GiB', '2TiB'] });

const label = z
  .string({ error: 'must be text; put it in quotes' })
  .max(63, { error: 'must be a label of at most 63 characters' });

const schema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION).describe('The version of this form.'),
    kind: z.literal(BUDGET_KIND).describe('The kind of this form.'),
    metadata: z
      .strictObject({ name: objectName().describe('Its name, by which ladders and metrics call it.') })
      .describe('Names the budget. It belongs to no namespace: it may be over several.'),
    spec: z
      .strictObject({
        limit: z
          .strictObject({
            workers: positive(workers()).optional().describe('So many workers in all.'),
            bytes: bytes.optional().describe('So much cache in all; a worker counts with what it holds.'),
          })
          .refine(({ workers, bytes }) => (workers === undefined) !== (bytes === undefined), {
            error: ONE_LIMIT,
          })
          .describe('What the datasets may have together: workers or bytes.'),
        datasets: z
          .strictObject({
            namespaces: z
              .array(namespaceName())
              .min(1)
              .max(MOST_NAMED, { error: `must be a list of at most ${MOST_NAMED}` })
              .optional()
              .describe('Only datasets of these namespaces.'),
            labels: z
              .record(z.string().max(317), label)
              .refine((labels) => Object.keys(labels).length > 0, {
                error: 'must be labels, as { tier: gold }',
              })
              .optional()
              .describe('Only Datasets with all these labels.'),
          })
          .describe(
            'Which datasets share it: all that is given must hold, {} is all. Those without a policy document are not counted.',
          ),
      })
      .describe('How much there is, and for whom.'),
  })
  .meta({ title: BUDGET_KIND, description: 'How much several dataset caches may have together.' });

export type BudgetDocument = z.output<typeof schema>;

let tree: SchemaNode | null = null;

/** The form for `checkDocument`; its tree is also the JSON Schema that editors read. */
export function budgetForm() {
  tree ??= editorSchema(z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }) as SchemaNode);
  return { schema, tree };
}
