import type { Intake } from '../model/observation.ts';
import { askedAt, type EngineFigures } from '../runtimes/contract.ts';

/**
 * What the last two minutes of looks at one engine have in common, so that one poll at 89.8 % beside one at 100 % is seen as
 * the same full cache. Pure: a plain value that can be stored as JSON, one for each runtime uid.
 */

/** How far back peak, intake and plateau look from the newest look, ms. */
export const WINDOW_MS = 60_000;
/** How long nothing may have come in before intake is `still`, ms: longer than the engine's counters lag and than a poll. */
export const STILL_MS = 20_000;
/** How long looks are kept, ms: enough for a window even when looks are a minute apart. */
export const KEEP_MS = 120_000;

/** Looks that said the same, from the first to the last of them, by when the source was asked. */
export interface Run {
  readonly from: number;
  readonly until: number;
  readonly capacityBytes: number;
  readonly usedBytes: number;
  readonly workers: number;
  readonly ufsReadBytes: number | null;
  readonly evictions: number | null;
}

/** Oldest first. */
export interface Recent {
  readonly runs: readonly Run[];
}

export const nothingRecent: Recent = { runs: [] };

/** The last time the engine's capacity fell: it gave up a worker, so utilization jumped without data coming in. */
export interface Jump {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly workersFrom: number;
  readonly workersTo: number;
}

export interface RecentSummary {
  /** Highest used since capacity or workers last changed, at most a window back; null when there is no look. */
  readonly peakBytes: number | null;
  readonly intake: Intake;
  readonly plateau: boolean;
  readonly jump: Jump | null;
}

/**
 * Adds a look. One that is older than the newest means that the clock was set back: what was remembered is forgotten.
 * Looks at one source only; figures of another one do not belong here: each has a `Recent` of its own.
 */
export function remember(recent: Recent, figures: EngineFigures): Recent {
  const { capacityBytes, usedBytes, workers, ufsReadBytes, evictions } = figures;
  const at = askedAt(figures);
  const run: Run = { from: at, until: at, capacityBytes, usedBytes, workers, ufsReadBytes, evictions };
  const last = recent.runs.at(-1);
  if (!last || at < last.until) return { runs: [run] };
  const goesOn = last.until >= at - KEEP_MS && says(last, run);
  const before = goesOn ? recent.runs.slice(0, -1) : recent.runs;
  const old = before.findIndex((one) => one.until >= at - KEEP_MS);
  // A list that is pushed to has room for many more.
  return { runs: (old < 0 ? [] : before.slice(old)).concat([goesOn ? { ...run, from: last.from } : run]) };
}

/** As if the newest look had been taken again and again up to `until`, and had said the same each time. */
export function prolong(recent: Recent, until: number): Recent {
  const last = recent.runs.at(-1);
  if (last === undefined) return recent;
  return {
    runs: [...recent.runs.slice(0, -1), { ...last, until }].filter((one) => one.until >= until - KEEP_MS),
  };
}

/**
 * @param blockBytes size of a block
 * @param serving workers that serve; a plateau is believed only when the engine counts as many
 */
export function summarise(recent: Recent, blockBytes: number, serving: number): RecentSummary {
  const newest = recent.runs.at(-1);
  if (!newest) return { peakBytes: null, intake: 'unknown', plateau: false, jump: null };
  const start = newest.until - WINDOW_MS;
  return {
    peakBytes: peakOf(recent.runs, start),
    intake: intakeOf(recent.runs, start),
    plateau: newest.workers === serving && isPlateau(recent.runs, start, blockBytes * newest.workers),
    jump: lastJump(recent.runs, start),
  };
}

function says(a: Run, b: Run): boolean {
  return (
    a.usedBytes === b.usedBytes &&
    sameRoom(a, b) &&
    a.ufsReadBytes === b.ufsReadBytes &&
    a.evictions === b.evictions
  );
}

function sameRoom(a: Run, b: Run): boolean {
  return a.capacityBytes === b.capacityBytes && a.workers === b.workers;
}

function peakOf(runs: readonly Run[], start: number): number {
  const newest = runs.at(-1) as Run;
  let peak = newest.usedBytes;
  for (let i = runs.length - 2; i >= 0; i--) {
    const run = runs[i] as Run;
    if (!sameRoom(run, newest) || run.until < start) break;
    peak = Math.max(peak, run.usedBytes);
  }
  return peak;
}

/** The runs since capacity or workers last changed, back to the one in force when the window began; oldest first. */
function sinceChange(runs: readonly Run[], start: number): readonly Run[] {
  const newest = runs.at(-1) as Run;
  let first = runs.length - 1;
  while (first > 0 && (runs[first] as Run).from > start && sameRoom(runs[first - 1] as Run, newest)) first--;
  return runs.slice(first);
}

/** How much a counter rose; one that fell began again at 0. Null when either end does not say. */
function rise(before: number | null, after: number | null): number | null {
  if (before === null || after === null) return null;
  return after >= before ? after - before : after;
}

/** `true` or `false` when anything came in or nothing did, null when the engine does not tell. */
function cameIn(a: Run, b: Run): boolean | null {
  const rises = [rise(a.ufsReadBytes, b.ufsReadBytes), rise(a.evictions, b.evictions)].filter(
    (one) => one !== null,
  );
  return rises.length === 0 ? null : rises.some((one) => one > 0);
}

function tells(run: Run): boolean {
  return run.ufsReadBytes !== null || run.evictions !== null;
}

function intakeOf(runs: readonly Run[], start: number): Intake {
  const newest = runs.at(-1) as Run;
  if (!runs.some(tells)) return 'unoffered';
  if (!tells(newest)) return 'unknown';
  let quietSince = newest.from;
  for (let i = runs.length - 1; i > 0; i--) {
    const [before, after] = [runs[i - 1] as Run, runs[i] as Run];
    if (after.from <= start) break;
    const came = cameIn(before, after);
    if (came) return 'rising';
    if (came === null) break;
    quietSince = before.from;
  }
  return newest.until - quietSince >= STILL_MS ? 'still' : 'unknown';
}

/**
 * Used flat within a block a worker for the whole window, while clearly more than that came in: what comes in throws out
 * as much, so the cache is full, whatever its utilization (several tiers, low watermarks).
 */
function isPlateau(all: readonly Run[], start: number, flat: number): boolean {
  const runs = sinceChange(all, start);
  const [oldest, newest] = [runs[0] as Run, runs.at(-1) as Run];
  if (oldest.from > start) return false;
  const used = runs.map((run) => run.usedBytes);
  if (Math.max(...used) - Math.min(...used) > flat) return false;
  let read = 0;
  for (const [i, run] of runs.entries()) {
    const rose = i === 0 ? 0 : rise((runs[i - 1] as Run).ufsReadBytes, run.ufsReadBytes);
    if (rose === null) return false;
    read += rose;
  }
  return read - Math.max(0, newest.usedBytes - oldest.usedBytes) > flat;
}

function lastJump(runs: readonly Run[], start: number): Jump | null {
  for (let i = runs.length - 1; i > 0; i--) {
    const [before, after] = [runs[i - 1] as Run, runs[i] as Run];
    if (after.from < start) return null;
    if (after.capacityBytes >= before.capacityBytes) continue;
    return {
      at: after.from,
      from: before.capacityBytes,
      to: after.capacityBytes,
      workersFrom: before.workers,
      workersTo: after.workers,
    };
  }
  return null;
}
