/** Days on which a window does not open: single ones, ranges, those of every year. A day is counted from 1970-01-01. */
import { bounded } from '../../lib/units/bounded.ts';
import { DAY_MS } from '../../lib/units/zone.ts';

export interface Days {
  has(day: number): boolean;
  /** The first day from this one on that is not among them; null: none within ten years. */
  freeFrom(day: number): number | null;
  /** The last day up to this one that is not among them; null: none within ten years. */
  freeUntil(day: number): number | null;
}

const DATE = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
const YEARLY = String.raw`(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
/** `2026-12-24`, `2026-12-24..2027-01-02`, `10-01`, `12-24..01-02`. */
export const DAYS = new RegExp(`^(${DATE}(\\.\\.${DATE})?|${YEARLY}(\\.\\.${YEARLY})?)$`);

/** One entry, understood; days of a year are month times 100 plus day of the month. */
export interface DayRange {
  readonly yearly: boolean;
  readonly from: number;
  readonly to: number;
}

/** @returns null where the text is no such entry, a day that does not exist, or a range that ends before it begins */
export function parseDays(text: string): DayRange | null {
  if (!DAYS.test(text)) return null;
  const [first = '', last = first] = text.split('..');
  const yearly = first.length === 5;
  const [from, to] = [first, last].map(yearly ? dayOfYear : dayNumber);
  if (from == null || to == null) return null;
  // A range of every year may run over its end.
  return to < from && !yearly ? null : { yearly, from, to };
}

function dayNumber(date: string): number | null {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? null : at / DAY_MS;
}

/** A leap year knows every day there is. */
function dayOfYear(date: string): number | null {
  return dayNumber(`2024-${date}`) === null ? null : Number(date.replace('-', ''));
}

/** Ten years, in days. */
const FAR = 3653;
const NONE: Days = { has: () => false, freeFrom: (day) => day, freeUntil: (day) => day };

/** @param entries valid ones */
export function daysOf(entries: readonly string[]): Days {
  return entries.length === 0 ? NONE : known(entries.join(' '));
}

const known = bounded(256, (entries) => {
  const ranges = entries.split(' ').flatMap((entry) => parseDays(entry) ?? []);
  const fixed = merged(ranges.filter(({ yearly }) => !yearly));
  const yearly = ranges.filter((range) => range.yearly);
  const has = (day: number) => within(fixed, day) || (yearly.length > 0 && recurs(yearly, day));
  const free = (day: number, step: 1 | -1) => {
    for (let i = 0; i < FAR; i++) if (!has(day + i * step)) return day + i * step;
    return null;
  };
  return { has, freeFrom: (day: number) => free(day, 1), freeUntil: (day: number) => free(day, -1) };
});

/** In order and apart from each other, so that one can be searched by halving. */
function merged(ranges: readonly DayRange[]): readonly DayRange[] {
  const apart: DayRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last === undefined || range.from > last.to + 1) apart.push(range);
    else apart[apart.length - 1] = { ...last, to: Math.max(last.to, range.to) };
  }
  return apart;
}

function within(ranges: readonly DayRange[], day: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { from, to } = ranges[middle] as DayRange;
    if (day < from) high = middle - 1;
    else if (day > to) low = middle + 1;
    else return true;
  }
  return false;
}

function recurs(ranges: readonly DayRange[], day: number): boolean {
  const date = new Date(day * DAY_MS);
  const today = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  return ranges.some(({ from, to }) =>
    from <= to ? today >= from && today <= to : today >= from || today <= to,
  );
}
