import type { Outcome, Rung } from '../model/decision.ts';
import type { Observation, Reason } from '../model/observation.ts';
import type { Context } from './contract.ts';
import { pausedBy, saidNow } from './control.ts';
import type { Mode, Plan } from './plan.ts';

/**
 * The mode in force. A pause, of the document or by an annotation, goes before a dry run, and ends by itself at its `until`.
 * @param seen null where nobody has looked: then only the document speaks
 */
export function modeInForce(
  plan: Pick<Plan, 'mode' | 'pause'>,
  seen: Pick<Observation, 'control'> | null,
  now: number,
): Mode {
  if (pausedBy(saidNow(plan, seen, now)) !== null) return 'paused';
  return plan.mode === 'paused' ? 'auto' : plan.mode;
}

/** Dry run and pause run the same ladder and then stay (design, law 5). */
export function applyMode(
  plan: Plan,
  context: Context,
  rungs: Rung[],
  target: number,
): { outcome: Outcome; reason: Reason | null } {
  const { current, observation, now } = context;
  if (target === current) return { outcome: 'hold', reason: null };
  const paused = pausedBy(saidNow(plan, observation, now));
  if (paused === null && plan.mode !== 'dry-run') return { outcome: 'move', reason: null };
  const reason = paused?.would(current, target) ?? { code: 'DryRun', numbers: { from: current, to: target } };
  rungs.push({ by: 'mode', low: current, high: current, from: target, to: current, reason });
  return { outcome: 'would', reason };
}
