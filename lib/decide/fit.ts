import { type Observation, sees } from '../model/observation.ts';
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

/**
 * Full fit: the workers at which the whole dataset fits = ceil(size x copies / usable capacity per worker).
 * The article's case: 2.71 GiB / 0.9375 GiB -> 3.
 * @returns null when the dataset's size or a worker's capacity is unknown
 */
export function fullFit(observation: Observation): number | null {
  const { reading, dataset, perWorker } = observation;
  if (!sees(reading) || dataset.sizeBytes === null || dataset.sizeBytes <= 0) return null;
  const usable = usablePerWorker(capacityPerWorker(reading), perWorker.blockBytes, perWorker.highWatermark);
  return Math.max(1, Math.ceil((dataset.sizeBytes * dataset.copies) / usable));
}
