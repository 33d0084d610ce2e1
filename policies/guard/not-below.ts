import type { Context, Interval } from '../../lib/decide/contract.ts';
import type { Reason } from '../../lib/model/observation.ts';

/** One guard: an interval that contains the current count, or null when it has no say now. */
export type Guarding = (context: Context) => Interval | null;

export function notBelow(low: number, reason: Reason): Interval {
  return { low, high: Number.POSITIVE_INFINITY, reason };
}
