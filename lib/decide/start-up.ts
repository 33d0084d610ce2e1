/** How long workers take until they serve, as this runtime has shown. */
import type { History } from '../model/history.ts';

/** Taken where nothing has been measured yet, ms: a pod scheduled, its image there, the worker registered. */
export const DEFAULT_START_UP_MS = 120_000;

export interface StartUpTime {
  readonly ms: number;
  /** On how many growths that rests; 0: it is the default. */
  readonly measured: number;
}

/**
 * The slowest but one in ten: the 90th percentile (nearest rank) of the latest growths, so that one worker that hung does not
 * count for ever and a promise is kept nine times in ten.
 */
export function startUpOf({ startUps = [] }: History): StartUpTime {
  if (startUps.length === 0) return { ms: DEFAULT_START_UP_MS, measured: 0 };
  const sorted = startUps.map(({ ms }) => ms).sort((a, b) => a - b);
  const rank = Math.ceil(0.9 * sorted.length) - 1;
  return { ms: sorted[rank] ?? DEFAULT_START_UP_MS, measured: sorted.length };
}
