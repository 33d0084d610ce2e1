/** What the daemon knows of a dataset, decided by the real pipeline, as the status of its object is made of it. */
import type { Known } from '../../../../lib/daemon/objects/status.ts';
import type { DatasetStatus } from '../../../../lib/daemon/ports.ts';
import { decide } from '../../../../lib/decide/decide.ts';
import type { History } from '../../../../lib/model/history.ts';
import type { Reason } from '../../../../lib/model/observation.ts';
import {
  ARTICLE,
  history,
  NOON,
  type ObservationWishes,
  observation,
  plan,
  type SpecWishes,
} from '../../decide/make.ts';

export const spark: SpecWishes = { policies: ARTICLE };

export function shown(
  seen: ObservationWishes,
  spec: SpecWishes = spark,
  past: History = history(),
): DatasetStatus {
  const [made, observed] = [plan(spec), observation(seen)];
  const decision = decide(made, observed, structuredClone(past), NOON);
  const told = { plan: made, observation: observed, decision, reason: decision.reason, history: past };
  return { dataset: 'default/spark', ...told };
}

/** Nothing to observe. */
export function waiting(reason: Reason): DatasetStatus {
  return {
    dataset: 'default/spark',
    plan: plan(spark),
    observation: null,
    decision: null,
    reason,
    history: null,
  };
}

export function known(wishes: Partial<Known> = {}): Known {
  return {
    generation: 3,
    dataset: 'spark',
    target: '90%',
    before: {},
    shown: shown({}),
    fault: null,
    decision: null,
    scaledAt: null,
    ...wishes,
  };
}
