import type { Decision, Rung, Wish } from '../model/decision.ts';
import type { History } from '../model/history.ts';
import type { Observation, Reason } from '../model/observation.ts';
import { makeContext } from './context.ts';
import type { Context } from './contract.ts';
import { climbAsHpa, outsideBounds } from './hpa.ts';
import { keepWhatStays } from './keep.ts';
import { clampToBounds, climb, liftPassing } from './ladder.ts';
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

  const rungs: Rung[] = wishes.held === null ? [] : [wishes.held];
  const hpa = plan.semantics === 'hpa';
  const target = hpa ? climbAsHpa(plan, context, rungs, wishes) : climbLadder(plan, context, rungs, wishes);
  const { outcome, reason } = applyMode(plan, context, rungs, target);
  return {
    at: now,
    outcome,
    current: context.current,
    target,
    // The HPA logs no recommendation while it corrects a count that is outside its bounds.
    wish: hpa && outsideBounds(context) ? null : wishes.enters,
    wishes: wishes.list as readonly Wish[],
    rungs,
    reason: reason ?? lastWord(rungs, wishes, context),
  };
}

function climbLadder(plan: Plan, context: Context, rungs: Rung[], { outcome, list }: Wishes): number {
  let target = climb(plan.readingLimiters, context, rungs, outcome);
  target = liftPassing(plan.sizers, list, context, rungs, target);
  target = clampToBounds(context, rungs, target);
  target = climb(ownRules(plan, context), context, rungs, target);
  target = climb(plan.limiters, context, rungs, target);
  return keepWhatStays(plan, context, rungs, target);
}

/**
 * The reason that decided. A rule that holds everything comes first, because nothing else matters while it does; then the
 * last rung that changed the number; then a person's override, which leaves the policies nothing to wish for; then the wish that
 * won.
 */
function lastWord(rungs: readonly Rung[], wishes: Wishes, { inForce }: Context): Reason {
  let changed: Reason | null = null;
  for (let i = rungs.length - 1; i >= 0; i--) {
    const rung = rungs[i] as Rung;
    if (HOLDING_RULES.has(rung.by)) return rung.reason;
    if (changed === null && (rung.from !== rung.to || rung.reason.code === 'BoundsJump'))
      changed = rung.reason;
  }
  const override = inForce?.override ? inForce.claims[0]?.reason : undefined;
  return changed ?? override ?? wishes.reason;
}
