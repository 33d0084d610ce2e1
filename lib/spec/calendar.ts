/**
 * The days of a calendar file (.ics, RFC 5545): those its all-day events cover. Events with times of day are meetings, not
 * holidays, and do not count; neither do cancelled ones. The parser is loaded with this file, so only whoever has a calendar to read
 * imports it.
 */
import ICAL from 'ical.js';

/** Of rules without an end the days of these years are taken: a fixed stretch, so that a calendar says the same whenever it is read. */
const [FIRST_YEAR, LAST_YEAR] = [2020, 2050];
/** Of one rule, and of a whole calendar. */
const MOST_DAYS = 5000;
/** Occurrences that are looked at in a whole calendar, most of them perhaps long past: each takes time that others wait for. */
const MOST_LOOKS = 50_000;
const DAY_MS = 86_400_000;

const PART = /^(FREQ=\w+|INTERVAL=[1-9]\d?|COUNT=\d{1,5}|UNTIL=[\dTZ]+|WKST=[A-Z]{2})$/;
const [MONTHS, MONTH_DAYS, WEEKDAYS] = [/^BYMONTH=[\d,]+$/, /^BYMONTHDAY=[-\d,]+$/, /^BYDAY=[-+\dA-Z,]+$/];
/** What a rule of each frequency may say besides; with anything more it might never come, and be looked for without end. */
const BY: Readonly<Record<string, readonly RegExp[]>> = {
  YEARLY: [MONTHS, MONTH_DAYS, WEEKDAYS],
  MONTHLY: [MONTH_DAYS, WEEKDAYS],
  WEEKLY: [WEEKDAYS],
  DAILY: [],
};

function oddPartOf(rule: string): string | undefined {
  const parts = rule.split(';');
  const frequency = /FREQ=(\w+)/.exec(rule)?.[1] ?? '';
  const allowed = BY[frequency];
  if (allowed === undefined) return `FREQ=${frequency}`;
  return parts.find((part) => !PART.test(part) && !allowed.some((form) => form.test(part)));
}

/**
 * @returns days and ranges as a person writes them (`2026-12-25`, `2026-12-24..2026-12-26`), those of every year as `12-25`
 * @throws {Error} saying what is wrong with the calendar
 */
export function daysOfCalendar(text: string): readonly string[] {
  const days = new Set<number>();
  const looks = { left: MOST_LOOKS };
  for (const event of eventsOf(text)) {
    for (const day of daysOfEvent(event, looks)) days.add(day);
    if (days.size > MOST_DAYS) throw new Error(`it has more than ${MOST_DAYS} days`);
  }
  if (days.size === 0) throw new Error('it has no all-day event, so no day to leave out');
  return written(days);
}

/** Events that are not exceptions of another, each with its exceptions. */
function eventsOf(text: string): readonly ICAL.Event[] {
  if (text.trim() === '') throw new Error('it is empty');
  const root = new ICAL.Component(ICAL.parse(text));
  if (root.name !== 'vcalendar') throw new Error(`it is a ${root.name}, not a calendar`);
  const events = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  const [moved, own] = [true, false].map((is) =>
    events.filter((event) => event.isRecurrenceException() === is),
  );
  for (const exception of moved ?? []) {
    own?.find(({ uid }) => uid === exception.uid)?.relateException(exception);
  }
  return own ?? [];
}

function daysOfEvent(event: ICAL.Event, looks: { left: number }): readonly number[] {
  const { startDate, component } = event;
  const status = String(component.getFirstPropertyValue('status') ?? '');
  if (startDate?.isDate !== true || status.toUpperCase() === 'CANCELLED') return [];
  if (!event.isRecurring()) return daysBetween(startDate, event.endDate);
  const fits = checkedRules(event);
  const days: number[] = [];
  const occurrences = event.iterator();
  for (let next = occurrences.next(); next && next.year <= LAST_YEAR; next = occurrences.next()) {
    if (looks.left-- === 0)
      throw new Error(
        `its rules come more than ${MOST_LOOKS} times before ${LAST_YEAR + 1}: let "${event.summary}" begin later`,
      );
    if (next.year < FIRST_YEAR || !fits(next)) continue;
    const { item, startDate: from, endDate: to } = event.getOccurrenceDetails(next);
    const cancelled =
      String(item.component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED';
    if (from.isDate && !cancelled) days.push(...daysBetween(from, to));
    if (days.length > MOST_DAYS) throw new Error(`"${event.summary}" comes on more than ${MOST_DAYS} days`);
  }
  return days;
}

/** The parser lets the 29th of February come in March of other years, and the like: those days are none. */
function checkedRules({ component, startDate, summary }: ICAL.Event): (day: ICAL.Time) => boolean {
  const rules = component.getAllProperties('rrule').map((property) => String(property.getFirstValue()));
  for (const rule of rules) {
    const odd = oddPartOf(rule);
    if (odd !== undefined)
      throw new Error(`the rule of "${summary}" says ${odd}, which is not understood: write its days`);
  }
  const months = rules.flatMap((rule) => /BYMONTH=([\d,]+)/.exec(rule)?.[1]?.split(',').map(Number) ?? []);
  const plain = rules.some((rule) => rule.includes('FREQ=YEARLY') && !rule.includes('BY'));
  return ({ month, day }) => {
    if (months.length > 0 && !months.includes(month)) return false;
    return !plain || rules.length > 1 || day !== 1 || startDate.day !== 29 || month === startDate.month;
  };
}

/** The end is the day after the last. */
function daysBetween(from: ICAL.Time, to: ICAL.Time): readonly number[] {
  const [first, end] = [from, to].map(({ year, month, day }) => Date.UTC(year, month - 1, day) / DAY_MS);
  const length = Math.max(1, (end ?? 0) - (first ?? 0));
  if (length > MOST_DAYS) throw new Error(`an event lasts more than ${MOST_DAYS} days`);
  return Array.from({ length }, (_, i) => (first ?? 0) + i);
}

const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** What comes on the same day of every year is written once. */
function written(days: ReadonlySet<number>): readonly string[] {
  const years = new Map<string, number>();
  for (const day of days) {
    const year = Number(dateOf(day).slice(0, 4));
    if (year < FIRST_YEAR || year > LAST_YEAR) continue;
    const date = dateOf(day).slice(5);
    years.set(date, (years.get(date) ?? 0) + 1);
  }
  const yearly = [...years].filter(([, count]) => count === LAST_YEAR - FIRST_YEAR + 1).map(([date]) => date);
  const single = [...days].filter((day) => !yearly.includes(dateOf(day).slice(5))).sort((a, b) => a - b);
  return [...yearly.sort(), ...ranges(single)];
}

function ranges(days: readonly number[]): readonly string[] {
  const found: [number, number][] = [];
  for (const day of days) {
    const last = found.at(-1);
    if (last !== undefined && day === last[1] + 1) last[1] = day;
    else found.push([day, day]);
  }
  return found.map(([from, to]) => (from === to ? dateOf(from) : `${dateOf(from)}..${dateOf(to)}`));
}
