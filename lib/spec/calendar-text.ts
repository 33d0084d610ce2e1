/**
 * A calendar file in a document's text. A person writes its name (`holidays.ics`); whoever reads the policy file puts the days
 * beside it (`holidays.ics: 2026-12-25 12-24..12-26`), so that the text goes on being the whole truth: it has the hash, stands in
 * the ledger, and is read again without the calendar.
 */
import { printable } from '../units/printable.ts';

const NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,58}\\.[Ii][Cc][Ss]';

/** A file of this name beside the policy file: no folder, no hidden file. */
export const CALENDAR_FILE = new RegExp(`^${NAME}$`);
const READ = new RegExp(`^(${NAME}): (\\S.*)$`);

/** @returns the days that stand beside a calendar's name, each as a person would write it; null where the text is none */
export function calendarDays(text: string): readonly string[] | null {
  const days = READ.exec(text)?.[2];
  return days === undefined ? null : days.split(' ');
}

const UNREAD = new RegExp(`^${NAME}: ! (.*)$`);

/** Why a calendar that is named has no days, or null. */
export function whyUnread(text: string): string | null {
  return UNREAD.exec(text)?.[1] ?? null;
}

/** A calendar's own lines may stand in it; characters. */
const LONGEST_WHY = 300;

/** What stands in the place of its days, as {@link whyUnread} reads it: a fault that is told where the calendar is named. */
export function unread(file: string, why: string): string {
  const shown = printable(why);
  return `${file}: ! ${shown.length > LONGEST_WHY ? `${shown.slice(0, LONGEST_WHY)}...` : shown}`;
}

/** The name with its days, as {@link calendarDays} reads them. */
export function withDays(file: string, days: readonly string[]): string {
  return `${file}: ${days.join(' ')}`;
}
