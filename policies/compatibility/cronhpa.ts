/**
 * Jobs of a CronHPA. There they are edges: a job sets a size and forgets it, and one that is missed is lost. Here the size that was
 * set last holds until the next job, so a restart or a missed minute loses nothing.
 */
import { lastJob, nextJob } from '../../lib/cron/cronhpa.ts';
import { CRONHPA } from '../../lib/cron/dialect.ts';
import type { CronSchedule } from '../../lib/cron/parse.ts';
import type { Zone } from '../../lib/cron/zone.ts';
import type { Bounds, Claim, Claimant, Context, NextChange } from '../../lib/decide/contract.ts';
import { formatInstant } from '../../lib/units/instant.ts';
import { scheduleOf, zoneNamed } from './cron.ts';
import type { Jobs } from './schema.ts';

export interface JobParts {
  readonly claimant: Claimant;
  readonly nextChange: (context: Context) => NextChange | null;
}

interface Job {
  readonly name: string;
  readonly size: number;
  last(now: number): number | null;
  next(now: number): number | null;
}

/** @param bounds `replicas` of the document */
export function jobParts(config: Jobs, bounds: Bounds): JobParts {
  const zone = zoneNamed(config.timezone);
  const excludes = (config.excludeDates ?? []).map((text) => scheduleOf(text, CRONHPA));
  const jobs = config.jobs.map((job) => jobOf(job, excludes, zone));
  const spanAt = remembered(jobs);
  return {
    claimant: {
      policy: 'compatibility.cronhpa',
      rank: 'window',
      claim: ({ now }) => claimOf(spanAt(now), config.target ?? 'workload', bounds),
    },
    nextChange: ({ now }) => {
      const { until, next } = spanAt(now);
      return next === null ? null : { at: until, what: `the job ${next} fires` };
    },
  };
}

function jobOf(
  { name, schedule, at, targetSize }: Jobs['jobs'][number],
  excludes: readonly CronSchedule[],
  zone: Zone,
): Job {
  const who = { name, size: targetSize };
  if (schedule === undefined) {
    const once = at ?? Number.NaN;
    return { ...who, last: (now) => (once <= now ? once : null), next: (now) => (once > now ? once : null) };
  }
  const fires = scheduleOf(schedule, CRONHPA);
  return {
    ...who,
    last: (now) => lastJob(fires, excludes, now, zone),
    next: (now) => nextJob(fires, excludes, now, zone),
  };
}

/** From one fire of any job to the next. */
interface Span {
  readonly from: number;
  readonly until: number;
  readonly next: string | null;
  /** Whose size holds, and since when; null before any has ever fired. */
  readonly holds: { readonly job: Job; readonly since: number } | null;
}

function remembered(jobs: readonly Job[]): (now: number) => Span {
  let span: Span | null = null;
  return (now) => {
    if (span === null || now < span.from || now >= span.until) span = spanOf(jobs, now);
    return span;
  };
}

/** Of jobs that fire in the same second the later one in the list counts; in CronHPA they race. */
function spanOf(jobs: readonly Job[], now: number): Span {
  let holds: Span['holds'] = null;
  let until = Number.POSITIVE_INFINITY;
  let next: string | null = null;
  for (const job of jobs) {
    const [since, fires] = [job.last(now), job.next(now)];
    if (since !== null && (holds === null || since >= holds.since)) holds = { job, since };
    if (fires !== null && fires < until) [until, next] = [fires, job.name];
  }
  return { from: now, until, next, holds };
}

/** Aimed at an HPA a job sets `minReplicas`, and raises `maxReplicas` where its size is above it. */
function claimOf({ holds }: Span, target: 'workload' | 'hpa', bounds: Bounds): readonly Claim[] {
  if (holds === null) return [];
  const { job, since } = holds;
  const numbers = { job: job.name, size: job.size, since: formatInstant(since) };
  const code = target === 'hpa' ? 'CronHpaFloor' : 'CronHpaSize';
  const max = target === 'hpa' ? Math.max(job.size, bounds.max) : job.size;
  return [{ min: job.size, max, replaces: true, reason: { code, numbers } }];
}
