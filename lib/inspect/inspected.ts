/** What one look found out about one dataset. Pure. */
import type { PolicyInForce } from '../daemon/daemon.ts';
import type { DatasetStatus } from '../daemon/ports.ts';
import type { Decision } from '../model/decision.ts';
import { type Observation, type Reason, sees } from '../model/observation.ts';

export interface Inspected {
  readonly namespace: string;
  readonly name: string;
  /** The document the decision rests on; null: none names this dataset. */
  readonly policy: PolicyInForce | null;
  /** Null while there is nothing to observe; then `reason` says why. */
  readonly observation: Observation | null;
  /** What a daemon would decide; null without a policy, without an observation, and where only a daemon could tell. */
  readonly decision: Decision | null;
  /** What decided, or why nothing could be; null where all is well and nothing is to decide. */
  readonly reason: Reason | null;
}

/** Why we have no reading, where a daemon in the cluster may well have one: its decision is not for us to tell. */
const OURS_ALONE: ReadonlySet<string> = new Set(['EngineNotReachableHere', 'ProxyForbidden', 'ProxyFailed']);

/**
 * The reason why we could not read what a daemon in the cluster may well read, or null. Fluid's status may stand in for the
 * engine nevertheless.
 */
export function hidden(observation: Observation | null): Reason | null {
  if (observation === null) return null;
  const { reading } = observation;
  const reasons: readonly Reason[] = sees(reading) ? reading.notes : [reading];
  return reasons.find(({ code }) => OURS_ALONE.has(code)) ?? null;
}

/** Whether there is a figure of how full it is, the engine's or a status'. */
export function isRead({ observation }: Inspected): boolean {
  return observation !== null && sees(observation.reading);
}

/** @param policy null when the keeper looked without one */
export function inspectedOf(status: DatasetStatus, policy: PolicyInForce | null): Inspected {
  const { observation, plan } = status;
  const dataset = { namespace: plan.namespace, name: plan.dataset, policy, observation };
  if (observation === null) return { ...dataset, decision: null, reason: status.reason };
  const blind = sees(observation.reading) ? null : reasonOf(observation.reading);
  if (policy === null) {
    return { ...dataset, decision: null, reason: observation.obstacle ?? blind };
  }
  const untold = blind !== null && hidden(observation) !== null && observation.obstacle === null;
  if (untold) return { ...dataset, decision: null, reason: blind };
  return { ...dataset, decision: status.decision, reason: status.reason };
}

function reasonOf({ code, numbers }: Reason): Reason {
  return numbers === undefined ? { code } : { code, numbers };
}
