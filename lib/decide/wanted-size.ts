/** From bytes that are to be held to a number of workers, with the arithmetic that a reason shows. */
import type { Observation } from '../model/observation.ts';
import { formatInstant } from '../units/instant.ts';
import { WHOLE } from '../units/share.ts';
import { formatSize } from '../units/size.ts';
import type { Context, Setting } from './contract.ts';
import { roomOfWorker, shareOfBytes, workersFor } from './fit.ts';

/** How much of a dataset is to be held. */
export interface Holding {
  readonly bytes: number;
  readonly copies: number;
  /** Thousandths of a percent: below 100 % a part of it, above it room to spare. */
  readonly share: number;
}

export interface Sized {
  readonly workers: number;
  /** What stands in the sentence of a reason: bytes x copies x share / usable = exact, so many workers. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** @returns null where nobody knows what a worker holds */
export function workersToHold(
  { bytes, copies, share }: Holding,
  context: Context,
  { workerBytes }: Pick<Setting, 'workerBytes'>,
): Sized | null {
  const usable = roomOfWorker(context, workerBytes ?? null);
  if (usable === null) return null;
  const wanted = shareOfBytes(bytes * copies, share);
  const exact = Math.ceil((wanted / usable) * 100) / 100;
  const workers = workersFor(wanted, usable);
  return { workers, numbers: { size: bytes, copies, share, usable, exact, wish: workers } };
}

/** The share that `fit` wants held; all of it where the document does not name `fit`. */
export function shareWanted({ policies }: Pick<Setting, 'policies'>): number {
  const fit = policies.fit as { readonly keep?: number; readonly headroom?: number } | undefined;
  return fit?.keep ?? WHOLE + (fit?.headroom ?? 0);
}

/** Who says the size, for a reason's sentence. */
export function sizeSaidBy({ dataset }: Observation, { sizeBytes }: Pick<Setting, 'sizeBytes'>): string {
  if (sizeBytes !== undefined) return `${formatSize(sizeBytes)} by spec.size`;
  const when =
    dataset.sizedAt === undefined ? 'at an unknown time' : `about ${formatInstant(dataset.sizedAt)}`;
  return `measured by Fluid ${when}, which never measures again`;
}
