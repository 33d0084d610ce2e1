/** The law of a metric with target type AverageValue (hpa-semantics, section 5.2): usage over (target x workers). */
import type { Answer, Context, Sizer } from '../../decide/contract.ts';
import { blindAnswer } from '../../decide/sight.ts';
import type { Reason } from '../../model/observation.ts';
import { MAX_REPLICAS } from '../../units/int32.ts';
import { shareOf } from '../../units/share.ts';

export interface AverageConfig {
  /** Utilization each worker should carry, thousandths of a percent, > 0. */
  readonly target: number;
  /** Relative to the target: 0.1 is 10 %. */
  readonly tolerance: Tolerance;
}

export interface Tolerance {
  readonly up: number;
  readonly down: number;
}

/** A sizer by that law. It counts the workers that exist (the HPA: `status.replicas`), ready or not. */
export function averageSizer(config: AverageConfig, policy = 'target'): Sizer {
  return { policy, size: (context) => size(config, context) };
}

function size({ target, tolerance }: AverageConfig, context: Context): Answer {
  const { reading, observation } = context;
  if (reading === null) return blindAnswer(context);
  const workers = observation.workers.asked;
  const usage = shareOf(reading.usedBytes, reading.capacityBytes);
  const perWorker = workers === 0 ? 0 : Math.ceil(usage / workers);
  // Doubles, in the HPA's order of operations; without workers the ratio is no number or infinite, so never tolerated.
  const ratio = usage / (target * workers);
  const tolerated = 1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up;
  const wish = tolerated ? workers : Math.min(Math.max(Math.ceil(usage / target), 0), MAX_REPLICAS);
  const code = tolerated ? 'WithinTolerance' : 'AveragePerWorker';
  const reason: Reason = { code, numbers: { utilization: perWorker, target, workers, wish } };
  return { says: 'wish', wish, reason };
}
