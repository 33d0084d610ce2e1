/** The rungs everything climbs by: limiters, and the bounds. */
import type { Rung } from '../model/decision.ts';
import type { Reason } from '../model/observation.ts';
import type { Bounds, Context, Limiter } from './contract.ts';

/** Narrows `target` by each limiter in turn; every one that spoke gets a rung. */
export function climb(limiters: readonly Limiter[], context: Context, rungs: Rung[], target: number): number {
  let number = target;
  for (const limiter of limiters) {
    const interval = limiter.limit(context);
    if (interval === null) continue;
    const { current } = context;
    // Every interval contains the current count, whatever a limiter answers (also NaN): staying is always possible.
    const low = interval.low <= current ? interval.low : current;
    const high = interval.high >= current ? interval.high : current;
    const to = number < low ? Math.ceil(low) : number > high ? Math.floor(high) : number;
    rungs.push({
      by: limiter.policy,
      low: finite(low),
      high: finite(high),
      from: number,
      to,
      reason: interval.reason,
    });
    number = to;
  }
  return number;
}

/** No limit on a side is null in the ladder, because JSON has no infinity. */
function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}

export function clampToBounds(context: Context, rungs: Rung[], target: number): number {
  const { current, bounds } = context;
  const { min, max } = bounds;
  const to = target > max ? max : target < min ? min : target;
  const code = to === target ? 'WithinBounds' : boundsCode(target, current, bounds);
  const reason: Reason = { code, numbers: { min, max, current } };
  rungs.push({ by: 'bounds', low: min, high: max, from: target, to, reason });
  return to;
}

/** A count that is itself outside moves because of the bounds alone; else it is only the wish that they cut. */
function boundsCode(target: number, current: number, { min, max }: Bounds): string {
  if (target > max) return current > max ? 'CountAboveMax' : 'AboveMax';
  return current < min ? 'CountBelowMin' : 'BelowMin';
}
