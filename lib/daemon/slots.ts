/**
 * The instants at which a dataset may be looked at: its own, one in each interval, placed there by the hash of its name. However
 * many were looked at together, for an hour or by a change that concerned them all, their next looks are spread again. Pure.
 */
import { createHash } from 'node:crypto';
import type { Pace } from './cadence.ts';

/** A number in [0, 1) that depends on the key alone. Costs a hash: once a dataset. */
export function spread(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;
}

export interface SlotWishes extends Pace {
  /** Monotonic, ms. */
  readonly now: number;
  /** The look before: the slot it was for, or the instant at which a change called for it, ms. */
  readonly from: number;
  /** So long after it would be best, ms. */
  readonly wantMs: number;
  /** In [0, 1). */
  readonly place: number;
}

/** Doubles are not exact; a slot missed by less is not missed, ms. */
const EXACT_MS = 1e-3;

/**
 * The instant of the next look: on the slots of the longest of fastest x 1, 2, 4, ... that is not above what is wanted, or on the
 * slow ones. Not sooner than the fastest after the look before, not later than the slow interval, unless that look itself took
 * longer; where the two are the same, on its next slot.
 */
export function nextSlot({ now, from, wantMs, slowMs, fastestMs, place }: SlotWishes): number {
  const offset = place * slowMs;
  if (fastestMs >= slowMs) return firstAt(Math.max(from, now) + 2 * EXACT_MS, slowMs, offset);
  const soonest = Math.max(from + fastestMs, now);
  const slow = slowSlot({ soonest, latest: from + slowMs, now, slowMs, fastestMs, offset });
  if (wantMs >= slowMs) return slow;
  const gear = fastestMs * 2 ** Math.floor(Math.log2(Math.max(wantMs, fastestMs) / fastestMs));
  return Math.min(slow, firstAt(soonest, gear, offset));
}

interface SlowWishes extends Pace {
  readonly soonest: number;
  readonly latest: number;
  readonly now: number;
  readonly offset: number;
}

/** The next slow one; where one is too soon and the next too late, just so long before the latter that it is the one to follow. */
function slowSlot({ soonest, latest, now, slowMs, fastestMs, offset }: SlowWishes): number {
  const at = firstAt(soonest, slowMs, offset);
  return at <= latest + EXACT_MS || latest < now ? at : Math.max(soonest, at - fastestMs);
}

/** Its first slot from an instant on. */
export function firstSlot(now: number, { slowMs }: Pick<Pace, 'slowMs'>, place: number): number {
  return firstAt(now, slowMs, place * slowMs);
}

function firstAt(from: number, every: number, offset: number): number {
  return offset + Math.ceil((from - offset - EXACT_MS) / every) * every;
}
