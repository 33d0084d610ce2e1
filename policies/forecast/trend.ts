/**
 * The slope of what is used, by the median of all pairwise slopes (Theil 1950, Sen 1968): almost a third of the points may be
 * wrong without moving it. Only points of one run are compared, and whether there is a trend at all is judged, as in the seasonal
 * Kendall test and its slope estimator (Hirsch, Slack and Smith, Water Resources Research 18(1), 1982), with a run for a season.
 */
import type { Point } from './points.ts';
import { smallest } from './smallest.ts';

/** Of a standard normal, two-sided 95 %. */
const Z = 1.96;

export interface Slopes {
  /** Bytes a ms, of each pair of points of one run; those that end at earlier points come first. */
  readonly all: Float64Array;
  /** How many of them end at the point of this index or before. */
  readonly until: readonly number[];
}

export function slopesOf(points: readonly Point[]): Slopes {
  const all = new Float64Array((points.length * (points.length - 1)) / 2);
  const until: number[] = [];
  let count = 0;
  for (let j = 0; j < points.length; j++) {
    const end = points[j] as Point;
    for (let i = j - 1; i >= 0; i--) {
      const start = points[i] as Point;
      if (start.run !== end.run) break;
      all[count++] = (end.used - start.used) / (end.at - start.at);
    }
    until.push(count);
  }
  return { all: all.subarray(0, count), until };
}

/** The median slope of the first `count`, bytes a ms; NaN of none. */
export function medianSlope({ all }: Slopes, count = all.length): number {
  const middle = count >> 1;
  const values = all.slice(0, count);
  const upper = smallest(values, middle);
  if (count % 2 === 1) return upper;
  // What is before the middle is no larger.
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) lower = Math.max(lower, values[i] as number);
  return (lower + upper) / 2;
}

/**
 * The slope that the true one is above with a confidence of 97.5 %.
 * @returns -Infinity where the points are too few to say
 */
export function lowestSlope({ all }: Slopes, points: readonly Point[]): number {
  const spread = Z * Math.sqrt(variance(points));
  const rank = Math.floor((all.length - spread) / 2) - 1;
  return rank < 0 ? Number.NEGATIVE_INFINITY : smallest(all.slice(), rank);
}

/** Of Kendall's S: n(n-1)(2n+5)/18, summed over runs of n points. */
function variance(points: readonly Point[]): number {
  let [sum, start] = [0, 0];
  for (let i = 1; i <= points.length; i++) {
    if (points[i]?.run === points[start]?.run) continue;
    const n = i - start;
    sum += (n * (n - 1) * (2 * n + 5)) / 18;
    start = i;
  }
  return sum;
}
