/** How far a replay under the policy that really ran is from what was recorded. */
import type { Mark, Size, Timeline } from '../../report/timeline/timeline.ts';
import type { ReplayError } from '../../report/what-if.ts';
import { WHOLE } from '../../units/share.ts';

export function errorOf(recorded: Timeline, replayed: Timeline): ReplayError {
  const [a, b] = [ownMarks(recorded), ownMarks(replayed)];
  const pairs = sameInOrder(a, b);
  const shifts = pairs.map(([one, other]) => Math.abs(one.at - other.at));
  const { ufsBytes } = recorded.figures;
  return {
    recorded: a.length,
    replayed: b.length,
    same: pairs.length,
    shiftMs: shifts.length === 0 ? null : { mean: mean(shifts), most: Math.max(...shifts) },
    replicas: meanDistance(recorded.sizes, replayed.sizes, ({ asked }: Size) => asked, recorded.to) ?? 0,
    utilization: fillDistance(recorded, replayed),
    ufs: ufsBytes ? ((replayed.figures.ufsBytes ?? 0) - ufsBytes) / ufsBytes : null,
  };
}

/** What the policy decided: done, or in a dry run what it would have done. */
function ownMarks({ marks }: Timeline): readonly Mark[] {
  return marks.filter(({ by }) => by === 'self' || by === 'would');
}

/** The longest row of changes that both have, in this order. */
function sameInOrder(a: readonly Mark[], b: readonly Mark[]): readonly (readonly [Mark, Mark])[] {
  const best = a.map(() => b.map(() => 0));
  const at = (i: number, j: number) => best[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = best[i] as number[];
      row[j] = same(a[i], b[j]) ? 1 + at(i + 1, j + 1) : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [Mark, Mark][] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [one, other] = [a[i], b[j]];
    if (one !== undefined && other !== undefined && same(one, other)) {
      pairs.push([one, other]);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

function same(a: Mark | undefined, b: Mark | undefined): boolean {
  return a !== undefined && b !== undefined && a.from === b.from && a.to === b.to;
}

/** In percentage points, between what both show last at the same time. */
function fillDistance(recorded: Timeline, replayed: Timeline): number | null {
  const ends = ({ fill }: Timeline) => fill.map(({ until: at, last }) => ({ at, last }));
  const distance = meanDistance(ends(recorded), ends(replayed), ({ last }) => last, recorded.to);
  return distance === null ? null : (100 * distance) / WHOLE;
}

/** The mean over time of |a - b|, each holding until it changes; times at which either says nothing are left out. */
function meanDistance<T extends { readonly at: number }>(
  a: readonly T[],
  b: readonly T[],
  value: (one: T) => number | null,
  end: number,
): number | null {
  let [i, j, sum, time] = [-1, -1, 0, 0];
  let now = Math.max(a[0]?.at ?? end, b[0]?.at ?? end);
  while (now < end) {
    while ((a[i + 1]?.at ?? Infinity) <= now) i++;
    while ((b[j + 1]?.at ?? Infinity) <= now) j++;
    const next = Math.min(a[i + 1]?.at ?? Infinity, b[j + 1]?.at ?? Infinity, end);
    const [one, other] = [a[i], b[j]];
    const [left, right] = [one && value(one), other && value(other)];
    if (left != null && right != null) {
      sum += Math.abs(left - right) * (next - now);
      time += next - now;
    }
    now = next;
  }
  return time > 0 ? sum / time : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
