/** How long before a run the cache begins to grow, so that its workers serve when the data comes. */
import type { Context } from '../../lib/decide/contract.ts';
import { growthsTo, type Pace } from '../../lib/decide/pace.ts';
import { DEFAULT_START_UP_MS, startUpOf } from '../../lib/decide/start-up.ts';

export interface Lead {
  readonly ms: number;
  /** On what it rests, in words. */
  readonly basis: string;
}

/** What takes longer is not waited for, ms. */
const LONGEST_START_UP_MS = 600_000;

/** The longest lead that is worked out, ms: from no worker to `most`. */
export function longestLead(most: number, pace: Pace): number {
  return (growthsTo(0, most, pace, 0).at(-1)?.after ?? 0) + LONGEST_START_UP_MS;
}

/**
 * The steps up to `to` workers, and the time a worker takes to serve. Reckoned from the lowest count since it could have begun, and
 * then by no less than the default start-up: what has begun to grow is not given back because the rest of the way is short.
 * @param since the earliest instant at which growth for this run may have begun, ms
 */
export function workedOutLead({ current, history }: Context, to: number, pace: Pace, since: number): Lead {
  const from = history.changes.reduce(
    (least, { at, from }) => (at >= since ? Math.min(least, from) : least),
    current,
  );
  const start = startUpOf(history);
  const serve = Math.min(
    from < current ? Math.max(start.ms, DEFAULT_START_UP_MS) : start.ms,
    LONGEST_START_UP_MS,
  );
  const climb = growthsTo(from, to, pace, 0).at(-1)?.after ?? 0;
  const basis =
    start.measured === 0 ? 'a default, nothing is measured yet' : `as measured ${start.measured} times`;
  return { ms: climb + serve, basis };
}
