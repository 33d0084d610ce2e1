/** From a moment of a scenario, and what repeats, to instants in ms. */
import { type Repeated, WEEKDAYS } from './document.ts';
import type { Moment } from './moments.ts';

/** The stretch of time that a scenario plays, ms. */
export interface Stretch {
  readonly start: number;
  readonly duration: number;
}

/** More than a year of something every three minutes. */
export const MOST_HAPPENINGS = 200_000;

export function instantOf(moment: Moment, { start }: Pick<Stretch, 'start'>): number {
  return 'instant' in moment ? moment.instant : start + moment.after;
}

/** The instants of one entry before the end; one that began before the start is taken up where it stands then. */
export function instantsOf(one: Repeated, spec: Stretch): number[] {
  const { every, times = Number.POSITIVE_INFINITY, until, on } = one;
  const first = instantOf(one.at, spec);
  const end = spec.start + spec.duration;
  const last = until === undefined ? end - 1 : Math.min(end - 1, instantOf(until, spec));
  const days = on === undefined ? null : new Set(on.map((day) => WEEKDAYS.indexOf(day)));
  const found: number[] = [];
  let happened = 0;
  let at = first;
  if (every !== undefined && at < spec.start) {
    const missed = Math.ceil((spec.start - at) / every);
    at += missed * every;
  }
  for (; at <= last && happened < times && found.length <= MOST_HAPPENINGS; at += every ?? Infinity) {
    if (at < spec.start) break;
    if (days !== null && !days.has(new Date(at).getUTCDay())) continue;
    happened++;
    found.push(at);
  }
  return found;
}
