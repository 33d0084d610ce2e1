/**
 * How soon the next look at a dataset is worth its cost: at the slow interval while it is far from every level at which anything
 * would be done, and sooner the sooner it will be there at the rate at which it fills. Pure.
 */

/** Between two looks at one dataset: as a rule, and at least. */
export interface Pace {
  readonly slowMs: number;
  /** Has no meaning where it is longer than `slowMs`. */
  readonly fastestMs: number;
}

export const DEFAULT_PACE: Pace = { slowMs: 15_000, fastestMs: 1000 };

/** Looks that saw the same, from the first to the last of them (ms); how full, thousandths of a percent. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly fullness: number;
}

/** How full one cache was at recent looks, while it had the same room. A plain value. */
export interface Trail {
  readonly room: number;
  /** Oldest first. */
  readonly stretches: readonly Stretch[];
}

export const NO_TRAIL: Trail = { room: 0, stretches: [] };

/** As far back as the peak of which fullness is made. */
const TRAIL_MS = 60_000;
const MOST_STRETCHES = 8;

export interface Sighted {
  /** When that was true, ms. */
  readonly at: number;
  readonly fullness: number;
  /** Of what it is a share: how full a cache of another size is, is no step of the same filling. */
  readonly room: number;
}

/** With one look more. A figure that is no newer than the last one says nothing. */
export function follow(trail: Trail, { at, fullness, room }: Sighted): Trail {
  const last = trail.stretches.at(-1);
  const first = { room, stretches: [{ from: at, until: at, fullness }] };
  if (last === undefined || trail.room !== room) return first;
  if (at === last.until) return trail;
  // The clock was set back.
  if (at < last.until) return first;
  const goesOn = last.fullness === fullness;
  const newest = { from: goesOn ? last.from : at, until: at, fullness };
  const before = goesOn ? trail.stretches.slice(0, -1) : trail.stretches;
  const old = before.findIndex(({ until }) => until >= at - TRAIL_MS);
  // A list that is pushed to has room for many more.
  return { room, stretches: (old < 0 ? [] : before.slice(old)).concat([newest]).slice(-MOST_STRETCHES) };
}

/** Thousandths of a percent a ms, each 0 or more. */
export interface Rates {
  readonly up: number;
  readonly down: number;
}

/**
 * The fastest it has risen, and fallen, from any of the recent looks to the newest: never too slow by an average, and slower with
 * every look that sees nothing move. Fullness is a peak over a minute already, so that the swing of a full cache by its blocks is
 * no movement. Where the look before the newest had seen nothing move, all that came may have come in the last moment.
 */
export function ratesOf({ stretches }: Trail, { fastestMs }: Pick<Pace, 'fastestMs'>): Rates {
  let [up, down] = [0, 0];
  const newest = stretches.at(-1);
  if (newest === undefined) return { up, down };
  for (let i = stretches.length - 2; i >= 0; i--) {
    const one = stretches[i] as Stretch;
    const sudden = i === stretches.length - 2 && one.until > one.from && newest.until === newest.from;
    const span = newest.until - one.until;
    const rate = (newest.fullness - one.fullness) / (sudden ? Math.min(span, fastestMs) : span);
    up = Math.max(up, rate);
    down = Math.max(down, -rate);
  }
  return { up, down };
}

export interface Prospect {
  readonly now: number;
  readonly trail: Trail;
  /** At which anything would be done, if it could be done then; thousandths of a percent. */
  readonly levels: readonly number[];
  /** Whether anything would be done were the cache so full in so many ms; asked only where it matters. */
  acts(level: number, inMs: number): boolean;
  /** Since something happened after which data may begin to move, ms; Infinity: nothing did. */
  readonly sinceNewsMs: number;
}

/**
 * Half the time to the nearest crossing, so that looks come closer as it does; and after news no longer than has passed since, so
 * that a filling which begins is soon known by its rate.
 * @returns ms from now; never below the fastest, nor above the slow interval
 */
export function lookAfter({ now, trail, levels, acts, sinceNewsMs }: Prospect, pace: Pace): number {
  const { slowMs } = pace;
  const newest = trail.stretches.at(-1);
  if (newest === undefined) return slowMs;
  const rates = ratesOf(trail, pace);
  let wait = slowMs;
  for (const level of levels) {
    const rate = level > newest.fullness ? rates.up : rates.down;
    const left = rate > 0 ? Math.abs(level - newest.fullness) / rate - (now - newest.until) : slowMs * 2;
    const worth = Math.min(left / 2, sinceNewsMs);
    if (worth < wait && acts(level, Math.max(0, left))) wait = worth;
  }
  return Math.max(wait, Math.min(pace.fastestMs, slowMs));
}
