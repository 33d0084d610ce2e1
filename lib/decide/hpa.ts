/**
 * The ladder under `semantics: hpa`: the HPA's own order of things (facts: hpa-semantics, sections 3, 4 and 7), with our rules
 * that protect against doing harm.
 */
import type { Rung } from '../model/decision.ts';
import type { Reason } from '../model/observation.ts';
import type { Context, Raise } from './contract.ts';
import { clampToBounds, climb, liftPassing } from './ladder.ts';
import type { Plan } from './plan.ts';
import { ownRules } from './rules.ts';
import type { Wishes } from './wishes.ts';

/**
 * @param context its `wish` is raised where the law says so
 * @param wishes where no sizer had a say nothing moves the count from 0
 */
export function climbAsHpa(plan: Plan, context: Writable, rungs: Rung[], wishes: Wishes): number {
  const { outcome: wish, list } = wishes;
  const heard = wishes.enters !== null;
  const raised = plan.raise === undefined || !heard ? wish : raiseWish(plan.raise, context, rungs, wish);
  const limited = climb(plan.readingLimiters, context, rungs, raised);
  const target = liftPassing(plan.sizers, list, context, rungs, limited);
  if (outsideBounds(context) && !isOurs(plan, context)) {
    const bounded = clampToBounds(context, rungs, target);
    return climb(ownRules(plan, context), context, rungs, jumpToBounds(context, rungs, bounded));
  }
  if (context.current === 0) return climbFromZero(plan, context, rungs, target, heard || isWindow(context));
  const bounded = clampToBounds(context, rungs, target);
  return climb(plan.limiters, context, rungs, climb(ownRules(plan, context), context, rungs, bounded));
}

type Writable = { -readonly [K in keyof Context]: Context[K] };

function climbFromZero(plan: Plan, context: Context, rungs: Rung[], wish: number, heard: boolean): number {
  const bounded = heard ? clampToBounds(context, rungs, wish) : wish;
  const ruled = climb(ownRules(plan, context), context, rungs, bounded);
  const limited = climb(plan.limiters, context, rungs, ruled);
  return ruled > 0 ? leaveZero(context, rungs, limited, ruled) : limited;
}

/** From 0 the HPA moves only on a metric; a window moves it too, as the CronHPA that it stands for does. */
function isWindow({ inForce }: Context): boolean {
  return inForce?.low != null;
}

/**
 * Bounds that no HPA knows: of a person's override, or of idleness. They go by the limits as everywhere: a document that forbids
 * shrinking, or guards by name, means these too.
 */
function isOurs({ claimants }: Plan, { inForce, current, bounds }: Context): boolean {
  if (inForce === null) return false;
  if (inForce.override) return true;
  const by = (current > bounds.max ? inForce.high : inForce.low)?.by;
  return claimants.some(({ policy, rank }) => rank === 'idle' && policy === by);
}

/** Not at 0: that is off, or waits for a metric. */
export function outsideBounds({ current, bounds }: Context): boolean {
  return current !== 0 && (current < bounds.min || current > bounds.max);
}

/** The law of an HPA without `behavior`: the number goes up to the interval's low end, also above the current count. */
function raiseWish(raise: Raise, context: Writable, rungs: Rung[], target: number): number {
  const interval = raise.raise(context);
  if (interval === null) return target;
  const { low, reason } = interval;
  const to = target < low ? low : target;
  rungs.push({ by: raise.policy, low, high: null, from: target, to, reason });
  context.wish = to;
  return to;
}

/**
 * From 0 the HPA moves only on a metric, as far as its limits allow, and then at least to min (hpa-semantics, sections 3
 * and 4).
 * @param most what our own rules allow (a budget, say)
 */
function leaveZero(context: Context, rungs: Rung[], target: number, most: number): number {
  const { max } = context.bounds;
  const min = Math.min(context.bounds.min, most);
  if (target >= min) return target;
  const reason: Reason = { code: 'BelowMin', numbers: { min, max, current: 0 } };
  rungs.push({ by: 'bounds', low: min, high: max, from: target, to: min, reason });
  return min;
}

/** The HPA corrects a count outside its bounds in one step, past every limit (hpa-semantics, step 4 of a reconcile). */
function jumpToBounds(context: Context, rungs: Rung[], target: number): number {
  const { min, max } = context.bounds;
  const to = context.current > max ? max : min;
  const reason: Reason = { code: 'BoundsJump', numbers: { min, max } };
  rungs.push({ by: 'bounds', low: min, high: max, from: target, to, reason });
  return to;
}
