import type { Clock } from '../../../lib/clock/clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves it on; whoever sleeps until then wakes. */
  advance(ms: number): void;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export function manualClock(startMs: number): ManualClock {
  let passed = 0;
  let sleepers: Sleeper[] = [];
  return {
    now: () => startMs + passed,
    monotonic: () => passed,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const sleeper = { until: passed + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((each) => each !== sleeper);
          resolve();
        });
      });
    },
    advance(ms) {
      passed += ms;
      const due = sleepers.filter((sleeper) => sleeper.until <= passed);
      sleepers = sleepers.filter((sleeper) => sleeper.until > passed);
      for (const { wake } of due) wake();
    },
  };
}
