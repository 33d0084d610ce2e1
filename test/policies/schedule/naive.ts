/**
 * When a window holds, worked out once more without looking at `policies/schedule`: minute by minute, with a clock on the wall
 * that is only ever watched, never reckoned with.
 */
import { MINUTE } from '../../lib/decide/make.ts';

/** A pattern as sets: what minutes, hours, days of the week and (null: all) days of the month and months it names. */
export interface NaivePattern {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly weekdays: readonly number[] | null;
}

export interface NaiveWindow {
  readonly start: NaivePattern;
  /** In ms, or a pattern. */
  readonly length: number | NaivePattern;
  readonly zone: string;
  /** `YYYY-MM-DD`. */
  readonly exclude: readonly string[];
}

/** The minutes that come between two readings of a clock, the last one included, in order. */
function minutesBetween(before: string, now: string): readonly string[] {
  const passed: string[] = [];
  for (let at = Date.parse(`${before}Z`) + MINUTE; at <= Date.parse(`${now}Z`); at += MINUTE) {
    passed.push(new Date(at).toISOString().slice(0, 16).replace('T', ' '));
  }
  return passed;
}

function names({ minutes, hours, weekdays }: NaivePattern, shown: string): boolean {
  const weekday = new Date(`${shown.slice(0, 10)}T00:00Z`).getUTCDay();
  return (
    minutes.includes(Number(shown.slice(14))) &&
    hours.includes(Number(shown.slice(11, 13))) &&
    (weekdays === null || weekdays.includes(weekday))
  );
}

/** What the clock on the wall has newly shown at each minute; each zone and time is watched once. */
const watched = new Map<string, readonly (readonly string[])[]>();

function watch(zone: string, from: number, until: number): readonly (readonly string[])[] {
  const key = `${zone} ${from} ${until}`;
  const known = watched.get(key);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const seen: (readonly string[])[] = [];
  let highest = clock.format(from - MINUTE);
  for (let at = from; at < until; at += MINUTE) {
    const shown = clock.format(at);
    // A clock that was put back shows nothing new until it has caught up; one that was put forward passes all at once.
    seen.push(shown > highest ? minutesBetween(highest, shown) : []);
    if (shown > highest) highest = shown;
  }
  watched.set(key, seen);
  return seen;
}

const BEFORE = 4 * 1440 * MINUTE;

/**
 * Whether the window holds in each minute of [from, until). The clock is watched from four days before, so nothing may stay open
 * for longer than three.
 */
export function naively(
  { start, length, zone, exclude }: NaiveWindow,
  from: number,
  until: number,
): boolean[] {
  const lasts = typeof length === 'number' ? length : null;
  const ends = typeof length === 'number' ? null : length;
  let [open, closesAt] = [false, Number.NEGATIVE_INFINITY];
  const holds = watch(zone, from - BEFORE, until).map((minutes, index) => {
    const at = from - BEFORE + index * MINUTE;
    for (const minute of minutes) {
      if (ends !== null && names(ends, minute)) open = false;
      if (!names(start, minute) || exclude.includes(minute.slice(0, 10))) continue;
      if (lasts === null) open = true;
      else closesAt = at + lasts;
    }
    return open || at < closesAt;
  });
  return holds.slice(BEFORE / MINUTE);
}
