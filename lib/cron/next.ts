/** When a schedule fires next, and fired last: a walk over the wall clock, as both libraries do it. */
import type { CronSchedule, FieldSchedule } from './parse.ts';
import { instantOf, type Wall, wallAt, type Zone } from './zone.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const HORIZON_YEARS = 5;

/**
 * The first instant strictly after `after` at which it fires. A reading of the clock that a change of the clocks leaves out does
 * not fire that day; one that it repeats fires twice.
 * @param zone for an expression that names none itself
 * @returns ms since the epoch; null when it does not fire within five years
 */
export function nextFire(schedule: CronSchedule, after: number, zone: Zone): number | null {
  const first = Math.floor(after / SECOND_MS) * SECOND_MS + SECOND_MS;
  if (schedule.type === 'every') return first - SECOND_MS + schedule.seconds * SECOND_MS;
  return new Walk(schedule, schedule.zone ?? zone, first).find();
}

/** Where the search stands. Each step answers whether it wrapped around, so that larger fields must be looked at again. */
class Walk {
  readonly #schedule: FieldSchedule;
  readonly #zone: Zone;
  #at: number;
  #wall: Wall;
  /** A field has been moved on, so smaller ones are at their least already. */
  #moved = false;

  constructor(schedule: FieldSchedule, zone: Zone, first: number) {
    this.#schedule = schedule;
    this.#zone = zone;
    this.#at = first;
    this.#wall = wallAt(first, zone);
  }

  find(): number | null {
    const last = this.#wall.year + HORIZON_YEARS;
    while (this.#wall.year <= last) {
      if (this.#months() || this.#days() || this.#hours() || this.#minutes() || this.#seconds()) continue;
      return this.#at;
    }
    return null;
  }

  #go(at: number): void {
    this.#at = at;
    this.#wall = wallAt(at, this.#zone);
  }

  /** The first move takes everything smaller to its least. */
  #reset(at: () => number): void {
    if (this.#moved) return;
    this.#moved = true;
    this.#go(at());
  }

  #months(): boolean {
    while (!this.#schedule.month.values.has(this.#wall.month)) {
      this.#reset(() => instantOf(this.#zone, this.#wall.year, this.#wall.month, 1));
      const { year, month, day, hour, minute } = this.#wall;
      this.#go(instantOf(this.#zone, year, month + 1, day, hour, minute));
      if (this.#wall.month === 1) return true;
    }
    return false;
  }

  #days(): boolean {
    while (!dayMatches(this.#schedule, this.#wall)) {
      this.#reset(() => instantOf(this.#zone, this.#wall.year, this.#wall.month, this.#wall.day));
      const { year, month, day, hour, minute } = this.#wall;
      this.#go(instantOf(this.#zone, year, month, day + 1, hour, minute));
      if (this.#schedule.repairsMidnight) this.#backToMidnight();
      if (this.#wall.day === 1) return true;
    }
    return false;
  }

  /** Where clocks go forward at midnight a day has none: it begins an hour late, or the walk has stopped an hour before it. */
  #backToMidnight(): void {
    const { hour } = this.#wall;
    if (hour !== 0) this.#go(this.#at + (hour > 12 ? 24 - hour : -hour) * HOUR_MS);
  }

  #hours(): boolean {
    while (!this.#schedule.hour.values.has(this.#wall.hour)) {
      this.#reset(() => {
        const { year, month, day, hour } = this.#wall;
        return instantOf(this.#zone, year, month, day, hour);
      });
      this.#go(this.#at + HOUR_MS);
      if (this.#wall.hour === 0) return true;
    }
    return false;
  }

  #minutes(): boolean {
    while (!this.#schedule.minute.values.has(this.#wall.minute)) {
      this.#reset(() => Math.floor(this.#at / MINUTE_MS) * MINUTE_MS);
      this.#go(this.#at + MINUTE_MS);
      if (this.#wall.minute === 0) return true;
    }
    return false;
  }

  #seconds(): boolean {
    while (!this.#schedule.second.values.has(this.#wall.second)) {
      this.#moved = true;
      this.#go(this.#at + SECOND_MS);
      if (this.#wall.second === 0) return true;
    }
    return false;
  }
}

/** Both day fields must match where one of them is unrestricted; else either may. */
function dayMatches({ day, weekday }: FieldSchedule, wall: Wall): boolean {
  const [byDay, byWeekday] = [day.values.has(wall.day), weekday.values.has(wall.weekday)];
  return day.star || weekday.star ? byDay && byWeekday : byDay || byWeekday;
}

/** Longer than the longest silence of a schedule that fires at all within five years. */
const LONGEST_SILENCE_MS = 6 * 366 * 24 * HOUR_MS;

/**
 * The last instant at or before `at` at which it fired.
 * @returns ms; null when it has not fired for years, and for `@every`, which has no instants of its own
 */
export function lastFire(schedule: CronSchedule, at: number, zone: Zone): number | null {
  if (schedule.type === 'every') return null;
  const beyond = (after: number) => {
    const next = nextFire(schedule, after, zone);
    return next === null || next > at;
  };
  const until = Math.floor(at / SECOND_MS) * SECOND_MS;
  let span = HOUR_MS;
  while (beyond(until - span)) {
    if (span > LONGEST_SILENCE_MS) return null;
    span *= 4;
  }
  // The last second after which the next fire is still not beyond `at`: that next fire is the last one.
  let [before, after] = [until - span, until];
  while (after - before > SECOND_MS) {
    const middle = before + Math.floor((after - before) / (2 * SECOND_MS)) * SECOND_MS;
    if (beyond(middle)) after = middle;
    else before = middle;
  }
  return nextFire(schedule, before, zone);
}
