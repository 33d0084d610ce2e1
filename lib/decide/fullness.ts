import { type Observation, type Reading, sees } from '../model/observation.ts';
import { shareOf } from '../units/share.ts';

/** Capacity of one worker, bytes: what the engine says, over the workers the engine counts. */
export function capacityPerWorker(reading: Reading): number {
  return reading.capacityBytes / reading.workers;
}

/**
 * How full the cache is, in thousandths of a percent: the recent peak of used, over the capacity of all workers asked for
 * (design, section 3). Workers that start, restart or are lost do not make it look fuller, because the capacity is that of
 * `spec.replicas` workers, not of those the engine counts at this instant.
 * @returns null when blind or when no worker is asked for
 */
export function fullness(observation: Observation): number | null {
  const { reading, replicas } = observation;
  if (!sees(reading) || replicas <= 0) return null;
  return fullnessAt(reading, replicas);
}

/** Fullness, were there `workers` workers (1 or more) and the same data. */
export function fullnessAt(reading: Reading, workers: number): number {
  // Cross-multiplied: capacity per worker need not be whole.
  return shareOf(reading.peakBytes, reading.capacityBytes, reading.workers, workers);
}

/**
 * The fewest workers, 1 or more, at which fullness stays under `up`.
 * @param up thousandths of a percent; below 2 there is no such number, and it is taken for 2
 */
export function fewestUnder(reading: Reading, up: number): number {
  // Rounded up and still below `up` means at most `up - 1`: capacity for that share is what is looked for.
  return Math.max(1, shareOf(reading.peakBytes, reading.capacityBytes, reading.workers, Math.max(1, up - 1)));
}
