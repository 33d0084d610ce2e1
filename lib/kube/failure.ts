import { backoffMs } from './backoff.ts';
import { ApiError } from './errors.ts';

/** `forbidden`: 403, a role is missing. `absent`: 404, the kind is not served (any more). */
export type Denial = 'forbidden' | 'absent';

/** What a failed list or watch means for the next try. */
export interface Verdict {
  readonly waitMs: number;
  readonly denial: Denial | null;
  /** Where the watch stood is worth nothing: list first. */
  readonly relist: boolean;
  /** Part of normal life when it happens once: an expired resourceVersion, or a server that asks for patience. */
  readonly routine: boolean;
}

const failureBackoff = { baseMs: 1_000, capMs: 30_000 };
/** A kind we may not read is asked for again rarely: somebody has to change a role first. */
const deniedBackoff = { baseMs: 60_000, capMs: 60_000 };
const maxRetryAfterMs = 300_000;
/** After so many failures in a row where it stood, the watch is given up for a new list. */
const relistAfterFailures = 3;

/**
 * @param failures in a row, this one included
 * @param random uniform in [0, 1)
 */
export function judge(error: unknown, failures: number, random: () => number): Verdict {
  const api = error instanceof ApiError ? error : null;
  const status = api?.status ?? null;
  const denial = status === 403 ? 'forbidden' : status === 404 ? 'absent' : null;
  // Refused or outdated: 4xx, but not "too many requests".
  const outdated = status !== null && status < 500 && status !== 429;
  const relist = outdated || failures % relistAfterFailures === 0;
  const routine = failures === 1 && (status === 410 || status === 429);
  // An expired resourceVersion is the normal end of a long pause: list at once, unless it comes again.
  if (status === 410) {
    const waitMs = failures === 1 ? 0 : backoffMs(failures - 1, random, failureBackoff);
    return { waitMs, denial, relist, routine };
  }
  const wait = backoffMs(failures, random, denial ? deniedBackoff : failureBackoff);
  const asked = Math.min((api?.retryAfterSeconds ?? 0) * 1_000, maxRetryAfterMs);
  return { waitMs: Math.max(wait, asked), denial, relist, routine };
}
