/** How one dataset stands while its records are read. */
import type { Dataset, Observation, PerWorker, Reason } from '../../model/observation.ts';
import { sees } from '../../model/observation.ts';
import type { QuietRecord } from '../../model/records.ts';
import type { Standing } from './integrals.ts';

export interface Now {
  /** The last instant that is accounted for, ms. */
  readonly at: number;
  readonly asked: number;
  readonly serving: number | null;
  readonly workerBytes: number | null;
  readonly used: { readonly mean: number; readonly most: number; readonly last: number } | null;
  readonly capacityBytes: number | null;
  readonly perWorker: PerWorker | null;
  readonly dataset: Dataset | null;
  /** Why the count stays; null when it does not. */
  readonly held: Reason | null;
}

export function nowOf(observation: Observation, at: number, held: Reason | null): Now {
  const { reading, replicas, workers, perWorker, dataset } = observation;
  const seen = sees(reading) ? reading : null;
  const used = seen && { mean: seen.usedBytes, most: seen.usedBytes, last: seen.usedBytes };
  return {
    at,
    asked: replicas,
    serving: workers.serving,
    workerBytes: seen && seen.capacityBytes / seen.workers,
    used,
    capacityBytes: seen?.capacityBytes ?? null,
    perWorker,
    dataset,
    held,
  };
}

/** What a quiet minute shows besides what was known before it. */
export function duringQuiet(
  before: Now | null,
  { used, capacity, current, reason, outcome }: QuietRecord,
): Omit<Now, 'at'> {
  const { serving = null, workerBytes = null, perWorker = null, dataset = null } = before ?? {};
  return {
    asked: current,
    serving,
    workerBytes,
    used: used && { mean: (used.min + used.max) / 2, most: used.max, last: used.last },
    capacityBytes: capacity,
    perWorker,
    dataset,
    held: outcome === 'hold' ? reason : null,
  };
}

export function standingOf(now: Omit<Now, 'at'>): Standing {
  const { asked, workerBytes, used } = now;
  return { asked, workerBytes, usedBytes: used?.mean ?? null, full: isFull(now) };
}

/**
 * No room for another block while some of the dataset is not cached. A full worker rests a block short of its capacity, in
 * whole blocks; while data comes in it swings above that. A dataset of unknown size is taken not to be cached whole.
 */
function isFull({ used, capacityBytes, workerBytes, perWorker, dataset }: Omit<Now, 'at'>): boolean {
  if (!used || !capacityBytes || !workerBytes || !perWorker || !dataset) return false;
  const { blockBytes } = perWorker;
  const resting = Math.max(0, Math.floor(workerBytes / blockBytes) - 1) * blockBytes;
  const workers = Math.round(capacityBytes / workerBytes);
  const whole = dataset.sizeBytes === null ? Number.POSITIVE_INFINITY : dataset.sizeBytes * dataset.copies;
  return resting > 0 && used.most >= resting * workers && used.last < whole;
}
