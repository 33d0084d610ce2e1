/** The instants of a cron pattern in a time zone. */
import { Cron } from 'croner';
import { bounded } from '../../lib/units/bounded.ts';
import { DAY_MS, dayOf, highestShown, instantOf, wallOf } from '../../lib/units/zone.ts';
import type { Days } from './days.ts';

/** A time that a pattern names, and when it comes. */
export interface Opening {
  /** ms since the epoch. */
  readonly at: number;
  /** The same as the zone's clock on the wall shows it (lib/units/zone.ts); in a gap it is what the clock leaves out. */
  readonly wall: number;
}

/** When something comes again and again. Pure. */
export interface Openings {
  /** The latest at or before an instant. */
  last(at: number): Opening | null;
  /** The soonest after an instant. */
  next(at: number): Opening | null;
}

/** A pattern on the wall's clock, which knows nothing of zones. */
interface Pattern {
  /** The latest before a wall time. */
  last(wall: number): number | null;
  /** The soonest after a wall time. */
  next(wall: number): number | null;
}

/**
 * Patterns are asked in UTC, where every day has 24 hours, and the zone is put on here: so that a gap and an overlap have one
 * rule for every pattern. One for each text, however many documents have it: each holds some 80 KB.
 */
const patterns = bounded(512, (text): Pattern => {
  const cron = new Cron(text, { mode: '5-part', utcOffset: 0, paused: true });
  return {
    last: (wall) => cron.previousRuns(1, new Date(wall))[0]?.getTime() ?? null,
    next: (wall) => cron.nextRun(new Date(wall))?.getTime() ?? null,
  };
});

/** What is wrong with a pattern of five fields, or null. */
export function cronFault(text: string): string | null {
  try {
    if (patterns(text).next(0) === null) return 'it never comes: there is no such day';
    return null;
  } catch (error) {
    return String((error as Error).message).replace(/^CronPattern: /, '');
  }
}

/** The soonest wall time of a pattern after another; null: it never comes again. */
export function nextWall(pattern: string, wall: number): number | null {
  return patterns(pattern).next(wall);
}

/** Days that are left out are passed over a whole run at once; this is for minutes that a clock shows a second time. */
const MOST_TRIES = 5000;

/** @param except days, on the zone's calendar, on which it does not come */
export function openingsOf(cron: string, zone: string, except: Days): Openings {
  const pattern = patterns(cron);
  const last = (at: number): Opening | null => {
    let wall = pattern.last(highestShown(zone, at) + 1);
    for (let i = 0; wall !== null && i < MOST_TRIES; i++) {
      const free = except.freeUntil(dayOf(wall));
      if (free === null) return null;
      const instant = instantOf(zone, wall);
      if (free === dayOf(wall) && instant <= at) return { at: instant, wall };
      wall = pattern.last(free === dayOf(wall) ? wall : (free + 1) * DAY_MS);
    }
    return null;
  };
  const next = (at: number): Opening | null => {
    let wall = pattern.next(wallOf(zone, at));
    for (let i = 0; wall !== null && i < MOST_TRIES; i++) {
      const free = except.freeFrom(dayOf(wall));
      if (free === null) return null;
      const instant = instantOf(zone, wall);
      // Of several times that the clock leaves out at once the last one counts.
      if (free === dayOf(wall) && instant > at) return last(instant);
      wall = pattern.next(free === dayOf(wall) ? wall : free * DAY_MS - 1);
    }
    return null;
  };
  return { last, next };
}
