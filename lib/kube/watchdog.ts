import type { Clock } from '../clock/clock.ts';

/** Why a watch was cut from our side. */
export type Cut = 'idle' | 'relist';

/**
 * Waits beside a watch until it has been silent for too long or a new list is due. Both instants are on the clock's
 * monotonic scale and read anew each time, so that a line that arrives moves them.
 * @returns why the watch is to be cut; null when the signal ended the waiting first
 */
export async function watchdog(
  clock: Clock,
  idleAt: () => number,
  relistAt: () => number,
  signal: AbortSignal,
): Promise<Cut | null> {
  while (!signal.aborted) {
    const now = clock.monotonic();
    if (relistAt() <= now) return 'relist';
    if (idleAt() <= now) return 'idle';
    await clock.sleep(Math.min(idleAt(), relistAt()) - now, signal);
  }
  return null;
}
