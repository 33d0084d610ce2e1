import type { Outcome, Rung } from '../model/decision.ts';
import type { Reason } from '../model/observation.ts';
import type { Context } from './contract.ts';
import type { Mode, Plan } from './plan.ts';

/** The mode in force: a pause ends by itself at its `until`. */
export function modeInForce(plan: Plan, now: number): Mode {
  if (plan.mode === 'paused' && plan.pause?.until != null && now >= plan.pause.until) return 'auto';
  return plan.mode;
}

/** Dry run and pause run the same ladder and then stay (design, law 5). */
export function applyMode(
  plan: Plan,
  context: Context,
  rungs: Rung[],
  target: number,
): { outcome: Outcome; reason: Reason | null } {
  const { current, now } = context;
  if (target === current) return { outcome: 'hold', reason: null };
  const mode = modeInForce(plan, now);
  if (mode === 'auto') return { outcome: 'move', reason: null };
  const reason: Reason =
    mode === 'dry-run'
      ? { code: 'DryRun', numbers: { from: current, to: target } }
      : {
          code: 'Paused',
          numbers: { by: plan.pause?.by ?? '', why: plan.pause?.why ?? '', from: current, to: target },
        };
  rungs.push({ by: 'mode', low: current, high: current, from: target, to: current, reason });
  return { outcome: 'would', reason };
}
