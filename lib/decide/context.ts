import type { History } from '../model/history.ts';
import { type Observation, sees } from '../model/observation.ts';
import type { Bounds, Context } from './contract.ts';
import { fullFit } from './fit.ts';
import { fullness } from './fullness.ts';
import type { Plan } from './plan.ts';

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
