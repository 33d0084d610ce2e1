/**
 * When a window holds: the one thing the rest of the schedule asks, whatever rule stands behind it. Level-triggered: it is asked
 * about an instant, and remembers nothing that matters.
 */
import type { Opening, Openings } from './openings.ts';

/** A stretch of time in which a window holds, or does not. */
export interface Span {
  readonly open: boolean;
  /** When it opened or closed, ms; -Infinity: it has always been so. */
  readonly from: number;
  /** When it closes as far as this opening goes, or opens next; Infinity: never. */
  readonly until: number;
  /** The same is answered for every instant from `from` until before this one: `until`, or when it is opened anew before. */
  readonly same: number;
}

/** Whether a window holds at an instant, and for how long. Pure: the same instant gives the same span. */
export interface Times {
  at(instant: number): Span;
}

/** Decisions ask about now, and a little about what comes: so few spans are needed again. */
const KEPT = 4;

/** Asks `times` once a span: an edge costs a hundred microseconds, and most instants lie between two that are known. */
export function remembering(times: Times): Times {
  const spans: Span[] = [];
  return {
    at: (instant) => {
      for (const span of spans) if (instant >= span.from && instant < span.same) return span;
      const span = times.at(instant);
      if (spans.length === KEPT) spans.pop();
      spans.unshift(span);
      return span;
    },
  };
}

/** When what opened closes, ms: never sooner for a later opening. */
export type Closes = (opening: Opening) => number;

/** Each opening lasts until it closes; where several overlap, the last of them goes on. */
export function fromOpenings(openings: Openings, closes: Closes): Times {
  return {
    at: (instant) => {
      const last = openings.last(instant);
      const until = last === null ? Number.NEGATIVE_INFINITY : closes(last);
      if (last === null || instant >= until) {
        const opens = nextThatLasts(openings, closes, instant);
        return { open: false, from: until, until: opens, same: opens };
      }
      const next = openings.next(instant)?.at ?? Number.POSITIVE_INFINITY;
      return { open: true, from: last.at, until, same: Math.min(until, next) };
    },
  };
}

/** Where the clock leaves out a whole window, that one opens and closes at once. */
const MOST_EMPTY = 50;

function nextThatLasts(openings: Openings, closes: Closes, instant: number): number {
  let at = instant;
  for (let i = 0; i < MOST_EMPTY; i++) {
    const next = openings.next(at);
    if (next === null) return Number.POSITIVE_INFINITY;
    if (closes(next) > next.at) return next.at;
    at = next.at;
  }
  return at;
}

/** Holds only from `from` until before `until`, whatever `times` says outside. */
export function clipped(times: Times, from: number, until: number): Times {
  const closed = (since: number, opens: number): Span => {
    const next = opens < until ? opens : Number.POSITIVE_INFINITY;
    return { open: false, from: since, until: next, same: since < from ? Math.min(from, next) : next };
  };
  return {
    at: (instant) => {
      if (instant >= until)
        return { open: false, from: until, until: Number.POSITIVE_INFINITY, same: Number.POSITIVE_INFINITY };
      if (instant < from) {
        const first = times.at(from);
        return closed(Number.NEGATIVE_INFINITY, first.open ? from : first.until);
      }
      const span = times.at(instant);
      if (!span.open) return closed(Math.max(span.from, from), span.until);
      const [closes, same] = [Math.min(span.until, until), Math.min(span.same, until)];
      return { open: true, from: Math.max(span.from, from), until: closes, same };
    },
  };
}

/** One of a chain: when it opens; openings before `from`, and from `until` on, do not count, ms. */
export interface Link {
  readonly openings: Openings;
  readonly from: number;
  readonly until: number;
}

/**
 * Windows that each hold until the next of them opens: at any instant that one does which opened last, and those that opened with
 * it.
 * @returns the times of each, in the same order
 */
export function chained(links: readonly Link[]): readonly Times[] {
  return links.map((own) => ({
    at: (instant) => {
      const newest = Math.max(...links.map((link) => lastOf(link, instant)));
      const next = Math.min(...links.map((link) => nextOf(link, instant)));
      const open = newest > Number.NEGATIVE_INFINITY && lastOf(own, instant) === newest;
      return { open, from: newest, until: open ? next : nextOf(own, instant), same: next };
    },
  }));
}

function lastOf({ openings, from, until }: Link, at: number): number {
  const last = openings.last(Math.min(at, until - 1))?.at ?? Number.NEGATIVE_INFINITY;
  return last >= from ? last : Number.NEGATIVE_INFINITY;
}

function nextOf({ openings, from, until }: Link, at: number): number {
  const next = openings.next(Math.max(at, from - 1))?.at ?? Number.POSITIVE_INFINITY;
  return next < until ? next : Number.POSITIVE_INFINITY;
}

/** The stretches within [from, until) in which it holds, those that touch as one; null: too many to look at. */
export function openSpans(times: Times, from: number, until: number, most: number): readonly Span[] | null {
  const spans: Span[] = [];
  let asked = 0;
  for (let at = from; at < until; ) {
    if (++asked > most) return null;
    const span = times.at(at);
    const last = spans.at(-1);
    if (span.open && last !== undefined && last.until >= at)
      spans[spans.length - 1] = { ...span, from: last.from };
    else if (span.open) spans.push(span);
    at = span.until;
  }
  return spans;
}
