import type { Plan } from '../decide/plan.ts';
import type { Decision } from '../model/decision.ts';
import { type Observation, type Passed, sees } from '../model/observation.ts';
import type { QuietRecord } from '../model/records.ts';
import { passedInAll } from '../signals/passed.ts';
import { sameValue } from '../units/same.ts';

/** Ticks that decided nothing new are one record a minute (design, law 9). */
export const QUIET_MS = 60_000;

/** The minute that is being gathered. */
export type QuietMinute = { -readonly [K in keyof QuietRecord]: QuietRecord[K] };

/** One tick that decided nothing new. */
export interface QuietTick {
  readonly dataset: string;
  readonly observation: Observation;
  readonly decision: Decision;
  /** What passed through the cache since the tick before, or null when that is not known. */
  readonly inflow: Passed | null;
  /** What a minute tells only where records have told otherwise so far; null: nothing. */
  readonly changed: Pick<QuietRecord, 'size' | 'operations'> | null;
  /** What of its plan the minute tells. */
  readonly plan: Pick<Plan, 'levelsMs'>;
}

/** What records tell so far; null: nothing. */
export type Told = Required<NonNullable<QuietTick['changed']>> | null;

export function toldBy({ dataset, operations }: Observation): NonNullable<Told> {
  return { size: dataset.sizeBytes, operations };
}

/** @returns null: nothing */
export function changedSince(told: Told, { dataset, operations }: Observation): QuietTick['changed'] {
  const sameSize = told?.size === dataset.sizeBytes;
  const sameOperations = sameValue(told?.operations, operations);
  if (sameSize && sameOperations) return null;
  return { ...(sameSize ? {} : { size: dataset.sizeBytes }), ...(sameOperations ? {} : { operations }) };
}

/** Adds a tick to the minute, or begins one. */
export function addQuiet(minute: QuietMinute | null, tick: QuietTick): QuietMinute {
  const { dataset, observation, decision, inflow, changed, plan } = tick;
  const reading = sees(observation.reading) ? observation.reading : null;
  const used = reading?.usedBytes ?? null;
  if (minute === null) {
    return {
      kind: 'quiet',
      dataset,
      uid: observation.uid,
      from: decision.at,
      to: decision.at,
      ticks: 1,
      used: used === null ? null : { min: used, max: used, last: used },
      capacity: reading?.capacityBytes ?? null,
      current: decision.current,
      wish: decision.wish,
      outcome: decision.outcome,
      reason: decision.reason,
      ...(inflow === null ? {} : { inflow }),
      ...changed,
      ...levelsWanted(plan),
    };
  }
  if (inflow !== null) minute.inflow = inflowWith(minute, inflow);
  const heard = heardWith(minute, decision);
  if (heard !== undefined) minute.heard = heard;
  minute.to = decision.at;
  minute.ticks++;
  // A wish heard at any of its ticks is one the minute vouches for.
  minute.wish = decision.wish ?? minute.wish;
  minute.reason = decision.reason;
  if (changed !== null) Object.assign(minute, changed);
  if (used !== null) {
    const { min, max } = minute.used ?? { min: used, max: used };
    minute.used = { min: Math.min(min, used), max: Math.max(max, used), last: used };
    minute.capacity = reading?.capacityBytes ?? null;
  }
  return minute;
}

/** So that a replay remembers levels as the daemon did, whatever document comes into force meanwhile. */
export function levelsWanted({ levelsMs }: Pick<Plan, 'levelsMs'>): { levelsMs?: number } {
  return levelsMs === undefined ? {} : { levelsMs };
}

/** A run of wishes goes on or begins anew by when it was heard, so a replay must know. */
function heardWith({ wish, heard, from, to }: QuietMinute, decision: Decision): QuietMinute['heard'] {
  const { at } = decision;
  if (decision.wish === null) return wish === null ? undefined : (heard ?? { from, until: to });
  if (wish === null) return { from: at, until: at };
  return heard && { from: heard.from, until: at };
}

/** With what passed since the tick before; and since and until when, as soon as that is not all the time. */
function inflowWith({ inflow: before, to }: QuietMinute, inflow: Passed): NonNullable<QuietMinute['inflow']> {
  const [moved, moves] = [anything(before), anything(inflow)];
  const from = moved ? before?.from : moves && before !== undefined ? to : undefined;
  const until = moves ? undefined : moved ? (before?.until ?? to) : undefined;
  return {
    ...passedInAll(before, inflow),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
}

function anything(passed: Passed | undefined): boolean {
  const { ufs = 0, served = 0, evicted = 0 } = passed ?? {};
  return ufs > 0 || served > 0 || evicted > 0;
}
