/** When a data operation runs next, by the cron schedule in its own spec. */
import { CRONJOB } from '../../lib/cron/dialect.ts';
import { nextFire } from '../../lib/cron/next.ts';
import { type CronSchedule, parseCron } from '../../lib/cron/parse.ts';
import { type Zone, zoneOf } from '../../lib/cron/zone.ts';
import type { Task } from '../../lib/model/observation.ts';

/** The first run strictly after an instant, ms; null where there is none, or the schedule is none. */
export type NextRun = (task: Task, after: number) => number | null;

/** Schedules that are remembered; a document meets a handful. */
const MOST_KNOWN = 64;

/** @param zoneName the zone that the cluster's CronJobs run in */
export function runsIn(zoneName: string): NextRun {
  const zone = zoneOf(zoneName) as Zone;
  const parsed = new Map<string, CronSchedule | null>();
  /** Of each schedule the last answer: it holds for every instant between. */
  const known = new Map<string, { readonly after: number; readonly next: number | null }>();

  const scheduleOf = (text: string): CronSchedule | null => {
    let schedule = parsed.get(text);
    if (schedule === undefined) {
      const result = parseCron(text, CRONJOB);
      schedule = result.ok ? result.schedule : null;
      if (parsed.size >= MOST_KNOWN) parsed.clear();
      parsed.set(text, schedule);
    }
    return schedule;
  };
  const byFields = (text: string, schedule: CronSchedule, after: number): number | null => {
    const last = known.get(text);
    if (last !== undefined && after >= last.after && (last.next === null || after < last.next))
      return last.next;
    const next = nextFire(schedule, after, zone);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, { after, next });
    return next;
  };

  return ({ schedule: text, startedAt, madeAt }, after) => {
    const schedule = text === null ? null : scheduleOf(text);
    if (text === null || schedule === null) return null;
    if (schedule.type !== 'every') return byFields(text, schedule, after);
    // `@every` is reckoned from the run before, or from when it was made.
    const from = startedAt ?? madeAt;
    const distance = schedule.seconds * 1000;
    if (from === null || distance <= 0) return null;
    return after < from ? from + distance : from + (Math.floor((after - from) / distance) + 1) * distance;
  };
}
