/** Logs as the set of entries that still count. */
import type { Entry } from '../case.ts';

/**
 * The log after a new entry went in, with the ages its values stand for. The HPA writes over the last slot that has expired,
 * or appends.
 * @param after the values of the log afterwards, in stored order
 */
export function logAfter(
  before: readonly Entry[],
  after: readonly number[],
  fresh: number,
  counts: (entry: Entry) => boolean,
): readonly Entry[] {
  const slot = slotOf(before, after, fresh, counts);
  return after.map((value, index) => {
    const old = before[index];
    return index === slot || old === undefined ? { value, ageMs: 0 } : { value, ageMs: old.ageMs };
  });
}

function slotOf(
  before: readonly Entry[],
  after: readonly number[],
  fresh: number,
  counts: (entry: Entry) => boolean,
): number {
  if (after.length > before.length) return before.length;
  const changed = before.findIndex(({ value }, index) => value !== after[index]);
  if (changed !== -1) return changed;
  return before.findLastIndex((entry) => entry.value === fresh && !counts(entry));
}

/** Each value once, with the age of its youngest entry: more a later decision cannot tell apart. */
export function distinct(log: readonly Entry[]): readonly string[] {
  const youngest = new Map<number, number>();
  for (const { value, ageMs } of log) {
    youngest.set(value, Math.min(ageMs, youngest.get(value) ?? Number.POSITIVE_INFINITY));
  }
  return [...youngest].map(([value, ageMs]) => `${value}, ${ageMs / 1000} s old`).sort();
}

/** Every entry: of these a later decision takes the sum. */
export function every(log: readonly Entry[]): readonly string[] {
  return log.map(({ value, ageMs }) => `${value}, ${ageMs / 1000} s old`).sort();
}
