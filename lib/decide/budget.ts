/** What a budget over several datasets allows this one, as the observation tells: a ceiling on growth, never a shrink. */
import type { Allotment } from '../model/budget.ts';
import type { Reason } from '../model/observation.ts';
import { formatSize } from '../units/size.ts';
import type { Context, Limiter } from './contract.ts';

/** One for each budget; where several hold, the lowest ceiling does. */
export function budgetLimiters(allotments: readonly Allotment[]): readonly Limiter[] {
  return allotments.map((allotment) => ({
    policy: 'budget',
    scope: 'everything',
    limit: (context) => {
      const high = Math.max(context.current, allotment.ceiling);
      return { low: Number.NEGATIVE_INFINITY, high, reason: reasonOf(allotment, high, context) };
    },
  }));
}

function reasonOf(allotment: Allotment, high: number, { wish, bounds }: Context): Reason {
  const { budget, asked, why, others } = allotment;
  // All it asked for, when it was last asked.
  if (why === 'given' && Math.min(Math.max(wish, bounds.min), bounds.max) > asked)
    return { code: 'BudgetOpen', numbers: { budget } };
  const about = { budget, limit: amount(allotment, 'limit') };
  const taken = amount(allotment, 'taken');
  switch (why) {
    case 'waiting':
      if (others.length === 0) return { code: 'BudgetOpen', numbers: { budget } };
      return { code: 'BudgetWaits', numbers: { budget, others: names(allotment) } };
    case 'unmeasured':
      return { code: 'BudgetUnmeasured', numbers: { budget } };
    case 'overspent':
      return { code: 'BudgetOverspent', numbers: { ...about, taken, others: names(allotment) } };
    case 'cut': {
      const code = allotment.full ? 'BudgetFull' : 'BudgetCut';
      return { code, numbers: { ...about, taken, asked, high, others: names(allotment) } };
    }
    case 'given': {
      const numbers = { ...about, sum: amount(allotment, 'sum'), high };
      if (others.length === 0) return { code: 'BudgetGives', numbers };
      return { code: 'BudgetFirst', numbers: { ...numbers, others: names(allotment) } };
    }
  }
}

/** `8 workers`, `2.00TiB`. */
export function amount(allotment: Amounts, of: 'limit' | 'taken' | 'sum'): string {
  const value = allotment[of];
  if (allotment.unit === 'bytes') return formatSize(value);
  return of === 'limit' ? `${value} ${value === 1 ? 'worker' : 'workers'}` : String(value);
}

type Amounts = Pick<Allotment, 'unit' | 'limit' | 'taken' | 'sum'>;

/** `cache-nodes: up to 3 workers here, 8 of 8 workers taken`: for people. */
export function budgetLine(allotment: Allotment): string {
  const { budget, ceiling, asked, others } = allotment;
  const lacks = asked > ceiling ? ` of ${asked} wished for` : '';
  const about = {
    cut: 'after',
    given: 'before',
    waiting: 'waits for',
    overspent: 'most has',
    unmeasured: '',
  }[allotment.why];
  const who = others.length === 0 ? '' : `; ${allotment.full ? 'most has' : about} ${names(allotment)}`;
  return `${budget}: up to ${ceiling} workers here${lacks}, ${amount(allotment, 'taken')} of ${amount(allotment, 'limit')} taken${who}`;
}

function names({ others, more }: Allotment): string {
  return [...others, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
