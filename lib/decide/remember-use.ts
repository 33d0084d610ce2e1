/** How a history learns of use and of data operations. All instants come from outside. */

import type { OperatedRecord, UseRecord } from '../model/carried-records.ts';
import type { Decision } from '../model/decision.ts';
import type { Change, History } from '../model/history.ts';
import type { Observation } from '../model/observation.ts';
import { IDLE_FLOOR, RESTORE_MS, useSeen } from './idling.ts';

/** What a fact of use says, without whose it is. */
export type UseSeen = Pick<UseRecord, 'state' | 'seenAt' | 'replicas'>;
export type OperationsSeen = Pick<OperatedRecord, 'running' | 'seenAt'>;

/**
 * @param asked whether the document asks who uses the dataset; when it no longer does, it is not known any more
 * @returns what is new, or null
 */
export function newUse({ use }: History, observation: Observation, asked: boolean): UseSeen | null {
  if (!asked && use === undefined) return null;
  const state = asked ? useSeen(observation) : 'unknown';
  if (state === null || state === use?.state) return null;
  return { state, seenAt: observation.at, replicas: observation.replicas };
}

/** Enters it. What idleness took is owed until it is there again, or was claimed for long enough in vain. */
export function rememberUse(history: History, { state, seenAt, replicas }: UseSeen): void {
  const { use } = history;
  const before = use?.before;
  const given = state === 'used' && replicas >= (before ?? 0);
  const givenUp = use?.state === 'used' && seenAt - use.since >= RESTORE_MS;
  history.use = {
    state,
    since: seenAt,
    ...(before === undefined || given || givenUp ? {} : { before }),
  };
}

/** Longer than a restart takes: if nothing was recorded for so long, nobody looked, ms. */
const NOBODY_LOOKED_MS = 300_000;

/** Whether somebody used it while nobody looked is not known. @param silence since the last record about it, ms */
export function doubtUse(history: History, silence: number): void {
  const { use } = history;
  if (use?.state === 'unused' && silence > NOBODY_LOOKED_MS) history.use = { ...use, state: 'unknown' };
}

/** A move under idleness: the count before the first of them is owed. */
export function rememberIdling(
  history: History,
  { outcome, current, target, rungs }: Omit<Decision, 'at'>,
): void {
  const { use } = history;
  if (use === undefined || use.before !== undefined || outcome !== 'move' || target >= current) return;
  if (rungs.some(({ reason }) => reason.code === IDLE_FLOOR)) history.use = { ...use, before: current };
}

/** A change of the count settles what is owed: it is there again, or somebody else has said where the count is to be. */
export function settleOwed(history: History, { to, by }: Pick<Change, 'to' | 'by'>): void {
  const { use } = history;
  if (use?.before === undefined) return;
  const given = use.state === 'used' && to >= use.before;
  if (!given && by !== 'other') return;
  const { before: _, ...rest } = use;
  history.use = rest;
}

/** So many of the operations that run are named. */
export const MOST_OPERATIONS = 3;

/** @returns what is new of the data operations that run, or null: none began while none ran, nor did the last one end */
export function newOperations({ operated }: History, { operations, at }: Observation): OperationsSeen | null {
  const ran = (operated?.running.length ?? 0) > 0;
  const same = ran === operations.length > 0;
  return same ? null : { running: operations.slice(0, MOST_OPERATIONS), seenAt: at };
}

export function rememberOperations(history: History, { running, seenAt }: OperationsSeen): void {
  const [last] = history.operated?.running ?? [];
  history.operated = {
    running,
    since: seenAt,
    ...(running.length > 0 || last === undefined ? {} : { last }),
  };
}
