/**
 * Karpenter's disruption budgets as windows of a schedule. How many nodes a budget allows is not applicable here; what is asked is
 * whether any budget binds now, which is whether its window holds. A pattern that cannot be read binds, too (Karpenter: nothing is
 * allowed; here: the document is refused, and the last good one stays in force).
 */
import { schema } from '../../../policies/schedule/schema.ts';
import { windowsOf } from '../../../policies/schedule/window.ts';
import { type Fields, isFields, list, needed } from '../case.ts';
import type { Adapter, Outcome } from './adapter.ts';

const UNBOUNDED = 2_147_483_647;
const REASONS = ['Empty', 'Underutilized', 'Drifted'];

function binds(budget: Fields, now: number): boolean {
  const duration = `${needed(budget, 'durationSeconds')}s`;
  const parsed = schema.safeParse([{ start: budget.schedule, duration, atMost: 1 }]);
  return !parsed.success || windowsOf(parsed.data)[0]?.times.at(now).open === true;
}

function appliesTo({ reasons }: Fields, reason: string): boolean {
  return !Array.isArray(reasons) || reasons.includes(reason);
}

export const budgetWindow: Adapter = {
  expected: ({ input }) => {
    if (input.kind === 'active') return { binds: input.expectedActive === true };
    if (input.kind === 'allowed') return { binds: needed(input, 'expectedAllowed') !== UNBOUNDED };
    const allowed = isFields(input.expectedAllowed) ? input.expectedAllowed : {};
    return Object.fromEntries(REASONS.map((reason) => [reason, needed(allowed, reason) !== UNBOUNDED]));
  },
  actual: ({ input }): Outcome => {
    const now = Date.parse(String(input.now));
    if (input.kind === 'active') return { binds: binds(input, now) };
    if (input.kind === 'allowed') return { binds: isFields(input.budget) && binds(input.budget, now) };
    const budgets = list(input, 'budgets');
    const any = (reason: string) => budgets.some((budget) => appliesTo(budget, reason) && binds(budget, now));
    return Object.fromEntries(REASONS.map((reason) => [reason, any(reason)]));
  },
};
