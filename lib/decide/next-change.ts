/** When a plan next says something else although nothing but the time changes. */
import type { History } from '../model/history.ts';
import type { Observation } from '../model/observation.ts';
import { makeContext } from './context.ts';
import type { NextChange } from './contract.ts';
import { turnsOf } from './control.ts';
import type { Plan } from './plan.ts';

/**
 * Soonest first, each after `now`. Spans of at most `plan.windowMs` from something in the history (steps, cool-downs, windows)
 * are not among them. Pure, as `decide` is.
 */
export function nextChanges(
  plan: Plan,
  observation: Observation,
  history: History,
  now: number,
): readonly NextChange[] {
  const turns = turnsOf(plan, observation, now);
  if (plan.nextChanges.length === 0 && turns.length < 2) return turns;
  const context = makeContext(plan, observation, history, now);
  const all = [...turns];
  for (const ask of plan.nextChanges) {
    const change = ask(context);
    if (change !== null && change.at > now) all.push(change);
  }
  return all.sort((a, b) => a.at - b.at);
}

/** The soonest of them for whoever has decided last; Infinity where there is none, or nothing has been decided. */
export function soonestChange(last: {
  readonly plan: Plan;
  readonly observation: Observation | null;
  readonly history: History | null;
  readonly decision: { readonly at: number } | null;
}): number {
  const { plan, observation, history, decision } = last;
  if (observation === null || history === null || decision === null) return Number.POSITIVE_INFINITY;
  return nextChanges(plan, observation, history, decision.at)[0]?.at ?? Number.POSITIVE_INFINITY;
}
