import type { Context } from '../../lib/decide/contract.ts';
import type { Change } from '../../lib/model/history.ts';
import { MAX_REPLICAS } from '../../lib/units/int32.ts';
import { WHOLE } from '../../lib/units/share.ts';

/** One limit: `pods` workers or `percent` (thousandths of a percent) within `per` ms. */
export interface StepRule {
  readonly pods?: number | undefined;
  readonly percent?: number | undefined;
  readonly per: number;
}

type Direction = 'up' | 'down';

/**
 * The count that may be reached now: [current - k, current + k] less what was spent in the period. As in the HPA, what was
 * given back in the other direction is returned (hpa-semantics, section 9). Changes of exactly the period's age no longer count.
 */
export function allowance(
  direction: Direction,
  rules: readonly StepRule[],
  select: 'Max' | 'Min',
  context: Context,
): number {
  const { current } = context;
  // Max is the largest change: the highest limit up, the lowest down.
  const highest = (direction === 'up') === (select === 'Max');
  let chosen = highest ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  for (const rule of rules) {
    const reach = direction === 'up' ? reachUp(rule, context) : reachDown(rule, context);
    chosen = highest ? Math.max(chosen, reach) : Math.min(chosen, reach);
  }
  return direction === 'up' ? Math.max(chosen, current) : Math.min(chosen, current);
}

function reachUp(rule: StepRule, context: Context): number {
  const start = startOfPeriod(rule.per, context);
  if (rule.pods !== undefined) return Math.min(start + rule.pods, MAX_REPLICAS);
  const percent = rule.percent as number;
  if (context.semantics === 'hpa') return Math.min(Math.ceil(start * (1 + percent / WHOLE)), MAX_REPLICAS);
  // Percent of nothing is still one worker, or a cache at 0 could never come back.
  return Math.min(Math.max(Math.ceil((start * (WHOLE + percent)) / WHOLE), start + 1), MAX_REPLICAS);
}

function reachDown(rule: StepRule, context: Context): number {
  const start = startOfPeriod(rule.per, context);
  if (rule.pods !== undefined) return start - rule.pods;
  const percent = rule.percent as number;
  if (context.semantics === 'hpa') return Math.trunc(start * (1 - percent / WHOLE));
  return Math.trunc((start * (WHOLE - percent)) / WHOLE);
}

/** The count before the changes of the period. The HPA knows only its own; we count everybody's. */
function startOfPeriod(per: number, { current, history, now, semantics }: Context): number {
  const { changes } = history;
  let start = current;
  for (let i = changes.length - 1; i >= 0; i--) {
    const change = changes[i] as Change;
    if (now - change.at >= per) continue;
    if (semantics === 'hpa' && change.by !== 'self') continue;
    start -= change.to - change.from;
  }
  return start;
}
