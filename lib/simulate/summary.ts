/** What a run came to, in a dozen figures. Each is defined here, once, with its formula and unit. */

import { MANAGER } from '../ledger/replay.ts';
import type { Truth } from './truth.ts';
import type { Scaled } from './world.ts';

export interface Summary {
  /** Length of the run, ms. */
  readonly durationMs: number;
  /** Ticks of the loop, those that were jumped over included. */
  readonly looks: number;
  /** Time in which no serving worker had room for another block while some of the dataset was not cached, ms. */
  readonly fullMs: number;
  /** Time in which the engine could not be read, ms. */
  readonly blindMs: number;
  /** Capacity asked for: the integral of count x capacity of a worker, GiB-hours. */
  readonly provisionedGibHours: number;
  /** Capacity asked for that held no data: the integral of max(0, count x capacity - blocks held), GiB-hours. */
  readonly wastedGibHours: number;
  /** Blocks thrown out to make room for others, bytes. */
  readonly evictedBytes: number;
  /** Blocks that went with workers that left or died, bytes. */
  readonly lostBytes: number;
  /** Bytes read from the under-store. */
  readonly underStoreBytes: number;
  /** Changes of the count that the policy made. */
  readonly scalings: number;
  /** Of those, the ones that went the other way than the one before. */
  readonly oscillations: number;
  /** Changes of the count that others made. */
  readonly scalingsByOthers: number;
  /** Of the count, over time: least, most, and mean weighted by time. */
  readonly workers: { readonly min: number; readonly max: number; readonly mean: number };
}

const GIB_HOUR = 2 ** 30 * 3_600_000;

/**
 * The integral of a figure over time. A stretch in which it stays the same is added in one go, so the sum is the same to the
 * bit however often it was looked at meanwhile.
 */
function createIntegral(start: number) {
  let [sum, level, since] = [0, 0, start];
  return {
    set: (next: number, now: number) => {
      if (next === level) return;
      sum += level * (now - since);
      level = next;
      since = now;
    },
    at: (now: number) => sum + level * (now - since),
  };
}

export interface Meter {
  /** Takes how things stand from `now` on. */
  note(truth: Truth, now: number): void;
  scaled(change: Scaled): void;
  summary(now: number, looks: number): Summary;
}

/** @param workerBytes capacity of one worker */
export function createMeter(start: number, workerBytes: number): Meter {
  const [full, blind, count, wasted] = [start, start, start, start].map(createIntegral) as [
    Integral,
    Integral,
    Integral,
    Integral,
  ];
  let [min, max] = [Number.POSITIVE_INFINITY, 0];
  let [scalings, oscillations, scalingsByOthers, direction] = [0, 0, 0, 0];
  let last: Truth | null = null;
  return {
    note: (truth, now) => {
      last = truth;
      const { replicas, heldBytes } = truth;
      full.set(truth.full ? 1 : 0, now);
      blind.set(truth.blind ? 1 : 0, now);
      count.set(replicas, now);
      wasted.set(Math.max(0, replicas * workerBytes - heldBytes), now);
      min = Math.min(min, replicas);
      max = Math.max(max, replicas);
    },
    scaled: ({ from, to, manager }) => {
      if (manager !== MANAGER) {
        scalingsByOthers++;
        return;
      }
      scalings++;
      const next = Math.sign(to - from);
      if (direction !== 0 && next !== direction) oscillations++;
      direction = next;
    },
    summary: (now, looks) => {
      const durationMs = now - start;
      return {
        durationMs,
        looks,
        fullMs: full.at(now),
        blindMs: blind.at(now),
        provisionedGibHours: (count.at(now) * workerBytes) / GIB_HOUR,
        wastedGibHours: wasted.at(now) / GIB_HOUR,
        evictedBytes: last?.evictedBytes ?? 0,
        lostBytes: last?.lostBytes ?? 0,
        underStoreBytes: last?.underStoreBytes ?? 0,
        scalings,
        oscillations,
        scalingsByOthers,
        workers: { min: Math.min(min, max), max, mean: durationMs > 0 ? count.at(now) / durationMs : 0 },
      };
    },
  };
}

type Integral = ReturnType<typeof createIntegral>;
