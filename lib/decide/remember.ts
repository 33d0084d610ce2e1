/** How a history grows: the only functions that change one. All take instants from outside. */
import type { Decision } from '../model/decision.ts';
import type { Change, History, NoShrinkWhy, WishRun } from '../model/history.ts';
import type { Observation } from '../model/observation.ts';
import type { Bounds } from './contract.ts';
import { shiftLevels } from './levels.ts';
import { settleOwed } from './remember-use.ts';
import { rememberSize } from './size-seen.ts';

/** The history of a runtime seen for the first time (a new uid). */
export function newHistory(observation: Observation, bounds: Bounds): History {
  const { uid, at, replicas } = observation;
  return {
    uid,
    firstSeen: { at, replicas },
    adopted: replicas >= bounds.min && replicas <= bounds.max,
    changes: [],
    wishes: [],
    servedAt: null,
  };
}

/** After so long without a wish nobody knows what was wished meanwhile, and the same wish begins a new run, ms. */
const SILENCE_MS = 3_600_000;

/** Whether a wish heard at `at` goes on with the run. */
export function goesOn(run: WishRun, wish: number, at: number): boolean {
  return run.wish === wish && at - run.until < SILENCE_MS;
}

/**
 * Enters the decision's raw wish into the stabilization window; nothing enters when nobody had a say.
 * The same wish again only moves the end of its run.
 * @param record seq of the ledger record that a new run would rest on
 * @returns whether a new run was opened
 */
export function rememberWish(history: History, decision: Decision, record: number): boolean {
  const { wish, at } = decision;
  if (wish === null) return false;
  const last = history.wishes.at(-1);
  if (last !== undefined && goesOn(last, wish, at)) {
    last.until = at;
    return false;
  }
  history.wishes = added(history.wishes, { wish, from: at, until: at, record });
  return true;
}

/**
 * Enters a real change of the count, whoever made it. The API server dates changes in whole seconds, so one may seem older
 * than the change it followed: it is taken to be of the same instant, and changes stay in order of time.
 * A change of ours adopts the runtime; somebody else's does not, unless it ends inside the bounds (`rememberSight`).
 */
export function rememberChange(history: History, change: Change): void {
  const last = history.changes.at(-1);
  if (last !== undefined && history.servedAt !== null) {
    const { servedAt } = history;
    history.changes = history.changes.with(-1, { ...last, servedAt });
  }
  const dated = last !== undefined && last.at > change.at ? { ...change, at: last.at } : change;
  history.changes = added(history.changes, dated);
  history.servedAt = null;
  if (change.by !== 'other') history.adopted = true;
  settleOwed(history, change);
}

/**
 * Notes how large the dataset is, that the runtime is where the document wants it, and that the workers asked for by the last change serve.
 * @returns `served` when that happened at this observation
 */
export function rememberSight(
  history: History,
  observation: Observation,
  bounds: Bounds,
): { served: boolean } {
  const { replicas, workers, at, dataset } = observation;
  rememberSize(history, dataset.sizeBytes, at);
  if (replicas >= bounds.min && replicas <= bounds.max) history.adopted = true;
  const waiting = history.servedAt === null && history.changes.length > 0;
  if (!waiting || workers.asked !== replicas || workers.serving < replicas) return { served: false };
  rememberServed(history, at);
  return { served: true };
}

/** So many of the latest growths say how long a worker takes to serve. */
const START_UPS = 10;

/** All workers that the last change asked for serve since `at`. */
export function rememberServed(history: History, at: number): void {
  history.servedAt = at;
  const last = history.changes.at(-1);
  if (last === undefined || last.to <= last.from) return;
  const one = { at, ms: Math.max(0, at - last.at), workers: last.to - last.from };
  history.startUps = [...(history.startUps ?? []), one].slice(-START_UPS);
}

/** The decision taken again and again until `at`, as far as its wish is concerned. */
export function prolongWish(history: History, decision: Decision, at: number): void {
  rememberWish(history, decision, 0);
  const last = history.wishes.at(-1);
  if (decision.wish !== null && last !== undefined) last.until = at;
}

/** Moves the whole past by so many ms, where the clock that dated it has jumped: every span to it stays what it was. */
export function shiftPast(history: History, by: number): void {
  const { firstSeen, changes, wishes, servedAt, noShrinkBefore, startUps, size, use, operated } = history;
  history.firstSeen = { ...firstSeen, at: firstSeen.at + by };
  history.changes = changes.map((change) => {
    const served = change.servedAt === undefined ? {} : { servedAt: change.servedAt + by };
    return { ...change, at: change.at + by, ...served };
  });
  history.wishes = wishes.map((run) => ({ ...run, from: run.from + by, until: run.until + by }));
  if (servedAt !== null) history.servedAt = servedAt + by;
  if (size !== undefined) history.size = { ...size, since: size.since + by };
  if (startUps !== undefined) history.startUps = startUps.map((one) => ({ ...one, at: one.at + by }));
  if (noShrinkBefore !== undefined) history.noShrinkBefore = noShrinkBefore + by;
  shiftLevels(history, by);
  if (use !== undefined) history.use = { ...use, since: use.since + by };
  if (operated !== undefined) history.operated = { ...operated, since: operated.since + by };
}

/** The latest instant at which something is known to have been, ms. */
export function latestOf({ firstSeen, changes, wishes, servedAt, use, operated, levels }: History): number {
  const instants = [
    firstSeen.at,
    changes.at(-1)?.at,
    wishes.at(-1)?.until,
    servedAt,
    use?.since,
    operated?.since,
    levels?.at(-1)?.at,
  ];
  return Math.max(...instants.filter((at) => typeof at === 'number'));
}

/** Nothing shrinks before `until`; of two such instants the later one stands. */
export function holdShrinks(history: History, until: number, why: NoShrinkWhy): void {
  if (until <= (history.noShrinkBefore ?? Number.NEGATIVE_INFINITY)) return;
  history.noShrinkBefore = until;
  history.noShrinkWhy = why;
}

/**
 * The wish windows start full: what was wished before is not known, so whatever could have held a shrink is taken to have
 * been wished. Under HPA semantics that is its own way after a restart: the log is seeded with the count it finds.
 * @param until when the longest window that began before is over, ms
 */
export function fillWindows(history: History, { at, replicas }: Observation, until: number): void {
  history.wishes = [];
  history.firstSeen = { at, replicas };
  holdShrinks(history, until, 'TookOver');
}

/** How far back policies look, ms: at wishes and changes, and at changes alone where that is longer. */
export interface Reach {
  readonly windowMs: number;
  readonly memoryMs?: number;
}

/** Of a plan, as the ledger keeps it with the document. */
export function reachOf({ windowMs, memoryMs }: Reach): Reach {
  return memoryMs === undefined ? { windowMs } : { windowMs, memoryMs };
}

/**
 * Drops what no window can reach any more. One run and one change before the windows are kept: they tell what the windows
 * began with.
 */
export function forget(history: History, now: number, { windowMs, memoryMs = windowMs }: Reach): void {
  history.wishes = since(history.wishes, (run) => run.until, now - 2 * windowMs);
  history.changes = since(history.changes, (change) => change.at, now - 2 * memoryMs);
}

/** With one more at the end. `push` would make room for sixteen, and most histories never hold more than one or two. */
export function added<T>(list: readonly T[], item: T): readonly T[] {
  return list.concat([item]);
}

function since<T>(list: readonly T[], at: (item: T) => number, limit: number): readonly T[] {
  let old = 0;
  while (old < list.length - 1 && at(list[old + 1] as T) < limit) old++;
  return old === 0 ? list : list.slice(old);
}
