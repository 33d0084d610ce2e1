/**
 * Time zones of the IANA database: between instants (ms since the epoch) and what a clock on the wall shows. A *wall time* is
 * ms too, of the same figures read as if they were UTC, so that days and hours of it are plain arithmetic.
 *
 * Clocks are put forward and back. What a clock never shows (a gap) is taken for the first instant after it, and what it shows
 * twice (an overlap) for the first of the two.
 */
import { bounded } from './bounded.ts';

export const DAY_MS = 86_400_000;

/** `Europe/Berlin`, `UTC`, `Etc/GMT+5`; no bare offsets, no abbreviations with their own mind (`EST`). */
export const ZONE = /^(UTC|[A-Za-z]+(\/[A-Za-z0-9_+-]+){1,2})$/;

const FIELDS = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
const CLOCK = { hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;

const formats = bounded(64, (timeZone) => {
  const clock = { timeZone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn' } as const;
  return new Intl.DateTimeFormat('en-US', { ...clock, ...FIELDS, ...CLOCK, era: 'short' });
});

/** Whether this machine knows the zone. */
export function isZone(name: string): boolean {
  if (!ZONE.test(name)) return false;
  try {
    formats(name);
    return true;
  } catch {
    return false;
  }
}

/** `1/2/2026 A, 13:04:05`, as the format above prints it. */
const SHOWN = /^(\d+)\/(\d+)\/(\d+) ([AB])\D*, (\d+):(\d+):(\d+)$/;

/** How far the zone's clocks are ahead of UTC at an instant, ms. @throws {RangeError} for an unknown zone */
export function offsetAt(zone: string, at: number): number {
  if (zone === 'UTC') return 0;
  const second = Math.floor(at / 1000) * 1000;
  const match = SHOWN.exec(formats(zone).format(second));
  if (match === null) throw new RangeError(`the clock of ${zone} cannot be read at ${second}`);
  const [month = 0, day = 0, year = 0] = match.slice(1, 4).map(Number);
  const [hour = 0, minute = 0, sec = 0] = match.slice(5, 8).map(Number);
  const full = match[4] === 'A' ? year : 1 - year;
  return Date.UTC(full, month - 1, day, hour, minute, sec) - second;
}

/** What the zone's clocks show at an instant. */
export function wallOf(zone: string, at: number): number {
  return at + offsetAt(zone, at);
}

/** The first instant at which the zone's clocks show at least `wall`, having shown less before. */
export function instantOf(zone: string, wall: number): number {
  if (zone === 'UTC') return wall;
  const before = offsetAt(zone, wall - DAY_MS);
  const after = offsetAt(zone, wall + DAY_MS);
  for (const offset of before > after ? [before, after] : [after, before]) {
    if (offsetAt(zone, wall - offset) === offset) return wall - offset;
  }
  return endOfGap(zone, wall - after, wall - before, after);
}

/** The instant in (`low`, `high`] from which on the offset is `after`, to the second. */
function endOfGap(zone: string, low: number, high: number, after: number): number {
  let [early, late] = [Math.floor(low / 1000), Math.ceil(high / 1000)];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetAt(zone, middle * 1000) === after) late = middle;
    else early = middle;
  }
  return late * 1000;
}

/** The number of a wall time's day: 0 is 1970-01-01. */
export function dayOf(wall: number): number {
  return Math.floor(wall / DAY_MS);
}

/** The highest wall time the zone's clocks have shown up to an instant: past the clock's own, after it was put back. */
export function highestShown(zone: string, at: number): number {
  const offset = offsetAt(zone, at);
  return at + Math.max(offset, offsetAt(zone, at - DAY_MS));
}
