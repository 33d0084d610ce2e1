import { type Observation, type PerWorker, sees } from '../model/observation.ts';
import { WHOLE } from '../units/share.ts';
import type { Context } from './contract.ts';
import { capacityPerWorker } from './fullness.ts';

/**
 * Bytes of one worker that can really hold data: its capacity less one block (a full engine rests a block short), or
 * less what lies above the eviction watermark, whichever leaves less. Of a worker no bigger than a block no block is taken
 * off. Whole bytes, at least 1.
 */
export function usablePerWorker(capacityBytes: number, blockBytes: number, highWatermark: number): number {
  const lessABlock = capacityBytes > blockBytes ? capacityBytes - blockBytes : capacityBytes;
  return Math.max(1, Math.floor(Math.min(lessABlock, capacityBytes * highWatermark)));
}

/** Workers that hold so many bytes, 1 or more: the one rounding of all sizes (a worker is there or it is not). */
export function workersFor(bytes: number, usableBytes: number): number {
  return Math.max(1, Math.ceil(bytes / usableBytes));
}

/**
 * Full fit: the workers at which the whole dataset fits = ceil(size x copies / usable capacity per worker).
 * The article's case: 2.71 GiB / 0.9375 GiB -> 3.
 * @param sizeBytes the dataset's, by Fluid or given by hand
 * @returns null when the dataset's size or a worker's capacity is unknown
 */
export function fullFit(
  { reading, dataset, perWorker }: Observation,
  sizeBytes: number | null,
): number | null {
  if (!sees(reading) || sizeBytes === null || sizeBytes <= 0) return null;
  const usable = usablePerWorker(capacityPerWorker(reading), perWorker.blockBytes, perWorker.highWatermark);
  return workersFor(sizeBytes * dataset.copies, usable);
}

/**
 * What one worker can hold by whatever tells it: the engine; and where no worker is asked for, so that there is no engine to
 * ask, what a person or the runtime's spec declares.
 * @param givenBytes capacity of a worker by the document, or null
 */
export function roomOfWorker(
  { reading, current, observation: { perWorker } }: Context,
  givenBytes: number | null,
): number | null {
  const capacity =
    reading === null ? (current === 0 ? declared(perWorker, givenBytes) : null) : capacityPerWorker(reading);
  return capacity === null ? null : usablePerWorker(capacity, perWorker.blockBytes, perWorker.highWatermark);
}

function declared({ declaredBytes }: PerWorker, givenBytes: number | null): number | null {
  const bytes = givenBytes ?? declaredBytes ?? 0;
  return bytes > 0 ? bytes : null;
}

/** A share of bytes, rounded up to whole ones; exact for any size. @param share thousandths of a percent */
export function shareOfBytes(bytes: number, share: number): number {
  const product = bytes * share;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.ceil(product / WHOLE);
  const whole = BigInt(WHOLE);
  return Number((BigInt(Math.round(bytes)) * BigInt(share) + whole - 1n) / whole);
}

/**
 * The share of reads that a cache of the share `x` of the dataset serves on shuffled epochs, least recently used first out:
 * x + (1 - x) ln(1 - x). Both from 0 to 1; all fits: all is served.
 */
export function hitsOnShuffledEpochs(x: number): number {
  return x >= 1 ? 1 : x + (1 - x) * Math.log(1 - x);
}
