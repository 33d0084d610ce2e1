import type { Clock } from '../clock/clock.ts';

export interface Watchdog {
  readonly clock: Clock;
  /** When the watch has been silent for too long. */
  readonly idleAt: () => number;
  /** When something is to be done beside the watch, and what; it moves that instant, or it would be done again at once. */
  readonly dueAt: () => number;
  readonly onDue: () => void;
}

/**
 * Waits beside a watch until it has been silent for too long. Instants are on the clock's monotonic scale and read anew each time, so
 * that a line that arrives moves them.
 * @returns whether it was silent for too long; false when the signal ended the waiting first
 */
export async function watchdog(
  { clock, idleAt, dueAt, onDue }: Watchdog,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const now = clock.monotonic();
    if (idleAt() <= now) return true;
    if (dueAt() <= now) onDue();
    await clock.sleep(Math.min(idleAt(), dueAt()) - now, signal);
  }
  return false;
}
