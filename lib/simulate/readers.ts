/** Who asks a simulated cache for data besides the scenario's own loads and reads. */
import type { LiveCache } from '../sandbox/model/live.ts';
import { PARAMETERS } from '../sandbox/model/parameters.ts';

export interface Readers {
  /** Asks for all that is asked for from where the cache is (`cache.at`) up to `to`, ms. */
  read(cache: LiveCache, to: number): void;
  /** When the next byte is asked for after `now`: `now` itself while data moves, Infinity: never again. */
  next(now: number): number;
}

export const nobody: Readers = { read: () => undefined, next: () => Number.POSITIVE_INFINITY };

/** While somebody reads, the counters are to be published as often as ever: how far time may go at most. */
export function strideOf(readers: Readers, now: number): number {
  const next = readers.next(now);
  return next <= now ? now + PARAMETERS.heartbeatMs : next;
}
