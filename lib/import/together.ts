/** Several autoscalers of one runtime: what they say together, and where they contradict each other. */
import { isDeepStrictEqual } from 'node:util';
import { type Finding, shortTitle } from './object.ts';
import type { From, Jobs, Metric, Pace, Part, Trigger } from './part.ts';

export interface Together {
  /** null: nobody says any. */
  readonly bounds: { readonly min: From<number>; readonly max: From<number> } | null;
  readonly metrics: readonly From<Metric>[];
  readonly triggers: readonly From<Trigger>[];
  readonly pace: From<Pace> | null;
  readonly jobs: Jobs | null;
  readonly findings: readonly Finding[];
}

export function together(parts: readonly Part[]): Together {
  const findings: Finding[] = [];
  const metrics = parts.flatMap((part) => part.metrics);
  const triggers = parts.flatMap((part) => part.triggers);
  const jobs = jobsOf(parts, metrics.length + triggers.length > 0, findings);
  return {
    metrics,
    triggers,
    jobs,
    pace: paceOf(parts, findings),
    bounds: boundsOf(parts, findings) ?? (jobs === null ? null : sizesOf(jobs)),
    findings,
  };
}

/** What several allow. Where nothing is allowed by all of them, what the first says. */
function boundsOf(parts: readonly Part[], findings: Finding[]): Together['bounds'] {
  const said = parts.flatMap(({ object, min, max }) =>
    min === null || max === null ? [] : [{ object, min, max }],
  );
  const [first, ...others] = said;
  if (first === undefined) return null;
  const min = said.map((one) => one.min).reduce((a, b) => (b.value > a.value ? b : a));
  const max = said.map((one) => one.max).reduce((a, b) => (b.value < a.value ? b : a));
  for (const other of others) {
    if (other.min.value === first.min.value && other.max.value === first.max.value) continue;
    const agree = min.value <= max.value;
    const text =
      `it allows ${other.min.value} to ${other.max.value}, ${shortTitle(first.object)} ${first.min.value} to ${first.max.value}: ` +
      `they work against each other today; ${agree ? 'what both allow is taken' : `that of ${shortTitle(first.object)} is taken`}`;
    findings.push({ object: other.object, field: other.max.field, verdict: 'changed', text });
  }
  return min.value <= max.value ? { min, max } : { min: first.min, max: first.max };
}

/** A CronHPA alone has no bounds: those of its sizes. */
function sizesOf({ jobs }: Jobs): Together['bounds'] {
  const sizes = jobs.map(({ value: { targetSize }, object, field }) => ({
    ...{ value: targetSize, object },
    field: `${field}.targetSize`,
  }));
  const [first] = sizes;
  if (first === undefined) return null;
  const min = sizes.reduce((a, b) => (b.value < a.value ? b : a));
  const max = sizes.reduce((a, b) => (b.value > a.value ? b : a));
  return { min, max: max.value === 0 ? { ...max, value: 1, field: 'a document needs room for one' } : max };
}

function paceOf(parts: readonly Part[], findings: Finding[]): From<Pace> | null {
  const [first, ...others] = parts.flatMap(({ pace }) => (pace === null ? [] : [pace]));
  for (const other of others) {
    if (first === undefined || isDeepStrictEqual(plain(other.value), plain(first.value))) continue;
    findings.push({
      object: other.object,
      field: other.field,
      verdict: 'refused',
      text: `a runtime has one pace: that of ${shortTitle(first.object)} is taken`,
    });
  }
  return first ?? null;
}

/** Quantities hold big integers, which compare as texts. */
function plain(pace: Pace): string {
  return JSON.stringify(pace, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** @param metered something else moves the count too */
function jobsOf(parts: readonly Part[], metered: boolean, findings: Finding[]): Jobs | null {
  const all = parts.flatMap(({ object, jobs }) =>
    jobs === null || jobs.jobs.length === 0 ? [] : [{ object, jobs }],
  );
  const [first, ...others] = all;
  if (first === undefined) return null;
  const same = [first.jobs];
  for (const { object, jobs } of others) {
    if (isDeepStrictEqual(jobs.excludeDates, first.jobs.excludeDates)) same.push(jobs);
    else {
      const text = `a document has one list of exclude dates: that of ${shortTitle(first.object)} is taken, and these jobs are left out`;
      findings.push({ object, field: 'spec.jobs', verdict: 'refused', text });
    }
  }
  const aimedAtHpa = same.some(({ atHpa }) => atHpa);
  if (metered && !aimedAtHpa) {
    findings.push({
      object: first.object,
      field: 'spec.scaleTargetRef',
      verdict: 'changed',
      text: 'an HPA or ScaledObject moves the same runtime between its jobs: a job sets the floor, as if it were aimed at the HPA, and does not shrink what the metrics ask for',
    });
  }
  return { ...first.jobs, jobs: same.flatMap(({ jobs }) => jobs), atHpa: aimedAtHpa || metered };
}
