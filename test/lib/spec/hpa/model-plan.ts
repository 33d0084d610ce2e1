import type { Plan } from '../../../../lib/decide/plan.ts';
import { objectMetric, validPlan } from '../../../conformance/setting.ts';
import { FLAG_WINDOW, type ModelRules, type ModelSpec } from './reconcile-model.ts';

/** The plan of the HPA document that says what the model's spec says. */
export function planFor({ min, max, target, tolerance, behavior }: ModelSpec): Plan {
  const metric = objectMetric({ type: 'Value', value: `${target}m` });
  if (behavior === null) return validPlan({ min, max, metric, behavior: null });
  const rules = ({ window, ...rest }: ModelRules, tolerated: number, flag: number | null) => ({
    ...rest,
    tolerance: tolerated,
    stabilizationWindowSeconds: window === flag ? null : window,
  });
  // The window down that equals the flag is left to it.
  const scaleUp = rules(behavior.up, tolerance.up, null);
  const scaleDown = rules(behavior.down, tolerance.down, FLAG_WINDOW);
  return validPlan({ min, max, metric, behavior: { scaleUp, scaleDown } });
}
