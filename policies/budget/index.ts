import * as z from 'zod';
import type { Policy } from '../../lib/decide/contract.ts';

/** Further apart than anyone needs. */
const MOST = 1_000_000;
const A_PRIORITY = `must be a whole number from -${MOST} to ${MOST}`;

const schema = z.strictObject({
  priority: z
    .int({ error: A_PRIORITY })
    .min(-MOST, { error: A_PRIORITY })
    .max(MOST, { error: A_PRIORITY })
    .prefault(0)
    .describe('Its place among the datasets of a budget: higher ones are given what they wish for first.'),
});

type Config = z.infer<typeof schema>;

/** This dataset's place under the budgets there are. What they allow is a rule of every dataset (lib/decide/budget.ts). */
export const budget: Policy<Config> = {
  name: 'budget',
  summary: 'its place among the datasets that share a budget',
  schema,
  build: (config) => ({ priority: config?.priority ?? 0 }),
};
