import { type Clock, realClock } from '../clock/clock.ts';

/** The least real time between two ticks, ms: however fast the sandbox's clock runs, the machine is left alone. */
const LEAST_REAL = 20;

/** Something that happens again and again until it is stopped. */
export interface Ticker {
  /** Resolves when the last tick is over. @throws what a tick threw, after which there were no more */
  stop(): Promise<void>;
}

/** Calls `tick` every `everyMs` of the clock, but not before the last call is over, and not more often than every 20 ms of real time. */
export function startTicker(clock: Clock, everyMs: number, tick: () => Promise<void>): Ticker {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function run(): Promise<void> {
    while (!signal.aborted) {
      const began = realClock.monotonic();
      await clock.sleep(everyMs, signal);
      await realClock.sleep(began + LEAST_REAL - realClock.monotonic(), signal);
      if (!signal.aborted) await tick();
    }
  }
  const over = run();
  // Told when it is stopped; until then it must not end the process.
  over.catch(() => undefined);
  return {
    stop() {
      stopping.abort();
      return over;
    },
  };
}
