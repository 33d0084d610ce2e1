/** A window of levels as a few points at even distances, so that a forecast costs the same however many there are. */
import type { Level } from '../../lib/model/history.ts';

/** Bytes used at an instant. `run` tells the stretches apart between which nothing can be compared. */
export interface Point {
  readonly at: number;
  readonly used: number;
  readonly capacity: number;
  readonly run: number;
}

/** Distances in a window. */
export const STRETCHES = 24;
/** A quiet minute is told at its end, and a look may be late: nothing is missing between two levels this close, ms. */
const CLOSE_MS = 150_000;
/** More gone than this share of the capacity is no noise: a reset, an eviction in bulk, a worker lost. */
const RESET = 0.05;

/**
 * The points of the window that ends at `now`: none where nothing is known (the engine was down, the daemon was off) or where
 * the cache was full, since a full cache cannot say how fast it would have filled. A new run begins after each of these, and
 * where much of the data went.
 * @param levels oldest first
 * @param full share of the capacity from which on it counts as full, thousandths of a percent
 */
export function pointsOf(levels: readonly Level[], now: number, window: number, full: number): Point[] {
  const stretch = window / STRETCHES;
  const points: Point[] = [];
  let run = 0;
  let before: Point | null = null;
  for (let k = 0; k <= STRETCHES; k++) {
    const at = now - window + k * stretch;
    const level = levelAt(levels, at, closeness(window));
    if (level === null || level.used * 100_000 >= full * level.capacity) {
      before = null;
      continue;
    }
    if (before === null || before.used - level.used > RESET * level.capacity) run++;
    before = { at, used: level.used, capacity: level.capacity, run };
    points.push(before);
  }
  return points;
}

/** Between records farther apart than this, ms, there is a hole. */
export function closeness(window: number): number {
  return Math.max(CLOSE_MS, window / STRETCHES);
}

/**
 * How full it was at an instant, between the two records next to it.
 * @param close records farther apart than this, ms, have a hole between them
 * @returns null before the first, in a hole, and so long after the last
 */
export function levelAt(
  levels: readonly Level[],
  at: number,
  close: number,
): Pick<Level, 'used' | 'capacity'> | null {
  const next = firstFrom(levels, at);
  const [left, right] = [levels[next - 1], levels[next]];
  if (right === undefined) return left !== undefined && at - left.at <= close ? left : null;
  if (left === undefined || right.from - left.at > close) return right.from <= at ? right : null;
  const share = (at - left.at) / (right.at - left.at);
  return { used: left.used + share * (right.used - left.used), capacity: right.capacity };
}

/** The first level that ends at `at` or later. */
function firstFrom(levels: readonly Level[], at: number): number {
  let [low, high] = [0, levels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((levels[middle] as Level).at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
