/** What a ceiling below full fit is worth, for people. */
import { type Observation, sees } from '../model/observation.ts';
import { formatSize } from '../units/size.ts';
import { hitsOnShuffledEpochs, usablePerWorker, workersFor } from './fit.ts';
import { capacityPerWorker } from './fullness.ts';

interface Ceiling {
  readonly sizeBytes: number;
  readonly copies: number;
  /** Usable capacity of a worker, bytes. */
  readonly usable: number;
  /** The most workers. */
  readonly max: number;
}

/** @returns null where `max` workers hold the whole dataset */
export function ceilingText({ sizeBytes, copies, usable, max }: Ceiling): string | null {
  const whole = workersFor(sizeBytes * copies, usable);
  if (whole <= max) return null;
  const share = (max * usable) / (sizeBytes * copies);
  return (
    `replicas.max ${max} holds ${percent(share)} of the dataset (${formatSize(sizeBytes)} x ${copies} / ${formatSize(usable)} usable in a ` +
    `worker = ${whole} workers): about ${percent(hitsOnShuffledEpochs(share))} hits on shuffled epochs, and full fit is not guarded; ` +
    `raise replicas.max to ${whole} to hold it all`
  );
}

/** The same of what was seen of a dataset. @param sizeBytes by the document; absent: Fluid's */
export function ceilingSeen(
  { reading, dataset, perWorker }: Observation,
  {
    sizeBytes = dataset.sizeBytes ?? 0,
    max,
  }: { readonly sizeBytes: number | undefined; readonly max: number },
): string | null {
  if (!sees(reading) || sizeBytes <= 0) return null;
  const usable = usablePerWorker(capacityPerWorker(reading), perWorker.blockBytes, perWorker.highWatermark);
  return ceilingText({ sizeBytes, copies: dataset.copies, usable, max });
}

/** Whole percents, but never all, nor nothing, of what is not. */
function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0 && share > 0) return 'less than 1%';
  return rounded === 100 && share < 1 ? 'more than 99%' : `${rounded}%`;
}
