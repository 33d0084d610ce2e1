/** Whether two windows hold at the same time, looked at over a year ahead of a fixed day: a document is judged the same whenever. */
import { DAY_MS } from '../../lib/units/zone.ts';
import { openSpans, type Span, type Times } from './times.ts';
import { validityOf, type Window } from './window.ts';

/** A year and a month: whatever comes every year comes. */
const HORIZON_MS = 400 * DAY_MS;
/** Enough for what knows no dates, only days of the week. */
const SHORT_MS = 16 * DAY_MS;
const FROM = Date.UTC(2026, 0, 1);
const MOST_SPANS = 6000;

export interface Overlap {
  /** The first instant at which both hold, ms. */
  readonly at: number;
  /** The second holds only while the first does, too. */
  readonly always: boolean;
}

/** @returns null where they do not overlap, or that cannot be told */
export function overlapOf(first: Window, second: Window): Overlap | null {
  const valid = [first, second].map(({ config }) => validityOf(config));
  const from = Math.max(FROM, ...valid.map((one) => one.from));
  const horizon = [first, second].every(isWeekly) ? SHORT_MS : HORIZON_MS;
  const until = Math.min(from + horizon, ...valid.map((one) => one.until));
  const [one, two] = [spansOf(first.times, from, until), spansOf(second.times, from, until)];
  if (one === null || two === null) return null;
  const both = two.flatMap((span) => intersections(one, span));
  const at = both[0]?.from;
  if (at === undefined) return null;
  const length = (spans: readonly Stretch[]) =>
    spans.reduce((sum, span) => sum + Math.min(span.until, until) - Math.max(span.from, from), 0);
  return { at, always: length(both) >= length(two) && beginsNoSooner(first, second) };
}

interface Stretch {
  readonly from: number;
  readonly until: number;
}

function intersections(spans: readonly Stretch[], { from, until }: Stretch): readonly Stretch[] {
  return spans
    .map((span) => ({ from: Math.max(span.from, from), until: Math.min(span.until, until) }))
    .filter((stretch) => stretch.from < stretch.until);
}

/** One that is valid for longer than the other holds alone at some time. */
function beginsNoSooner(first: Window, second: Window): boolean {
  const [one, two] = [validityOf(first.config), validityOf(second.config)];
  return two.from >= one.from && two.until <= one.until;
}

function isWeekly({ config: { start = '* * * * *', end, exclude, validFrom, validUntil } }: Window): boolean {
  const dateless = (pattern: string) => pattern === 'next' || / \* \* \S+$/.test(pattern);
  const bounded = [exclude, validFrom, validUntil].some((limit) => limit !== undefined);
  return !bounded && dateless(start) && (end === undefined || dateless(end));
}

const looked = new WeakMap<Times, { key: string; spans: readonly Span[] | null }>();

/** Windows that are alike share their times, in however many documents they stand: those are looked through once. */
function spansOf(times: Times, from: number, until: number): readonly Span[] | null {
  const key = `${from} ${until}`;
  const known = looked.get(times);
  if (known?.key === key) return known.spans;
  const spans = openSpans(times, from, until, MOST_SPANS);
  looked.set(times, { key, spans });
  return spans;
}
