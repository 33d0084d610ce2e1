import type { Clock } from '../../../lib/clock/clock.ts';

/** Stands still until told; the short pauses between two readings of a change pass at once. */
export function testClock(onPause: () => void = () => {}) {
  let now = Date.UTC(2026, 10, 22);
  const waiting: (() => void)[] = [];
  const sleepers = new Set<{ until: number; wake(): void }>();
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        if (ms < 1000) {
          onPause();
          setImmediate(resolve);
          return;
        }
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.add(sleeper);
        for (const tell of waiting.splice(0)) tell();
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
  const pass = (ms: number) => {
    now += ms;
    for (const sleeper of sleepers) {
      if (sleeper.until > now) continue;
      sleepers.delete(sleeper);
      sleeper.wake();
    }
  };
  /** Resolves once somebody sleeps. */
  const asleep = () =>
    new Promise<void>((resolve) => {
      if (sleepers.size > 0) resolve();
      else waiting.push(resolve);
    });
  return { clock, pass, asleep };
}
