import type { Context, Interval } from '../../lib/decide/contract.ts';
import type { Reason } from '../../lib/model/observation.ts';

/** One guard: an interval that contains the current count, or null when it has no say now. */
export type Guarding = (context: Context) => Interval | null;

export function notBelow(low: number, reason: Reason): Interval {
  return { low, high: Number.POSITIVE_INFINITY, reason };
}

/** The same guard, but with sight it holds nobody who never came: with such a worker nothing is lost. */
export function unlessItNeverCame(guarding: Guarding, reach: (context: Context) => number): Guarding {
  return (context) => {
    const interval = guarding(context);
    return interval === null || context.reading === null
      ? interval
      : { ...interval, low: Math.min(interval.low, reach(context)) };
  };
}
