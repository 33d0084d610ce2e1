/** The three conditions a user of the HorizontalPodAutoscaler knows, with this project's reasons. Pure. */
import { pausedBy, saidNow } from '../../decide/control.ts';
import { HOLDING_RULES } from '../../decide/rules.ts';
import type { Decision } from '../../model/decision.ts';
import { type Reason, sees } from '../../model/observation.ts';
import { describeReason } from '../../model/reasons/index.ts';
import type { DatasetStatus } from '../ports.ts';
import type { Known } from './status.ts';

type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

export interface Condition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** RFC 3339. */
  readonly lastTransitionTime: string;
  readonly observedGeneration: number;
}

type Said = readonly [status: Condition['status'], reason: Reason];

/** Longer messages (a fault with all that is allowed) are cut. */
const LONGEST_MESSAGE = 1024;

/**
 * - `AbleToScale`: the count can be read and changed. False: no runtime, an obstacle, another autoscaler, a patch that failed.
 * - `ScalingActive`: policies decide the count now. False: a fault in the document, a pause, a dry run, a person's 0, no reading.
 * - `ScalingLimited`: a limit narrows what the policies wish for.
 * @param now ms; when a condition that turns turned
 */
export function conditionsOf(known: Known, now: number): readonly Condition[] {
  const { before, generation } = known;
  const said: Readonly<Record<ConditionType, Said>> = {
    AbleToScale: able(known),
    ScalingActive: active(known, now),
    ScalingLimited: limited(known),
  };
  return Object.entries(said).map(([type, [status, reason]]) => {
    const last = before.conditions?.find((each) => each.type === type);
    const since = last?.status === status ? last.lastTransitionTime : new Date(now).toISOString();
    const message = describeReason(reason).slice(0, LONGEST_MESSAGE);
    const told = { status, reason: reason.code, message, lastTransitionTime: since };
    return { type: type as ConditionType, ...told, observedGeneration: generation };
  });
}

function able({ shown, fault }: Known): Said {
  if (shown === null) return ['Unknown', faulty(fault)];
  const { observation, decision, reason } = shown;
  if (observation === null) return ['False', reason];
  if (reason.code === 'LedgerUnwritable') return ['False', reason];
  const held = decision === null ? null : heldBy(decision);
  if (held !== null) return ['False', held];
  const { kind, name } = observation.runtime;
  return ['True', { code: 'ReadyToScale', numbers: { runtime: `${kind} ${name}` } }];
}

/** A person's 0 is able to scale, but not active. */
function heldBy({ rungs }: Decision): Reason | null {
  return rungs.find(({ by }) => HOLDING_RULES.has(by) && by !== 'off')?.reason ?? null;
}

function active({ shown, fault }: Known, now: number): Said {
  if (fault !== null) return ['False', faulty(fault)];
  if (shown === null || shown.observation === null) return ['Unknown', shown?.reason ?? faulty(fault)];
  const off = shown.decision?.rungs.find(({ by }) => by === 'off');
  const idle = off?.reason ?? idleBy(shown, now);
  if (idle !== null) return ['False', idle];
  const { reading } = shown.observation;
  if (!sees(reading))
    return ['False', { code: reading.code, ...(reading.numbers && { numbers: reading.numbers }) }];
  return ['True', { code: 'CacheRead', numbers: { source: reading.source } }];
}

function idleBy({ plan, observation }: DatasetStatus, now: number): Reason | null {
  const paused = pausedBy(saidNow(plan, observation, now));
  if (paused !== null) return paused.standing;
  return plan.mode === 'dry-run' ? { code: 'DryRunInForce' } : null;
}

function limited({ shown, fault }: Known): Said {
  const decision = shown?.decision ?? null;
  if (decision === null) return ['Unknown', shown?.reason ?? faulty(fault)];
  // What dry run and pause take away is no limit: that is what ScalingActive says.
  const narrowed = decision.rungs.filter(({ by, from, to }) => by !== 'mode' && from !== to);
  const last = narrowed.at(-1);
  return last === undefined ? ['False', { code: 'NotLimited' }] : ['True', last.reason];
}

function faulty(fault: string | null): Reason {
  return { code: 'PolicyFaulty', numbers: { fault } };
}
