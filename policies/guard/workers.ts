import type { Context, Interval } from '../../lib/decide/contract.ts';
import { notBelow } from './not-below.ts';

/** Scale-in deletes the highest ordinals at once, serving or not: 6 -> 5 with two pending removed a serving worker. */
export function guardWorkers({ current, observation }: Context): Interval | null {
  const { serving, servingOrdinals } = observation.workers;
  if (serving < current)
    return notBelow(current, { code: 'GuardWorkers', numbers: { serving, asked: current } });
  const gap = servingOrdinals.findIndex((ordinal, index) => ordinal !== index);
  if (gap === -1) return null;
  const ordinal = servingOrdinals.at(-1) as number;
  return notBelow(Math.min(current, ordinal + 1), { code: 'GuardOrdinal', numbers: { ordinal } });
}
