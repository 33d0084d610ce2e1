/** Remarks on budgets that are valid and hardly what was meant, as far as it can be known without a cluster. */
import { type Budget, selects } from '../../budget/budget.ts';
import type { Plan } from '../../decide/plan.ts';
import type { Note } from '../fault.ts';
import type { LoadedBudget } from './parse.ts';

/** @param plans of the autoscalers beside which it stands */
export function budgetNotes(
  one: LoadedBudget,
  all: readonly LoadedBudget[],
  plans: readonly Plan[],
): readonly Note[] {
  const { plan, places, file } = one;
  const note = (path: string, text: string): Note => ({ file, path, ...(places.get(path) ?? TOP), text });
  const members = plans.filter((each) => isUnder(plan, each));
  const least = members.reduce((sum, { bounds }) => sum + bounds.min, 0);
  const found: Note[] = [];
  if (plan.unit === 'workers' && least > plan.limit) {
    const text =
      `the datasets under it have a replicas.min of ${least} workers in all, more than its limit of ${plan.limit}: ` +
      'some will stay below their min';
    found.push(note('spec.limit', text));
  }
  for (const other of all) {
    if (other === one || !mayShare(plan, other.plan)) continue;
    found.push(
      note(
        'spec.datasets',
        `it may share datasets with budget ${other.key}: both hold, and the lower ceiling decides`,
      ),
    );
  }
  return found;
}

const TOP = { line: 1, column: 1 };

/** Labels of Datasets are not known here: only a budget that asks for none is sure to be over one. */
function isUnder(budget: Budget, { namespace, dataset }: Plan): boolean {
  return budget.datasets.labels === undefined && selects(budget, `${namespace}/${dataset}`, {});
}

function mayShare({ datasets: one }: Budget, { datasets: other }: Budget): boolean {
  const apart =
    one.namespaces !== undefined && other.namespaces?.every((name) => !one.namespaces?.includes(name));
  const labels = Object.entries(one.labels ?? {});
  const contradict = labels.some(([name, value]) => (other.labels?.[name] ?? value) !== value);
  return apart !== true && !contradict;
}
