import { realClock } from '../../lib/clock/clock.ts';

export interface WaitOptions {
  /** What is waited for, for the error: "the Dataset to be Bound". */
  readonly what: string;
  /** How often to look, ms. */
  readonly everyMs?: number;
  /** When to give up, ms. A safety net with a telling error, just under Mocha's own limit; no test may depend on it. */
  readonly giveUpMs?: number;
}

/**
 * Looks again and again until `look` returns something other than undefined, null or false, and returns that.
 * An error thrown by `look` counts as "not yet"; the last one is the cause of the error thrown when it gives up.
 */
export async function waitFor<T>(
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  { what, everyMs = 50, giveUpMs = 110_000 }: WaitOptions,
): Promise<T> {
  const until = realClock.monotonic() + giveUpMs;
  let cause: unknown;
  do {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== null && seen !== false) return seen;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await realClock.sleep(everyMs);
  } while (realClock.monotonic() < until);
  throw new Error(`gave up after ${giveUpMs / 1000} s of waiting for ${what}`, { cause });
}
