/** CronHorizontalPodAutoscaler: jobs that each set a size at an instant. */
import { isExcluded } from '../cron/cronhpa.ts';
import { CRONHPA } from '../cron/dialect.ts';
import { nextFire } from '../cron/next.ts';
import { type CronSchedule, parseCron } from '../cron/parse.ts';
import { type Zone, zoneOf } from '../cron/zone.ts';
import { formatInstant } from '../units/instant.ts';
import { type Fields, fieldsOf, type Notebook, notebookOf, type SourceObject } from './object.ts';
import { emptyPart, type From, type Job, type Understood } from './part.ts';
import { datasetOf, type ScaleTarget, targetOf } from './target.ts';

export interface CronHpaOptions {
  /** The zone the controller runs in, and whether somebody said so. */
  readonly timezone: string;
  readonly assumed: boolean;
  /** For jobs that fire once: the instant of the import, ms. */
  readonly now: number;
  /** Whom an HPA of this name scales, where it is among the objects. */
  readonly targetOfHpa: (namespace: string, name: string) => ScaleTarget | null;
}

export function understandCronHpa(object: SourceObject, options: CronHpaOptions): Understood {
  const book = notebookOf(object);
  const spec = fieldsOf(object.fields.spec);
  const target = targetOf(spec);
  const atHpa = target.kind === 'HorizontalPodAutoscaler';
  const aimed = aimOf(object, target, atHpa, options);
  if ('why' in aimed) {
    book.refused('spec.scaleTargetRef', aimed.why);
    return { object, findings: book.findings };
  }
  book.kept('spec.scaleTargetRef', 'spec.dataset');
  if (aimed.held !== null) book.changed('spec.scaleTargetRef.kind', aimed.held);
  const zone = zoneOf(options.timezone) as Zone;
  const excludes = excludesOf(spec, book);
  const jobs = jobsOf(
    object,
    spec,
    { ...options, zone, excludes: excludes.map(({ schedule }) => schedule) },
    book,
  );
  if (jobs.length > 0) {
    book.changed(
      'spec.jobs',
      'a job there is an edge that can be missed and is then forgotten; here the size of the job that fired last is held until another fires',
    );
    if (options.assumed) {
      book.changed(
        'spec.jobs',
        `jobs fire in the time zone of their controller, which the object does not say: ${options.timezone} is taken, the default of its chart; give --timezone if it is another`,
      );
    }
  }
  const { timezone } = options;
  return {
    ...emptyPart(object, { value: aimed.dataset, object, field: 'spec.scaleTargetRef' }),
    jobs: { timezone, excludeDates: excludes.map(({ text }) => text), jobs, atHpa },
    findings: book.findings,
  };
}

function aimOf(
  { namespace }: SourceObject,
  target: ScaleTarget,
  atHpa: boolean,
  { targetOfHpa }: CronHpaOptions,
) {
  if (!atHpa) return datasetOf(target);
  const behind = targetOfHpa(namespace, target.name);
  return behind === null
    ? {
        why: `is aimed at HorizontalPodAutoscaler ${target.name}, which is not among the objects: give that one too`,
      }
    : datasetOf(behind);
}

interface Exclude {
  readonly text: string;
  readonly schedule: CronSchedule;
}

function excludesOf({ excludeDates }: Fields, book: Notebook): readonly Exclude[] {
  const texts: readonly unknown[] = Array.isArray(excludeDates) ? excludeDates : [];
  return texts.flatMap((raw, index) => {
    const field = `spec.excludeDates[${index}]`;
    const text = String(raw);
    const parsed = parseCron(text, CRONHPA);
    if (!parsed.ok) {
      book.refused(field, `its controller passes over it: ${parsed.error}`);
      return [];
    }
    book.changed(
      field,
      'leaves out the whole day of each match, as documented; the controller compares only month and hour of the next match with those of now',
    );
    return [{ text, schedule: parsed.schedule }];
  });
}

interface Setting extends CronHpaOptions {
  readonly zone: Zone;
  readonly excludes: readonly CronSchedule[];
}

function jobsOf(object: SourceObject, spec: Fields, setting: Setting, book: Notebook): readonly From<Job>[] {
  const list: readonly unknown[] = Array.isArray(spec.jobs) ? spec.jobs : [];
  const conditions = fieldsOf(object.fields.status).conditions;
  const states = new Map(
    (Array.isArray(conditions) ? conditions : []).map((raw) => {
      const { name, state } = fieldsOf(raw);
      return [String(name), String(state)];
    }),
  );
  return list.flatMap((raw, index) => {
    const field = `spec.jobs[${index}]`;
    const job = jobOf(fieldsOf(raw), field, states, setting, book);
    return job === null ? [] : [{ value: job, object, field }];
  });
}

function jobOf(
  raw: Fields,
  field: string,
  states: ReadonlyMap<string, string>,
  { now, zone, excludes }: Setting,
  book: Notebook,
): Job | null {
  const refuse = (text: string) => {
    book.refused(field, text);
    return null;
  };
  const { targetSize, runOnce } = raw;
  const [name, schedule] = [String(raw.name ?? ''), String(raw.schedule ?? '')];
  if (
    typeof targetSize !== 'number' ||
    !Number.isSafeInteger(targetSize) ||
    targetSize < 0 ||
    targetSize > 2_147_483_647
  ) {
    return refuse('targetSize must be a whole number, 0 or more');
  }
  if (name === '') return refuse('name must not be empty');
  const parsed = parseCron(schedule, CRONHPA);
  if (!parsed.ok) return refuse(`its controller refuses it: ${parsed.error}`);
  if (parsed.schedule.type === 'every') {
    return refuse('cannot be kept: @every counts from when the controller started');
  }
  const next = nextFire(parsed.schedule, now, zone);
  if (next === null) return refuse('never fires');
  const job = { name, targetSize };
  const date = schedule.startsWith('@date');
  if (runOnce !== true && !date) {
    book.kept(field, 'spec.policies');
    return { ...job, schedule, at: null };
  }
  const state = states.get(name);
  if (state === 'Succeed' || state === 'Failed') {
    book.kept(field, `nothing: it was to fire once, and has (state ${state})`);
    return null;
  }
  if (isExcluded(excludes, next, zone)) {
    return refuse(`would fire once, at ${formatInstant(next)}, on an excluded day: it never sets its size`);
  }
  const year = /^@date (\d{4})/.exec(schedule)?.[1];
  const late = year !== undefined && !formatInstant(next).startsWith(year);
  const text = `fires once, at ${formatInstant(next)}${late ? ': its controller drops the year' : ''}`;
  if (late) book.changed(field, text);
  else book.kept(field, `spec.policies, ${text}`);
  return { ...job, schedule: null, at: next };
}
