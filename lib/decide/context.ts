import type { History } from '../model/history.ts';
import { type Observation, sees } from '../model/observation.ts';
import { boundsInForce, type InForce } from './bounds.ts';
import type { Context } from './contract.ts';
import { fullFit } from './fit.ts';
import { fullness } from './fullness.ts';
import type { Plan } from './plan.ts';

/** A context whose `wish` is filled in once the sizers have spoken. */
export type MutableContext = { -readonly [K in keyof Context]: Context[K] };

/** @param inForce the bounds of another context, which are to hold here too; absent: as the plan has them now */
export function makeContext(
  plan: Plan,
  observation: Observation,
  history: History,
  now: number,
  inForce?: InForce | null,
): MutableContext {
  const sizeBytes = plan.sizeBytes ?? observation.dataset.sizeBytes;
  const context: MutableContext = {
    now,
    observation,
    history,
    current: observation.replicas,
    bounds: plan.bounds,
    inForce: null,
    semantics: plan.semantics,
    reading: sees(observation.reading) ? observation.reading : null,
    fullness: fullness(observation),
    sizeBytes,
    fullFit: fullFit(observation, sizeBytes),
    wish: observation.replicas,
  };
  context.inForce = inForce === undefined ? boundsInForce(plan, context) : inForce;
  if (context.inForce !== null) context.bounds = context.inForce.bounds;
  return context;
}
