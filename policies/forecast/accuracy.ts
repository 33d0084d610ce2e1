/** How far off earlier forecasts were, worked out afresh from the levels that are kept. */
import type { Level } from '../../lib/model/history.ts';
import { WHOLE } from '../../lib/units/share.ts';
import { levelAt, type Point } from './points.ts';
import { smallest } from './smallest.ts';
import { medianSlope, type Slopes } from './trend.ts';

export interface Accuracy {
  /** The median of |used as forecast - used as it came|, as a share of the capacity, thousandths of a percent. */
  readonly error: number;
  /** Of so many forecasts. */
  readonly tries: number;
}

export interface Past {
  readonly levels: readonly Level[];
  readonly points: readonly Point[];
  readonly slopes: Slopes;
}

/** Every second point is enough to judge by, and takes half the time. */
const EVERY = 2;

/**
 * At every second point with enough points before it: what would have been forecast there for one lead time later from the points up
 * to it, against what came.
 * @param lead ms
 * @param enough pairs of points a forecast needs
 * @param close see `levelAt`
 * @returns null where no forecast has come due yet
 */
export function accuracyOf(past: Past, lead: number, enough: number, close: number): Accuracy | null {
  const { levels, points, slopes } = past;
  const last = levels.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const errors: number[] = [];
  for (let k = points.length - 1; k >= 0; k -= EVERY) {
    const { at, used, capacity } = points[k] as Point;
    const pairs = slopes.until[k] ?? 0;
    if (pairs < enough || at + lead > last) continue;
    const came = levelAt(levels, at + lead, close);
    if (came === null) continue;
    const said = Math.min(
      Math.max(0, used + medianSlope(slopes, pairs) * lead),
      Math.max(capacity, came.capacity),
    );
    errors.push((Math.abs(said - came.used) / came.capacity) * WHOLE);
  }
  if (errors.length === 0) return null;
  const median = smallest(Float64Array.from(errors), errors.length >> 1);
  return { error: Math.round(median), tries: errors.length };
}
