/** When each keeper looks: on its interval, spread by hash, at instants a document names, and at once when something changed. */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';

/** Two looks at one dataset are at least this far apart, however much changes, ms. */
export const LEAST_GAP_MS = 500;

export interface Scheduled {
  /** Look at once (not sooner than the least gap after the look before). */
  poke(): void;
  /** Resolves when the look under way is over. */
  stop(): Promise<void>;
}

export interface ScheduleOptions {
  readonly clock: Clock;
  /** What is looked at: its hash spreads the first looks over the interval. */
  readonly key: string;
  intervalMs(): number;
  /** When a look is due whatever the interval says, ms since the epoch; Infinity or absent: never. */
  dueAt?(): number;
  tick(signal: AbortSignal): Promise<void>;
}

/** Runs `tick` for one dataset until stopped. Each dataset has a loop of its own, so none waits for another. */
export function schedule(options: ScheduleOptions): Scheduled {
  const { clock, dueAt = () => Number.POSITIVE_INFINITY } = options;
  const stopping = new AbortController();
  let nap = new AbortController();
  let wakeable = true;
  let poked = false;

  const rest = async (ms: number) => {
    if (ms <= 0 || stopping.signal.aborted) return;
    nap = new AbortController();
    await clock.sleep(ms, nap.signal);
  };
  /** The dataset's own slots, one an interval, so that looks stay spread also after many changed at once. */
  const untilSlot = () => {
    const interval = options.intervalMs();
    const into = (clock.monotonic() - interval * spread(options.key)) % interval;
    return interval - (into < 0 ? into + interval : into);
  };
  const untilLook = () => Math.min(untilSlot(), Math.max(0, dueAt() - clock.now()));
  const run = async () => {
    await rest(untilSlot());
    while (!stopping.signal.aborted) {
      poked = false;
      const began = clock.monotonic();
      await options.tick(stopping.signal);
      wakeable = false;
      await rest(LEAST_GAP_MS - (clock.monotonic() - began));
      wakeable = true;
      if (!poked) await rest(untilLook());
    }
  };
  const running = run();
  return {
    poke: () => {
      poked = true;
      if (wakeable) nap.abort();
    },
    stop: async () => {
      stopping.abort();
      nap.abort();
      await running;
    },
  };
}

/** A number in [0, 1) that depends on the key alone. */
export function spread(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;
}
