/**
 * The dataset's size as it was seen, from look to look. Fluid measures it once; a size that becomes smaller all the same (somebody
 * had it measured again, and it could not read everything) may be a mistake, so it is known since when it is.
 */
import type { History } from '../model/history.ts';
import type { Observation } from '../model/observation.ts';

/** @param bytes null: unknown, which changes nothing of what was known */
export function rememberSize(history: History, bytes: number | null, at: number): void {
  const { size } = history;
  if (bytes === null || size?.bytes === bytes) return;
  // What comes back only in part is as doubtful, and for as long, as the fall was.
  const recovers = size?.before != null && bytes > size.bytes && bytes < size.before;
  history.size = recovers ? { ...size, bytes } : { bytes, since: at, before: size?.bytes ?? null };
}

/** The observation with what its size was before, where that was more. */
export function withFall(observation: Observation, { size }: History): Observation {
  const { dataset } = observation;
  if (size == null || size.before === null || size.before <= size.bytes || dataset.sizeBytes !== size.bytes)
    return observation;
  return { ...observation, dataset: { ...dataset, fell: { from: size.before, at: size.since } } };
}
