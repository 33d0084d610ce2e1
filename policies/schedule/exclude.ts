/** Days on which a window does not open, as people write them. */
import * as z from 'zod';
import { CALENDAR_FILE, calendarDays, whyUnread } from '../../lib/spec/calendar-text.ts';
import { clusterRule, matches } from '../../lib/spec/cluster-rules.ts';
import { DAYS, parseDays } from './days.ts';

const A_DAY = 'a day (2026-12-24), a range (2026-12-24..2027-01-02), one of every year (10-01, 12-24..01-02)';
const ERROR = `must be ${A_DAY}, or a calendar file beside this one (holidays.ics)`;
const AS_OBJECT = `must be ${A_DAY}; a calendar file is read only beside a policy file`;
/** The longest that a person has to write; of a calendar that was read, all its days stand there. */
const LONGEST_ENTRY = 64;
const MOST_ENTRIES = 64;

const entry = clusterRule(
  z
    .string({ error: ERROR })
    .superRefine((text, context) => {
      const message = faultOf(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .meta({
      title: 'day',
      maxLength: LONGEST_ENTRY,
      examples: ['2026-12-24', '12-24..01-02', 'holidays.ics'],
    }),
  matches(DAYS),
  AS_OBJECT,
);

export const excludes = () =>
  z.array(entry).max(MOST_ENTRIES, { error: `must be a list of at most ${MOST_ENTRIES} entries` });

function faultOf(text: string): string | null {
  if (CALENDAR_FILE.test(text)) {
    return `the calendar ${text} was not read: one is read only beside a policy file, by whoever reads that; write the days instead`;
  }
  const why = whyUnread(text);
  if (why !== null) return `the calendar ${text.split(':')[0]} cannot be used: ${why}`;
  const days = calendarDays(text) ?? [text];
  if (text.length > LONGEST_ENTRY && calendarDays(text) === null) return ERROR;
  return days.every((day) => parseDays(day) !== null) ? null : ERROR;
}

/** All days that are excluded, those of calendars among them. @param entries valid ones */
export function excludedDays(entries: readonly string[]): readonly string[] {
  return entries.flatMap((text) => calendarDays(text) ?? [text]);
}
