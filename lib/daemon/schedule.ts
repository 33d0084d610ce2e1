/** When each keeper looks: on its own slots, as close as it wants, at instants a document names, and at once when something changed. */
import type { Clock } from '../clock/clock.ts';
import type { Pace } from './cadence.ts';
import { firstSlot, nextSlot, spread } from './slots.ts';

/** Two looks at one dataset are at least this far apart, however much changes, ms. */
export const LEAST_GAP_MS = 500;

export interface Scheduled {
  /** Look at once, or after so long, ms (not sooner than the least gap after the look before). */
  poke(afterMs?: number): void;
  /** Resolves when the look under way is over. */
  stop(): Promise<void>;
}

export interface ScheduleOptions {
  readonly clock: Clock;
  /** What is looked at: its hash spreads the looks over the interval. */
  readonly key: string;
  pace(): Pace;
  /** How soon the next look is wanted, ms, asked after each; absent: on the slow interval. */
  wantMs?(): number;
  /** When a look is due whatever the interval says, ms since the epoch; Infinity or absent: never. */
  dueAt?(): number;
  tick(signal: AbortSignal): Promise<void>;
}

/** Runs `tick` for one dataset until stopped. Each dataset has a loop of its own, so none waits for another. */
export function schedule(options: ScheduleOptions): Scheduled {
  const { clock, dueAt = () => Number.POSITIVE_INFINITY } = options;
  const place = spread(options.key);
  let stopped = false;
  // Each only for as long as it is needed: ten thousand datasets wait most of the time.
  let look: AbortController | null = null;
  let nap: AbortController | null = null;
  let delayed: AbortController | null = null;
  let wakeable = true;
  let poked = false;

  const rest = async (ms: number) => {
    if (ms <= 0 || stopped) return;
    nap = new AbortController();
    await clock.sleep(ms, nap.signal);
    nap = null;
  };
  const lookOnce = async () => {
    look = new AbortController();
    await options.tick(look.signal);
    look = null;
  };
  const forgetDelayed = () => {
    delayed?.abort();
    delayed = null;
  };
  const slotAfter = (from: number) => {
    const pace = options.pace();
    const wantMs = options.wantMs?.() ?? pace.slowMs;
    return nextSlot({ ...pace, now: clock.monotonic(), from, wantMs, place });
  };
  const run = async () => {
    let slot = firstSlot(clock.monotonic(), options.pace(), place);
    await rest(slot - clock.monotonic());
    while (!stopped) {
      poked = false;
      forgetDelayed();
      const began = clock.monotonic();
      await lookOnce();
      wakeable = false;
      await rest(LEAST_GAP_MS - (clock.monotonic() - began));
      wakeable = true;
      slot = slotAfter(Math.min(began, slot));
      if (!poked) await rest(Math.min(slot - clock.monotonic(), Math.max(0, dueAt() - clock.now())));
    }
  };
  const wake = () => {
    poked = true;
    if (wakeable) nap?.abort();
  };
  const running = run();
  return {
    poke: (afterMs = 0) => {
      if (afterMs <= 0) return wake();
      if (delayed !== null) return;
      const waiting = new AbortController();
      delayed = waiting;
      void clock.sleep(afterMs, waiting.signal).then(() => {
        if (waiting.signal.aborted) return;
        delayed = null;
        wake();
      });
    },
    stop: async () => {
      stopped = true;
      look?.abort();
      forgetDelayed();
      nap?.abort();
      await running;
    },
  };
}
