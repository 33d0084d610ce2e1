/** The texts of a window: patterns, weekly times, zones, days. */
import * as z from 'zod';
import { clusterRule, matches } from '../../lib/spec/cluster-rules.ts';
import { nearest } from '../../lib/spec/nearest.ts';
import { parseDuration } from '../../lib/units/duration.ts';
import { isZone, ZONE } from '../../lib/units/zone.ts';
import { cronFault } from './openings.ts';
import { parseWeekly, WEEKLY } from './weekly.ts';

/** A text that must look as the pattern says: for files, and for the API server. */
function like(pattern: RegExp, longest: number, what: string, title: string) {
  const error = `must be ${what}`;
  const schema = z
    .string({ error })
    .max(longest, { error, abort: true })
    .regex(pattern, { error, abort: true })
    .meta({ title });
  return { schema, rule: matches(pattern), error };
}

function ruled<T extends z.ZodType>(schema: T, { rule, error }: { rule: string; error: string }): T {
  return clusterRule(schema, rule, error);
}

const FIELD = '[0-9A-Za-z*?/,#-]+';
const PATTERN = `${FIELD}( +${FIELD}){4}`;
const NICKNAME = '@(yearly|annually|monthly|weekly|daily|midnight|hourly)';
const A_PATTERN = 'a cron pattern of five fields (minute hour day month weekday) such as "0 8 * * 1-5"';

/** What is wrong with the pattern itself, past its looks. */
const sound = (text: string) => cronFault(text) === null;
const unsound = (what: string) => (issue: { input?: unknown }) => {
  const fault = cronFault(String(issue.input)) ?? '';
  return `must be ${what}; of this one: ${fault}`;
};

export const cronPattern = () => {
  const text = like(new RegExp(`^(${PATTERN}|${NICKNAME})$`), 100, A_PATTERN, 'cron pattern');
  return ruled(text.schema.refine(sound, { error: unsound(A_PATTERN) }), text);
};

export const endOfWindow = () => {
  const what = `${A_PATTERN}, or the word next`;
  const text = like(new RegExp(`^(${PATTERN}|${NICKNAME}|next)$`), 100, what, 'cron pattern, or next');
  const schema = text.schema.refine((end) => end === 'next' || sound(end), { error: unsound(what) });
  return ruled(schema, text);
};

export const weekly = () => {
  const what =
    'days and times such as "Mon-Fri 08:00-20:00", "Sat,Sun 10:00-14:00", "daily 22:00-06:00" or "Fri 18:00 - Mon 06:00"';
  const text = like(WEEKLY, 64, what, 'weekly times');
  return ruled(
    text.schema.refine((times) => parseWeekly(times) !== null, { error: `must be ${what}` }),
    text,
  );
};

export const zone = () => {
  const what = 'a time zone by its IANA name, such as Europe/Berlin or UTC';
  const text = like(ZONE, 64, what, 'time zone');
  const error = (issue: { input?: unknown }) => {
    const near = nearest(String(issue.input), Intl.supportedValuesOf('timeZone'));
    return `must be ${what}${near === undefined ? '' : `; the nearest one is ${near}`}`;
  };
  return ruled(text.schema.refine(isZone, { error }), text);
};

const WHEN = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A day of the window's zone, or an instant; kept as text, because which instant a day begins at depends on the zone. */
export const validity = () => {
  const what = 'a day such as 2026-12-31, or an instant such as 2026-12-31T18:00:00Z';
  const text = like(WHEN, 32, what, 'day or instant');
  return ruled(text.schema.refine(isDate, { error: `must be ${what}` }), text);
};

/** The thirtieth of February is no day, though the runtime would read it as one of March. */
function isDate(text: string): boolean {
  const day = Date.parse(text.slice(0, 10));
  return !Number.isNaN(Date.parse(text)) && new Date(day).toISOString().startsWith(text.slice(0, 10));
}

/** -> ms, or `measured`. */
export const leadTime = () => {
  const what = 'a duration longer than 0, such as 20m, or the word measured';
  const text = like(/^(measured|(\d+(\.\d+)?(ms|s|m|h|d))+)$/, 32, what, 'duration, or measured');
  const schema = text.schema
    .transform((lead) => (lead === 'measured' ? lead : (parseDuration(lead) ?? Number.NaN)))
    .refine((lead) => lead === 'measured' || (lead > 0 && lead <= LONGEST_LEAD_MS), {
      error: `must be ${what}, and at most 7d`,
    });
  return ruled(schema, text);
};

const LONGEST_LEAD_MS = 7 * 86_400_000;

export const windowName = () => {
  const text = like(
    /^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,61}[A-Za-z0-9])?$/,
    63,
    'a name of at most 63 letters, digits, spaces, ".", "_" and "-"',
    'name',
  );
  return ruled(text.schema, text);
};
