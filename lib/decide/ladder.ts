/** The rungs everything climbs by: limiters, and the bounds. */
import type { Rung, Wish } from '../model/decision.ts';
import type { InForce } from './bounds.ts';
import type { Bounds, Context, Limiter, Sizer } from './contract.ts';

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

/** One rung for each claim on the bounds, then the bounds that come of them. */
export function clampToBounds(context: Context, rungs: Rung[], target: number): number {
  const { current, bounds, inForce } = context;
  const { min, max } = bounds;
  for (const { by, min: low = null, max: high = null, reason } of inForce?.claims ?? NO_CLAIMS) {
    rungs.push({ by, low, high, from: target, to: target, reason });
  }
  const to = target > max ? max : target < min ? min : target;
  const claim = target > max ? inForce?.high : target < min ? inForce?.low : null;
  rungs.push({
    by: 'bounds',
    low: min,
    high: max,
    from: target,
    to,
    reason: claim?.reason ?? {
      code: to === target ? 'WithinBounds' : boundsCode(target, current, bounds),
      numbers: { min, max, current },
    },
  });
  return to;
}

const NO_CLAIMS: InForce['claims'] = [];

/**
 * The largest wish above the current count of a sizer that passes the limits on readings goes on from where these have held it.
 * @param wishes the answers of `sizers`, in their order
 */
export function liftPassing(
  sizers: readonly Sizer[],
  wishes: readonly Wish[],
  context: Context,
  rungs: Rung[],
  target: number,
): number {
  let passing: Wish | null = null;
  let most = Math.max(target, context.current);
  for (let i = 0; i < sizers.length; i++) {
    const answer = wishes[i];
    if (!sizers[i]?.passes || answer?.wish == null || answer.wish <= most) continue;
    most = answer.wish;
    passing = answer;
  }
  if (passing === null) return target;
  rungs.push({ by: passing.policy, low: most, high: null, from: target, to: most, reason: passing.reason });
  return most;
}

/** A count that is itself outside moves because of the bounds alone; else it is only the wish that they cut. */
function boundsCode(target: number, current: number, { min, max }: Bounds): string {
  if (target > max) return current > max ? 'CountAboveMax' : 'AboveMax';
  return current < min ? 'CountBelowMin' : 'BelowMin';
}
