import type { Decision, Rung, Wish } from '../model/decision.ts';
import type { History } from '../model/history.ts';
import { type Observation, type Reason, sees } from '../model/observation.ts';
import type { Bounds, Context, Interval, Limiter } from './contract.ts';
import { fullFit } from './fit.ts';
import { fullness } from './fullness.ts';
import { keepWhatStays } from './keep.ts';
import { applyMode } from './mode.ts';
import type { Plan } from './plan.ts';
import { ownRules } from './rules.ts';
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
  let target = wishes.outcome;
  if (wishes.held !== null) rungs.push(wishes.held);
  target = climb(plan.readingLimiters, context, rungs, target);
  target = clampToBounds(context, rungs, target);
  const jumps = plan.semantics === 'hpa' && outsideBounds(context);
  if (jumps) target = jumpToBounds(context, rungs, target);
  target = climb(ownRules(plan, context), context, rungs, target);
  if (!jumps) {
    target = climb(plan.limiters, context, rungs, target);
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
    const next = clamp(number, interval, context.current);
    rungs.push({
      by: limiter.policy,
      low: finite(interval.low),
      high: finite(interval.high),
      from: number,
      to: next,
      reason: interval.reason,
    });
    number = next;
  }
  return number;
}

/** No limit on a side is null in the ladder, because JSON has no infinity. */
function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}

/** Every interval contains the current count, whatever a limiter answers: staying is always possible. */
function clamp(target: number, interval: Interval, current: number): number {
  const low = Math.min(interval.low, current);
  const high = Math.max(interval.high, current);
  return target < low ? low : target > high ? high : target;
}

function clampToBounds(context: Context, rungs: Rung[], target: number): number {
  const { min, max } = context.bounds;
  const to = target > max ? max : target < min ? min : target;
  const code = target > max ? 'AboveMax' : target < min ? 'BelowMin' : 'WithinBounds';
  rungs.push({
    by: 'bounds',
    low: min,
    high: max,
    from: target,
    to,
    reason: { code, numbers: { min, max } },
  });
  return to;
}

function outsideBounds({ current, bounds }: Context): boolean {
  return current !== 0 && (current < bounds.min || current > bounds.max);
}

/** The HPA corrects a count outside its bounds in one step, past every limit (hpa-semantics, step 4 of a reconcile). */
function jumpToBounds(context: Context, rungs: Rung[], target: number): number {
  const { min, max } = context.bounds;
  const to = context.current > max ? max : min;
  const reason: Reason = { code: 'BoundsJump', numbers: { min, max } };
  rungs.push({ by: 'bounds', low: min, high: max, from: target, to, reason });
  return to;
}

/** The last rung that changed the number, else the wish that won. */
function lastWord(rungs: readonly Rung[], wishes: Wishes): Reason {
  for (let i = rungs.length - 1; i >= 0; i--) {
    const rung = rungs[i] as Rung;
    if (rung.from !== rung.to || rung.reason.code === 'BoundsJump') return rung.reason;
  }
  return wishes.reason;
}
