import * as z from 'zod';
import type { Answer, Context, Parts, Policy, Setting } from '../../lib/decide/contract.ts';
import { mayShrink } from '../../lib/decide/shrinking.ts';
import { blindAnswer, countsMoreWorkers, stayUntilAllServe } from '../../lib/decide/sight.ts';
import type { Reason } from '../../lib/model/observation.ts';
import type { Tolerance } from '../../lib/spec/hpa/average.ts';
import { around, edgesOf, ratioCrossings } from '../../lib/spec/hpa/edges.ts';
import { toleranceDouble } from '../../lib/spec/hpa/policies.ts';
import { valueAnswer } from '../../lib/spec/hpa/value.ts';
import { share, utilization } from '../../lib/spec/values.ts';
import { MAX_REPLICAS } from '../../lib/units/int32.ts';
import { formatShare, WHOLE } from '../../lib/units/share.ts';

/** The HPA's default tolerance in either direction. */
const DEFAULT_TOLERANCE = 10_000;

const schema = z.strictObject({
  utilization: utilization().describe(
    'The utilization to keep: workers are added above it and removed below it.',
  ),
  tolerance: z
    .strictObject({
      up: share()
        .optional()
        .describe('No growth while utilization is within this much above the target. Default 10%.'),
      down: share()
        .optional()
        .describe('No shrink while utilization is within this much below the target. Default 10%.'),
    })
    .optional(),
});

/** Shares in thousandths of a percent; tolerances are relative to the target, as the HPA's. */
export interface TargetConfig {
  readonly utilization: number;
  readonly tolerance?: { readonly up?: number | undefined; readonly down?: number | undefined } | undefined;
}

/** The HPA's ratio law for an Object metric of type Value (hpa-semantics, section 5.1). */
export const target: Policy<TargetConfig> = {
  name: 'target',
  summary: "keep utilization near a target by the HPA's ratio law",
  schema,
  build: (config) => (config === undefined ? {} : partsOf(config)),
  notes: (config, setting) => notes(config, setting),
};

function partsOf(config: TargetConfig): Parts {
  const asHpa = {
    up: toleranceDouble(config.tolerance?.up ?? DEFAULT_TOLERANCE),
    down: toleranceDouble(config.tolerance?.down ?? DEFAULT_TOLERANCE),
  };
  const edges = edgesOf(config.utilization, asHpa, (fullness) => withinTolerance(config, fullness));
  return {
    sizers: [{ policy: 'target', size: (context) => size(config, asHpa, context) }],
    crossings: (context) => {
      if (context.semantics === 'hpa') return ratioCrossings(config.utilization, asHpa, context);
      return context.fullness === null ? [] : around(context.fullness, edges.above, edges.below);
    },
  };
}

function size(config: TargetConfig, tolerance: Tolerance, context: Context): Answer {
  const { current, reading, semantics } = context;
  if (current === 0 && (reading === null || semantics === 'native')) {
    return { says: 'abstain', wish: null, reason: { code: 'NoWorkersNoRatio' } };
  }
  if (reading === null) return blindAnswer(context);
  if (countsMoreWorkers(context, reading)) {
    const numbers = { engine: reading.workers, asked: current };
    return { says: 'blind', wish: null, reason: { code: 'EngineCountsMoreWorkers', numbers } };
  }
  // The HPA's own arithmetic: doubles, in its order of operations, with ready pods as the multiplier.
  return semantics === 'hpa'
    ? valueAnswer(config.utilization, tolerance, context, reading)
    : asOurs(config, context);
}

/** Whole-number arithmetic on fullness; never below the current count while fewer serve, never to 0 by itself. */
function asOurs(config: TargetConfig, context: Context): Answer {
  const { current, fullness, observation } = context;
  if (fullness === null) return blindAnswer(context);
  const { utilization: goal } = config;
  if (withinTolerance(config, fullness)) return wish(current, 'WithinTolerance', fullness, goal, current);
  const raw = Math.min(Math.max(1, Math.ceil((fullness * current) / goal)), MAX_REPLICAS);
  const { serving } = observation.workers;
  if (raw < current && serving < current) return stayUntilAllServe(context);
  return wish(raw, fullness > goal ? 'AboveTarget' : 'BelowTarget', fullness, goal, current);
}

function withinTolerance({ utilization: goal, tolerance }: TargetConfig, fullness: number): boolean {
  const up = tolerance?.up ?? DEFAULT_TOLERANCE;
  const down = tolerance?.down ?? DEFAULT_TOLERANCE;
  const scaled = fullness * WHOLE;
  return scaled <= goal * (WHOLE + up) && scaled >= goal * (WHOLE - down);
}

function wish(size: number, code: string, utilization: number, goal: number, workers: number): Answer {
  const reason: Reason = { code, numbers: { utilization, target: goal, workers, wish: size } };
  return { says: 'wish', wish: size, reason };
}

function notes({ utilization: goal, tolerance }: TargetConfig, setting: Setting): string[] {
  const found: string[] = [];
  const up = tolerance?.up ?? DEFAULT_TOLERANCE;
  const fires = Math.ceil((goal * (WHOLE + up)) / WHOLE);
  if (goal * (WHOLE + up) >= WHOLE * WHOLE) {
    found.push(
      `target.utilization ${formatShare(goal)} with a tolerance of ${formatShare(up)} up can never grow the cache: ` +
        `utilization would have to exceed ${formatShare(fires)}; lower one of the two`,
    );
  }
  if (!mayShrink(setting)) {
    found.push(
      'target never shrinks here: scaling down is disabled unless the document says scaleDown: enabled',
    );
  }
  return found;
}
