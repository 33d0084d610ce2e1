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
 * When a closed segment's last record was written, as far as times can be believed: an `at` that lies ahead of now was
 * stamped by a clock since set back, and would keep the segment for ever; then the next time that can be believed, which is
 * later, stands for it. Null: there is none.
 */
export function endedAt(segments: readonly Segment[], index: number, now: number): number | null {
  for (const { opening } of segments.slice(index + 1)) {
    const times = [opening?.before?.to ?? Infinity, opening?.at ?? Infinity].filter((at) => at <= now);
    if (times.length > 0) return Math.max(...times);
  }
  return null;
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
    const ended = endedAt(segments, index, now);
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
