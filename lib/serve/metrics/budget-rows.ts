/** What is measured of a budget over several datasets: in its unit, workers or bytes. */
import type { BudgetStatus } from '../../budget/shelf.ts';
import type { Row } from './rows.ts';

/** Labels that every series of a budget has. */
export const BUDGET_LABELS = ['budget', 'unit'] as const;

export const budgetRows: readonly Row<BudgetStatus>[] = [
  {
    name: 'fluid_autoscaler_budget_limit',
    help: 'What the datasets of a budget may have together.',
    of: ({ limit }) => limit,
  },
  {
    name: 'fluid_autoscaler_budget_taken',
    help: 'What they have, and what was asked for and may still come; above the limit nobody grows.',
    of: ({ taken }) => taken,
  },
  {
    name: 'fluid_autoscaler_budget_given',
    help: 'The same, and what they were given for growth.',
    of: ({ sum }) => sum,
  },
  {
    name: 'fluid_autoscaler_budget_datasets',
    help: 'Datasets under it; 0: its selection matches none that has a policy document.',
    of: ({ datasets }) => datasets,
  },
  {
    name: 'fluid_autoscaler_budget_datasets_cut',
    help: 'Datasets that are given fewer workers than they wish for.',
    of: ({ cut }) => cut,
  },
  {
    name: 'fluid_autoscaler_budget_waits',
    help: '1 while it gives nothing, because not all its datasets have been looked at, else 0.',
    of: ({ waits }) => (waits ? 1 : 0),
  },
];
