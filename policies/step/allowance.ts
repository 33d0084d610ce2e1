import type { Context } from '../../lib/decide/contract.ts';
import type { StepRule } from '../../lib/decide/pace.ts';
import type { Change } from '../../lib/model/history.ts';
import { MAX_REPLICAS } from '../../lib/units/int32.ts';
import { WHOLE } from '../../lib/units/share.ts';

export type Direction = 'up' | 'down';

/** How far the count may go now, and the period of the rule that says so. */
export interface Allowance {
  readonly limit: number;
  readonly per: number;
}

/**
 * The count that may be reached now in one direction, by the rule that binds. Changes of exactly the period's age no longer
 * count (hpa-semantics, section 9).
 * @param rules at least one
 * @param select `Max`: the most generous rule binds; `Min`: the strictest
 */
export function allowance(
  direction: Direction,
  rules: readonly StepRule[],
  select: 'Max' | 'Min',
  context: Context,
): Allowance {
  const { current } = context;
  const reach = context.semantics === 'hpa' ? reachAsHpa : reachAsOurs;
  // Max is the largest change: the highest limit up, the lowest down.
  const highest = (direction === 'up') === (select === 'Max');
  let chosen: number | null = null;
  let per = 0;
  for (const rule of rules) {
    const limit = reach(direction, rule, context);
    if (chosen !== null && (highest ? limit <= chosen : limit >= chosen)) continue;
    chosen = limit;
    per = rule.per;
  }
  const limit = chosen ?? current;
  return { limit: direction === 'up' ? Math.max(limit, current) : Math.min(limit, current), per };
}

/**
 * [current - k, current + k] less what was spent in the period, by whomever. What went the other way gives nothing back: a
 * change by someone else is the new starting point, and the cache has paid for both.
 */
function reachAsOurs(direction: Direction, { pods, percent, per }: StepRule, context: Context): number {
  const { current, now, history } = context;
  const { changes } = history;
  const sign = direction === 'up' ? 1 : -1;
  let spent = 0;
  // Percent is of the count the period began with, or of what others have made of it since.
  let base = current;
  for (let i = changes.length - 1; i >= 0; i--) {
    const { at, from, to } = changes[i] as Change;
    if (now - at >= per) continue;
    spent += Math.max(0, sign * (to - from));
    if (sign * (from - base) < 0) base = from;
  }
  // Percent of nothing is still one worker, or a cache at 0 could never come back.
  const whole = pods ?? Math.max(1, Math.ceil((base * (percent as number)) / WHOLE));
  const reach = current + sign * Math.max(0, whole - spent);
  return Math.max(0, Math.min(reach, MAX_REPLICAS));
}

/** The HPA's own arithmetic, in doubles: what went the other way within the period is given back. */
function reachAsHpa(direction: Direction, { pods, percent, per }: StepRule, context: Context): number {
  const start = startOfPeriod(per, context);
  const share = (percent ?? 0) / WHOLE;
  if (direction === 'up') {
    return Math.min(pods === undefined ? Math.ceil(start * (1 + share)) : start + pods, MAX_REPLICAS);
  }
  return pods === undefined ? Math.trunc(start * (1 - share)) : start - pods;
}

/** The count before the changes of the period; the HPA knows only its own. */
function startOfPeriod(per: number, { current, history, now }: Context): number {
  let start = current;
  for (const change of history.changes) {
    if (now - change.at >= per || change.by !== 'self') continue;
    start -= change.to - change.from;
  }
  return start;
}
