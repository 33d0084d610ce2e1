/** The jobs of a CronHorizontalPodAutoscaler: when one fired last, days that are left out aside (facts: cron-semantics, section 4). */
import { lastFire, nextFire } from './next.ts';
import type { CronSchedule } from './parse.ts';
import { dayOf, type Zone } from './zone.ts';

const SECOND_MS = 1000;
/** More days in a row than anyone leaves out; then a job counts as one that never fires. */
const MOST_DAYS = 1000;

/**
 * Whether a job that fires at `at` is left out: its day, in the zone, holds a match of one of the expressions. That is what is
 * documented. The controller itself compares month and hour of the next match with those of now, and so misses parts of the day
 * and hits others.
 */
export function isExcluded(excludes: readonly CronSchedule[], at: number, zone: Zone): boolean {
  if (excludes.length === 0) return false;
  const { from, until } = dayOf(at, zone);
  return excludes.some((exclude) => (nextFire(exclude, from - SECOND_MS, zone) ?? until) < until);
}

/** The last instant at or before `at` at which a job fired on a day that is not left out; null when there is none. */
export function lastJob(
  job: CronSchedule,
  excludes: readonly CronSchedule[],
  at: number,
  zone: Zone,
): number | null {
  let fired = lastFire(job, at, zone);
  for (let days = 0; fired !== null && isExcluded(excludes, fired, zone); days++) {
    if (days === MOST_DAYS) return null;
    fired = lastFire(job, dayOf(fired, zone).from - SECOND_MS, zone);
  }
  return fired;
}

/** The first instant after `after` at which a job fires on a day that is not left out; null when there is none. */
export function nextJob(
  job: CronSchedule,
  excludes: readonly CronSchedule[],
  after: number,
  zone: Zone,
): number | null {
  let fires = nextFire(job, after, zone);
  for (let days = 0; fires !== null && isExcluded(excludes, fires, zone); days++) {
    if (days === MOST_DAYS) return null;
    fires = nextFire(job, dayOf(fires, zone).until - SECOND_MS, zone);
  }
  return fires;
}
