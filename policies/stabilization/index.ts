import * as z from 'zod';
import type { Context, Interval, Policy } from '../../lib/decide/contract.ts';
import type { WishRun } from '../../lib/model/history.ts';
import { duration } from '../../lib/spec/values.ts';

const schema = z.strictObject({
  up: duration().optional().describe('Grow only to the lowest wish of this window.'),
  down: duration().optional().describe('Shrink only to the highest wish of this window.'),
});

/** Windows in ms. */
export interface StabilizationConfig {
  readonly up?: number | undefined;
  readonly down?: number | undefined;
}

/** Acts only on wishes that have lasted (the HPA's stabilization windows). */
export const stabilization: Policy<StabilizationConfig> = {
  name: 'stabilization',
  summary: 'act only on wishes that have lasted a window',
  schema,
  build: (config) => {
    const [up, down] = [config?.up ?? 0, config?.down ?? 0];
    if (up === 0 && down === 0) return {};
    return {
      limiters: [
        { policy: 'stabilization', scope: 'readings', limit: (context) => limit(up, down, context) },
      ],
      window: Math.max(up, down),
    };
  },
};

/**
 * [min(current, highest recent wish), max(current, lowest recent wish)], this wish included (hpa-semantics, section 8).
 * A window that is not yet covered by wishes holds, because nothing says that the wish has lasted: after a start or an
 * outage the HPA would move at once.
 */
function limit(up: number, down: number, context: Context): Interval {
  const { current, wish, now, history, semantics } = context;
  const { lowest, highest } = extremes(up, down, context);
  const window = wish > current ? up : wish < current ? down : 0;
  if (semantics === 'native' && window > 0) {
    const covered = now - coveredSince(history.wishes, window, now);
    if (covered < window) {
      return {
        low: current,
        high: current,
        reason: { code: 'WindowUncovered', numbers: { window, covered } },
      };
    }
  }
  const [low, high] = [Math.min(current, highest), Math.max(current, lowest)];
  return { low, high, reason: { code: 'Stabilized', numbers: { up, down, low, high } } };
}

/** The lowest wish of the window up and the highest of the window down; wishes of exactly a window's age no longer count. */
function extremes(up: number, down: number, { wish, now, history, semantics }: Context) {
  let [lowest, highest] = [wish, wish];
  for (let i = history.wishes.length - 1; i >= 0; i--) {
    const run = history.wishes[i] as WishRun;
    const age = now - run.until;
    if (age < up && run.wish < lowest) lowest = run.wish;
    if (age < down && run.wish > highest) highest = run.wish;
  }
  if (semantics === 'hpa') {
    // The HPA seeds its log with the size it first sees, and so holds it for a window (hpa-semantics, section 1).
    const { at, replicas } = history.firstSeen;
    if (now - at < up && replicas < lowest) lowest = replicas;
    if (now - at < down && replicas > highest) highest = replicas;
  }
  return { lowest, highest };
}

/** Since when wishes were heard without a silence as long as the window; `now` when none is in it. */
function coveredSince(wishes: readonly WishRun[], window: number, now: number): number {
  let since = now;
  for (let i = wishes.length - 1; i >= 0; i--) {
    const run = wishes[i] as WishRun;
    if (since - run.until >= window) break;
    since = run.from;
    if (now - since >= window) break;
  }
  return since;
}
