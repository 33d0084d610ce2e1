import type { Clock } from '../../../../lib/clock/clock.ts';

/** Time that only moves when told to, except that short sleeps end by themselves. */
export interface ManualClock extends Clock {
  /** Every sleep asked for, in ms, in order. */
  readonly slept: readonly number[];
  /** How many sleeps are waiting. */
  sleeping(): number;
  /** Moves time, waking what is due, in order; lets woken code run in between. */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  readonly until: number;
  wake(): void;
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * @param instantMs sleeps of up to this many ms end at once (time moves on by them): back-off is taken without waiting
 */
export function manualClock(instantMs = 0, startMs = Date.UTC(2026, 10, 22)): ManualClock {
  let elapsed = 0;
  const slept: number[] = [];
  const sleepers = new Set<Sleeper>();

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    slept.push(ms);
    if (signal?.aborted) return Promise.resolve();
    if (ms <= instantMs) {
      elapsed += ms;
      return settle();
    }
    return new Promise((resolve) => {
      const done = () => {
        sleepers.delete(sleeper);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const sleeper: Sleeper = { until: elapsed + ms, wake: done };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
  return {
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    sleep,
    slept,
    sleeping: () => sleepers.size,
    async advance(ms) {
      const end = elapsed + ms;
      for (;;) {
        const next = [...sleepers].sort((a, b) => a.until - b.until)[0];
        if (!next || next.until > end) break;
        elapsed = Math.max(elapsed, next.until);
        next.wake();
        await settle();
      }
      elapsed = Math.max(elapsed, end);
      await settle();
    },
  };
}

/** Lets I/O and everything that waits for it run until the condition holds. Mocha's limit ends what never comes. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settle();
}
