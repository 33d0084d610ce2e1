import type { Context, Interval } from '../../lib/decide/contract.ts';
import { isGivenUp, missing, type Patience, reachable, whatIsMissing } from './giving-up.ts';
import { type Guarding, notBelow } from './not-below.ts';

/**
 * While workers asked for do not serve, nothing changes: more would end as those did, and scale-in deletes the highest ordinals at
 * once, serving or not: 6 -> 5 with two pending removed a serving worker.
 */
export function guardWorkers(patience: Patience): Guarding {
  return (context) =>
    context.observation.workers.serving < context.current ? wait(patience, context) : ordinals(context);
}

function wait(patience: Patience, context: Context): Interval {
  const { current, now, observation } = context;
  // One that is given up on its node keeps nobody else from serving; where there was no node, there is none for more.
  const held = missing(context).some((one) => !one.placed || !isGivenUp(one, patience, now));
  const numbers = whatIsMissing(observation.workers, current);
  return {
    low: reachable(patience, context),
    high: held ? current : Number.POSITIVE_INFINITY,
    reason: { code: 'pod' in numbers ? 'GuardTroubled' : 'GuardWorkers', numbers },
  };
}

function ordinals({ current, observation }: Context): Interval | null {
  const { servingOrdinals } = observation.workers;
  const gap = servingOrdinals.findIndex((ordinal, index) => ordinal !== index);
  if (gap === -1) return null;
  const ordinal = servingOrdinals.at(-1) as number;
  return notBelow(Math.min(current, ordinal + 1), { code: 'GuardOrdinal', numbers: { ordinal } });
}
