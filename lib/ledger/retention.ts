import type { Segment } from './segments.ts';

/** How much is kept. Bytes and milliseconds; an absent bound limits nothing. */
export interface Bounds {
  readonly maxTotalBytes?: number | undefined;
  readonly maxAgeMs?: number | undefined;
  readonly keepAtLeastMs: number;
  /** Room the current segment may still take up. */
  readonly currentBytes: number;
}

export interface Doomed {
  /** How many of the oldest segments are to go. */
  readonly count: number;
  /** The total is above its bound, and what would have to go is younger than `keepAtLeastMs`. */
  readonly held: boolean;
}

/**
 * When a closed segment's last record was written, as far as its times and its successor's can be believed: an `at` that
 * lies ahead of now was stamped by a clock since set back, and would keep the segment for ever. Null: no time to go by.
 */
export function endedAt(closed: Segment, next: Segment, now: number): number | null {
  const times = [next.opening?.before?.to, next.opening?.at].filter((at) => at !== undefined && at <= now);
  return closed.opening === null || times.length === 0 ? null : Math.max(...(times as number[]));
}

/**
 * Which of the oldest segments are to go: whole ones only, never the current (last) one, and nothing younger than
 * `keepAtLeastMs`, whatever the other bounds say.
 * @param segments ascending, the current one last
 */
export function doomedSegments(segments: readonly Segment[], bounds: Bounds, now: number): Doomed {
  const closed = segments.slice(0, -1);
  let total = closed.reduce((sum, segment) => sum + segment.bytes, bounds.currentBytes);
  let count = 0;
  for (const [index, segment] of closed.entries()) {
    const next = segments[index + 1];
    const ended = next === undefined ? null : endedAt(segment, next, now);
    const age = ended === null ? 0 : now - ended;
    const tooBig = bounds.maxTotalBytes !== undefined && total > bounds.maxTotalBytes;
    const tooOld = bounds.maxAgeMs !== undefined && age > bounds.maxAgeMs;
    if (!tooBig && !tooOld) break;
    if (ended === null || age < bounds.keepAtLeastMs) return { count, held: tooBig };
    total -= segment.bytes;
    count += 1;
  }
  return { count, held: false };
}
