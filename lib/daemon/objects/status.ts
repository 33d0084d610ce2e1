/** From what the daemon knows of a dataset to the status of its DatasetAutoscaler. Pure. */
import { type Observation, sees } from '../../model/observation.ts';
import { describeReason } from '../../model/reasons/index.ts';
import type { DecisionRecord } from '../../model/records.ts';
import { shortLadder } from '../../report/ladder.ts';
import { formatShare, parseShare, readableShare, shareOf } from '../../units/share.ts';
import type { DatasetStatus } from '../ports.ts';
import { type Condition, conditionsOf } from './conditions.ts';

/** The status as it is written; instants are RFC 3339. */
export interface AutoscalerStatus {
  readonly observedGeneration: number;
  readonly dataset: string;
  readonly reference: string | null;
  readonly currentReplicas: number | null;
  readonly desiredReplicas: number | null;
  readonly utilization: Utilization | null;
  readonly lastScaleTime: string | null;
  readonly lastDecision: LastDecision | null;
  readonly conditions: readonly Condition[];
}

interface Utilization {
  readonly current: string;
  readonly target: string;
  readonly shown: string;
}

interface LastDecision {
  readonly time: string;
  readonly outcome: DecisionRecord['outcome'];
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly message: string;
  readonly ladder: string;
}

/** What is known of one object. */
export interface Known {
  readonly generation: number;
  /** Name of the Dataset. */
  readonly dataset: string;
  /** What the policy compares utilization with, as the document writes it; `-` for nothing. */
  readonly target: string;
  /** As last written; empty before the first time. */
  readonly before: Partial<AutoscalerStatus>;
  /** Of the dataset, where this document or its last good version is in force; else null. */
  readonly shown: DatasetStatus | null;
  /** Why the document is not in force as it stands, or null. */
  readonly fault: string | null;
  /** The last decision heard of since the daemon began, or null. */
  readonly decision: DecisionRecord | null;
  /** When the daemon last changed the count, ms, as far as heard; or null. */
  readonly scaledAt: number | null;
}

/** Codes of a daemon that has not looked (yet): what was written before is better than nothing. */
const NOT_LOOKED = new Set(['NotLookedYet', 'NotSynced', 'StandingBy']);

/** @returns null while there is nothing to say */
export function statusOf(known: Known, now: number): AutoscalerStatus | null {
  const { shown, fault, before } = known;
  if (shown === null ? fault === null : NOT_LOOKED.has(shown.reason.code)) return null;
  const observation = shown?.observation ?? null;
  return {
    observedGeneration: known.generation,
    dataset: known.dataset,
    reference: observation === null ? null : `${observation.runtime.kind}/${observation.runtime.name}`,
    currentReplicas: observation?.replicas ?? null,
    desiredReplicas: shown?.decision?.target ?? null,
    utilization: observation === null ? null : utilizationOf(observation, known.target),
    lastScaleTime: known.scaledAt === null ? (before.lastScaleTime ?? null) : instant(known.scaledAt),
    lastDecision: known.decision === null ? (before.lastDecision ?? null) : decisionOf(known.decision),
    conditions: conditionsOf(known, now),
  };
}

/** In whole percent, unless that would turn the comparison with the target around. */
function utilizationOf({ reading }: Observation, target: string): Utilization {
  if (!sees(reading)) return { current: 'unknown', target, shown: `unknown/${target}` };
  const share = shareOf(reading.usedBytes, reading.capacityBytes);
  const mark = parseShare(target);
  const whole = Math.round(share / 1000) * 1000;
  const blurred = mark !== null && Math.sign(whole - mark) !== Math.sign(share - mark);
  const current = blurred ? readableShare(share, [mark]) : formatShare(whole);
  return { current, target, shown: `${current}/${target}` };
}

function decisionOf(record: DecisionRecord): LastDecision {
  const { decidedAt, outcome, current, target, reason } = record;
  return {
    time: instant(decidedAt),
    outcome,
    from: current,
    to: target,
    reason: reason.code,
    message: describeReason(reason),
    ladder: shortLadder(record),
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

/** How often a change of the utilization alone is written, ms. */
const UTILIZATION_EVERY_MS = 60_000;

/**
 * Whether the new status says something that the old one does not. Sentences hold numbers that change by themselves (ages, time
 * left), so they count only with the rest, and so does utilization until a minute has passed.
 * @param sinceMs since the last write
 */
export function isNews(before: Partial<AutoscalerStatus>, after: AutoscalerStatus, sinceMs: number): boolean {
  if (JSON.stringify(gist(before)) !== JSON.stringify(gist(after))) return true;
  return sinceMs >= UTILIZATION_EVERY_MS && before.utilization?.shown !== after.utilization?.shown;
}

function gist(status: Partial<AutoscalerStatus>) {
  const { observedGeneration, dataset, reference, currentReplicas, desiredReplicas, lastScaleTime } = status;
  const conditions = status.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
  return [
    ...[observedGeneration, dataset, reference, currentReplicas, desiredReplicas, lastScaleTime],
    ...[status.lastDecision?.time, status.utilization?.target, conditions ?? []],
  ].map((part) => part ?? null);
}
