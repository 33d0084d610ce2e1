/**
 * Workers that were asked for and never came. They are given up from the highest ordinal down, and only those: no worker that
 * serves is above them, so nothing is lost with them.
 */
import type { Claimant, Context, NextChange } from '../../lib/decide/contract.ts';
import type { Change, History } from '../../lib/model/history.ts';
import type { Troubled, Workers } from '../../lib/model/observation.ts';

export interface Patience {
  /** A worker that has not served after this long is given up, ms; null: never. */
  readonly giveUp: number | null;
  /** After giving up no growth for so long, ms. */
  readonly tryAgain: number;
}

/** What of a worker's absence is known; `since` in ms. */
interface Missing {
  readonly ordinal: number;
  /** Its pod has a node. */
  readonly placed: boolean;
  readonly since: number | null;
}

/** So many are looked at; what is beyond is seen when these are given up. */
const MOST = 1000;

/**
 * The workers asked for that do not serve, highest ordinal first, and since when they are waited for: since their pod says so, and
 * since the last change where that asked for them. A pod that says nothing of one that has served before is waited for patiently.
 */
export function missing({ current, observation, history }: Context): readonly Missing[] {
  const { servingOrdinals, troubled = [] } = observation.workers;
  const serves = new Set(servingOrdinals);
  const asked = askedAt(history);
  const found: Missing[] = [];
  for (let ordinal = current - 1; ordinal >= 0 && found.length < MOST; ordinal--) {
    if (serves.has(ordinal)) continue;
    const told = troubled.find((one) => one.ordinal === ordinal);
    found.push({ ordinal, placed: told?.placed ?? false, since: latest(told?.since ?? null, asked) });
  }
  return found;
}

function latest(told: number | null, asked: number | null): number | null {
  return told === null || asked === null ? (told ?? asked) : Math.max(told, asked);
}

/** When the last change was made, where not all it asked for has served since. */
function askedAt({ changes, servedAt }: History): number | null {
  return servedAt === null ? (changes.at(-1)?.at ?? null) : null;
}

/** Whether the daemon no longer waits for it. */
export function isGivenUp({ since }: Missing, { giveUp }: Patience, now: number): boolean {
  return giveUp !== null && since !== null && now - since >= giveUp;
}

/**
 * How far down the count may go without losing anything: below it are workers that serve, have served, or are still waited for.
 * Never below 1.
 */
export function reachable(patience: Patience, context: Context): number {
  const { current, observation, history, now } = context;
  if (patience.giveUp === null || observation.workers.serving >= current) return current;
  const floor = Math.max(1, cameBefore(history, current));
  let reach = current;
  for (const one of missing(context)) {
    if (one.ordinal !== reach - 1 || reach <= floor || !isGivenUp(one, patience, now)) break;
    reach--;
  }
  return reach;
}

/** The count of which all served at last: what was asked for since then has never come as a whole. */
function cameBefore({ changes, servedAt }: History, current: number): number {
  let least = current;
  for (let i = changes.length - 1; i >= 0; i--) {
    const { from, servedAt: served } = changes[i] as Change;
    const last = i === changes.length - 1;
    if (last ? servedAt !== null : served !== undefined) break;
    least = Math.min(least, from);
  }
  return least;
}

/** The count that was gone back to because workers did not come, and when; null: the last change was another. */
function gaveUp({ changes }: History): { readonly at: number; readonly to: number } | null {
  const last = changes.at(-1);
  let i = changes.length - 1;
  while (i >= 0 && (changes[i] as Change).to < (changes[i] as Change).from && changes[i]?.by === 'self') i--;
  const grown = changes[i];
  if (last === undefined || i === changes.length - 1 || grown === undefined) return null;
  const came = grown.to <= grown.from || grown.servedAt !== undefined;
  return came ? null : { at: last.at, to: last.to };
}

/**
 * What cannot come is no longer wished for: the ceiling is what came. It stays there for a while after the count has gone back, for
 * the same growth would end the same.
 * @param least `replicas.min`: the ceiling is never below it
 */
export function givingUp(patience: Patience, least: number): Claimant {
  return {
    policy: 'guard.giveUp',
    rank: 'idle',
    claim: (context) => {
      const { current, history, now, observation } = context;
      const reach = reachable(patience, context);
      if (reach < current) {
        const max = Math.max(reach, least);
        const { pod, why } = whatIsMissing(observation.workers, current);
        const who = pod === undefined ? 'no pod says why' : `${pod}: ${why}`;
        const { serving } = observation.workers;
        const numbers = { serving, asked: current, who, max, after: patience.giveUp };
        return max < current ? [{ max, reason: { code: 'GuardGivenUp', numbers } }] : [];
      }
      const given = patience.giveUp === null ? null : gaveUp(history);
      const left = given === null ? 0 : given.at + patience.tryAgain - now;
      if (given === null || left <= 0) return [];
      const max = Math.max(given.to, least);
      return [{ max, reason: { code: 'GuardGaveUp', numbers: { max, left } } }];
    },
  };
}

/** Who is missing and why, for a sentence. */
export function whatIsMissing(workers: Workers, current: number): Record<string, number | string> {
  const first: Troubled | undefined = workers.troubled?.at(0);
  const { serving } = workers;
  if (first === undefined) return { serving, asked: current };
  const { pod, why, says } = first;
  return { serving, asked: current, pod, why: says === '' ? why : `${why}: ${says}` };
}

/** When somebody is given up, or growing is tried again. */
export function nextPatience(patience: Patience, context: Context): NextChange | null {
  const { giveUp, tryAgain } = patience;
  if (giveUp === null) return null;
  const { now, history, current, observation } = context;
  if (observation.workers.serving < current) {
    const ends = missing(context).flatMap(({ since }) => (since === null ? [] : [since + giveUp]));
    const soonest = Math.min(...ends.filter((at) => at > now));
    if (Number.isFinite(soonest)) return { at: soonest, what: 'workers that do not serve are given up' };
  }
  const given = gaveUp(history);
  if (given === null || given.at + tryAgain <= now) return null;
  return { at: given.at + tryAgain, what: 'workers that did not come are asked for again' };
}
