/** The law of a metric with target type Value (hpa-semantics, section 5.1), in doubles and in the HPA's order of operations. */
import type { Answer, Context } from '../../decide/contract.ts';
import type { Observation, Reading, Reason } from '../../model/observation.ts';
import { MAX_REPLICAS } from '../../units/int32.ts';
import { shareOf } from '../../units/share.ts';
import type { Tolerance } from './average.ts';

/**
 * Ready pods times the ratio of usage to target.
 * @param target thousandths of a percent, > 0
 * @param tolerance relative to the target: 0.1 is 10 %
 */
export function valueAnswer(
  target: number,
  tolerance: Tolerance,
  { current, observation }: Context,
  reading: Reading,
): Answer {
  const usage = shareOf(reading.usedBytes, reading.capacityBytes);
  const ratio = usage / target;
  const ready = observation.workers.serving;
  const wish = (size: number, code: string): Answer => {
    const reason: Reason = { code, numbers: { utilization: usage, target, workers: ready, wish: size } };
    return { says: 'wish', wish: size, reason };
  };
  if (current === 0) return wish(saturate(Math.ceil(ratio)), 'AboveTarget');
  if (1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up) return wish(current, 'WithinTolerance');
  if (noPods(observation)) return { says: 'blind', wish: null, reason: { code: 'NoPods' } };
  return wish(saturate(Math.ceil(ratio * ready)), ratio > 1 ? 'AboveTarget' : 'BelowTarget');
}

/** Pods that are there but not ready make the product 0; with none at all the HPA has no number to go by. */
function noPods({ workers }: Observation): boolean {
  return workers.serving + workers.pending + workers.terminating === 0;
}

function saturate(count: number): number {
  return Math.min(Math.max(count, 0), MAX_REPLICAS);
}
