/** Cron triggers and jobs as windows of the policy `schedule`. */
import { CRONHPA, type Dialect, KEDA } from '../cron/dialect.ts';
import type { Field } from '../cron/field.ts';
import { type FieldSchedule, parseCron } from '../cron/parse.ts';
import { type Draft, whence } from './draft.ts';
import type { Notebook } from './object.ts';
import type { From, Jobs, Trigger } from './part.ts';
import type { Together } from './together.ts';

type NoteOf = (from: From<unknown>) => Notebook;

const CLOCKS =
  'becomes a window of the policy schedule: it holds by this project’s rules, also where the clocks change (policies/schedule)';

export function putWindows(draft: Draft, { triggers, jobs }: Together, noteOf: NoteOf): void {
  const windows: { readonly window: object; readonly from: From<unknown> }[] = [];
  for (const trigger of triggers) {
    const window = windowOfTrigger(trigger, noteOf);
    if (window !== null) windows.push({ window, from: trigger });
  }
  if (jobs !== null) windows.push(...windowsOfJobs(jobs, noteOf));
  for (const [index, { window, from }] of windows.entries()) {
    draft.put(['policies', 'schedule', index], window, whence(draft, from));
    noteOf(from).changed(from.field, CLOCKS);
  }
}

function windowOfTrigger(trigger: From<Trigger>, noteOf: NoteOf): object | null {
  const { timezone, start, end, desiredReplicas } = trigger.value;
  const [opens, closes] = [read(start, KEDA), read(end, KEDA)];
  const [from, until] = [fiveFields(opens), fiveFields(closes)];
  if (from === null || until === null) {
    noteOf(trigger).refused(trigger.field, UNSAYABLE);
    return null;
  }
  return { start: from, end: until, zone: opens?.zone?.name ?? timezone, atLeast: desiredReplicas };
}

const UNSAYABLE = 'cannot be kept without semantics: hpa: its days cannot be said in five fields';

function windowsOfJobs({ jobs, timezone, excludeDates, atHpa }: Jobs, noteOf: NoteOf) {
  const days = excludeDates.map((text) => daysOf(read(text, CRONHPA)));
  const [first] = jobs;
  if (first !== undefined && days.includes(null)) {
    noteOf(first).refused(
      'spec.excludeDates',
      'cannot be kept without semantics: hpa: only days of the year can; take weekdays out of the jobs',
    );
  }
  const exclude = days.flatMap((list) => list ?? []);
  return jobs.flatMap((job) => {
    const { name, schedule, targetSize } = job.value;
    const parsed = schedule === null ? null : read(schedule, CRONHPA);
    const start = fiveFields(parsed);
    if (start === null) {
      const once = 'cannot be kept without semantics: hpa: it fires once; write a window with validFrom';
      noteOf(job).refused(job.field, schedule === null ? once : UNSAYABLE);
      return [];
    }
    if (parsed?.second.values.has(0) !== true || parsed.second.values.size > 1) {
      noteOf(job).changed(job.field, 'windows open at full minutes');
    }
    const size = atHpa ? { atLeast: targetSize } : { exactly: targetSize };
    const except = exclude.length === 0 ? {} : { exclude };
    return [{ window: { name, start, end: 'next', zone: timezone, ...size, ...except }, from: job }];
  });
}

function read(text: string, dialect: Dialect): FieldSchedule | null {
  const parsed = parseCron(text, dialect);
  return parsed.ok && parsed.schedule.type === 'fields' ? parsed.schedule : null;
}

/** Minute, hour, day, month, day of the week; null where the two day fields are joined as no standard cron joins them. */
function fiveFields(parsed: FieldSchedule | null): string | null {
  if (parsed === null) return null;
  const { minute, hour, day, month, weekday } = parsed;
  const texts = [
    listOf(minute, 60),
    listOf(hour, 24),
    listOf(day, 31),
    listOf(month, 12),
    listOf(weekday, 7),
  ];
  const bothRestricted = texts[2] !== '*' && texts[4] !== '*';
  return bothRestricted && (day.star || weekday.star) ? null : texts.join(' ');
}

/** `*`, or ranges: `1-5,7`. */
function listOf({ values }: Field, whole: number): string {
  if (values.size === whole) return '*';
  const ranges: [number, number][] = [];
  for (const value of values) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === value - 1) last[1] = value;
    else ranges.push([value, value]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

const MOST_DAYS = 60;

/** Days of every year as `12-25`; null where they depend on the weekday, or are too many. */
function daysOf(parsed: FieldSchedule | null): readonly string[] | null {
  if (parsed === null || parsed.weekday.values.size < 7) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  const days = [...parsed.month.values].flatMap((month) =>
    [...parsed.day.values]
      .filter((day) => new Date(Date.UTC(2028, month - 1, day)).getUTCDate() === day)
      .map((day) => `${two(month)}-${two(day)}`),
  );
  return days.length > MOST_DAYS ? null : days;
}
