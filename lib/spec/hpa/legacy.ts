/** The law of an HPA without `behavior` (hpa-semantics, section 7): one window that may raise the size, and one limit up. */
import type { Limiter, Raise } from '../../decide/contract.ts';
import { MAX_REPLICAS } from '../../units/int32.ts';

const UP_FACTOR = 2;
const UP_FLOOR = 4;

/**
 * The highest wish of the window, this one included, its edge counted. It may lie above the current count: that is the
 * law, and the reason it is no stabilization policy.
 * @param windowMs the controller's flag for stabilization down
 */
export function legacyStabilization(windowMs: number, policy = 'stabilization'): Raise {
  return {
    policy,
    raise: ({ wish, now, history }) => {
      let highest = wish;
      for (const run of history.wishes) {
        if (now - run.until <= windowMs && run.wish > highest) highest = run.wish;
      }
      // The HPA seeds its log with the size it first sees.
      const { at, replicas } = history.firstSeen;
      if (now - at <= windowMs && replicas > highest) highest = replicas;
      const reason = { code: 'LegacyStabilized', numbers: { window: windowMs, high: highest } };
      return { low: highest, high: Number.POSITIVE_INFINITY, reason };
    },
  };
}

/** At most twice the current count, or 4; downward there is no limit. */
export function legacyUpLimit(policy = 'step'): Limiter {
  return {
    policy,
    scope: 'everything',
    limit: ({ current }) => {
      const high = Math.min(Math.max(UP_FACTOR * current, UP_FLOOR), MAX_REPLICAS);
      return { low: Number.NEGATIVE_INFINITY, high, reason: { code: 'LegacyUpLimit', numbers: { high } } };
    },
  };
}
