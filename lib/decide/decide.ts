import type { Decision, Rung, Wish } from '../model/decision.ts';
import type { History } from '../model/history.ts';
import { type Observation, type Reason, sees } from '../model/observation.ts';
import type { Bounds, Context, Limiter, Raise } from './contract.ts';
import { fullFit } from './fit.ts';
import { fullness } from './fullness.ts';
import { keepWhatStays } from './keep.ts';
import { applyMode } from './mode.ts';
import type { Plan } from './plan.ts';
import { HOLDING_RULES, ownRules } from './rules.ts';
import { askSizers, type Wishes } from './wishes.ts';

/**
 * Decides one dataset at one instant: a wish, narrowed by limits (design, section 2). Pure: same inputs, same bytes.
 * The ladder records, rung by rung, who changed the number from what to what.
 * @param now instant in ms; the observation is of this instant or before
 */
export function decide(plan: Plan, observation: Observation, history: History, now: number): Decision {
  const context = makeContext(plan, observation, history, now);
  const wishes = askSizers(plan.sizers, context);
  context.wish = wishes.outcome;

  const rungs: Rung[] = [];
  const hpa = plan.semantics === 'hpa';
  let target = wishes.outcome;
  if (wishes.held !== null) rungs.push(wishes.held);
  if (plan.raise !== undefined && wishes.enters !== null) {
    target = raiseWish(plan.raise, context, rungs, target);
  }
  target = climb(plan.readingLimiters, context, rungs, target);
  const fromZero = hpa && context.current === 0;
  if (!fromZero || wishes.enters !== null) target = clampToBounds(context, rungs, target);
  const jumps = hpa && outsideBounds(context);
  if (jumps) target = jumpToBounds(context, rungs, target);
  target = climb(ownRules(plan, context), context, rungs, target);
  if (!jumps) {
    const leaves = fromZero && target > 0;
    target = climb(plan.limiters, context, rungs, target);
    if (leaves) target = leaveZero(context, rungs, target);
    target = keepWhatStays(plan, context, rungs, target);
  }
  const { outcome, reason } = applyMode(plan, context, rungs, target);
  return {
    at: now,
    outcome,
    current: context.current,
    target,
    wish: jumps ? null : wishes.enters,
    wishes: wishes.list as readonly Wish[],
    rungs,
    reason: reason ?? lastWord(rungs, wishes),
  };
}

/** A context whose `wish` is filled in once the sizers have spoken. */
export type MutableContext = { -readonly [K in keyof Context]: Context[K] };

export function makeContext(
  plan: Plan,
  observation: Observation,
  history: History,
  now: number,
): MutableContext {
  return {
    now,
    observation,
    history,
    current: observation.replicas,
    bounds: boundsInForce(plan),
    semantics: plan.semantics,
    reading: sees(observation.reading) ? observation.reading : null,
    fullness: fullness(observation),
    fullFit: fullFit(observation),
    wish: observation.replicas,
  };
}

/**
 * What the document allows now. One place for the order of precedence: a person's override, else schedule windows,
 * else idle, else `replicas`; today documents have the last only.
 */
function boundsInForce(plan: Plan): Bounds {
  return plan.bounds;
}

/** Narrows `target` by each limiter in turn; every one that spoke gets a rung. */
function climb(limiters: readonly Limiter[], context: Context, rungs: Rung[], target: number): number {
  let number = target;
  for (const limiter of limiters) {
    const interval = limiter.limit(context);
    if (interval === null) continue;
    const { current } = context;
    // Every interval contains the current count, whatever a limiter answers (also NaN): staying is always possible.
    const low = interval.low <= current ? interval.low : current;
    const high = interval.high >= current ? interval.high : current;
    const to = number < low ? Math.ceil(low) : number > high ? Math.floor(high) : number;
    rungs.push({
      by: limiter.policy,
      low: finite(low),
      high: finite(high),
      from: number,
      to,
      reason: interval.reason,
    });
    number = to;
  }
  return number;
}

/** No limit on a side is null in the ladder, because JSON has no infinity. */
function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}

function clampToBounds(context: Context, rungs: Rung[], target: number): number {
  const { current, bounds } = context;
  const { min, max } = bounds;
  const to = target > max ? max : target < min ? min : target;
  const code = to === target ? 'WithinBounds' : boundsCode(target, current, bounds);
  const reason: Reason = { code, numbers: { min, max, current } };
  rungs.push({ by: 'bounds', low: min, high: max, from: target, to, reason });
  return to;
}

/** A count that is itself outside moves because of the bounds alone; else it is only the wish that they cut. */
function boundsCode(target: number, current: number, { min, max }: Bounds): string {
  if (target > max) return current > max ? 'CountAboveMax' : 'AboveMax';
  return current < min ? 'CountBelowMin' : 'BelowMin';
}

function outsideBounds({ current, bounds }: Context): boolean {
  return current !== 0 && (current < bounds.min || current > bounds.max);
}

/** The law of an HPA without `behavior`: the number goes up to the interval's low end, also above the current count. */
function raiseWish(raise: Raise, context: MutableContext, rungs: Rung[], target: number): number {
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
 */
function leaveZero(context: Context, rungs: Rung[], target: number): number {
  const { min, max } = context.bounds;
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

/**
 * The reason that decided. A rule that holds everything comes first, because nothing else matters while it does; then the
 * last rung that changed the number; then the wish that won.
 */
function lastWord(rungs: readonly Rung[], wishes: Wishes): Reason {
  let changed: Reason | null = null;
  for (let i = rungs.length - 1; i >= 0; i--) {
    const rung = rungs[i] as Rung;
    if (HOLDING_RULES.has(rung.by)) return rung.reason;
    if (changed === null && (rung.from !== rung.to || rung.reason.code === 'BoundsJump'))
      changed = rung.reason;
  }
  return changed ?? wishes.reason;
}
