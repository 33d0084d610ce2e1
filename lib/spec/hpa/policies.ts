/** The parts of an HPA in the words of this project's policies: what `spec.policies` of a document would hold, as parsed. */
import type { PolicyConfigs } from '../../decide/contract.ts';
import { WHOLE } from '../../units/share.ts';
import type { Tolerance } from './average.ts';
import { defaultRules } from './defaults.ts';
import { floatOf } from './quantity.ts';
import type { Behavior, ScalingPolicy, ScalingRules } from './types.ts';

/** Flags of kube-controller-manager that an HPA falls back on. */
export interface HpaFlags {
  readonly downscaleStabilizationMs: number;
  /** 0.1 is 10 %. */
  readonly tolerance: number;
}

export const DEFAULT_FLAGS: HpaFlags = { downscaleStabilizationMs: 300_000, tolerance: 0.1 };

/** `behavior` as step, stabilization, scaleUp and scaleDown. @param behavior with or without its defaults */
export function behaviorPolicies(behavior: Behavior, flags: HpaFlags): PolicyConfigs {
  const up = defaultRules('scaleUp', behavior.scaleUp);
  const down = defaultRules('scaleDown', behavior.scaleDown);
  const windowDown = down.stabilizationWindowSeconds;
  const stabilization = {
    up: (up.stabilizationWindowSeconds ?? 0) * 1000,
    down: windowDown === null ? flags.downscaleStabilizationMs : windowDown * 1000,
  };
  const step = {
    ...(disabled(up) ? {} : { up: (up.policies ?? []).map(stepRule) }),
    ...(disabled(down) ? {} : { down: (down.policies ?? []).map(stepRule) }),
    select: { up: selectOf(up), down: selectOf(down) },
  };
  return { stabilization, step, scaleUp: switchOf(up), scaleDown: switchOf(down) };
}

/** Tolerances of either direction as the HPA computes with them. They have no stored default: the flag fills in. */
export function toleranceOf(behavior: Behavior | null, flags: HpaFlags): Tolerance {
  const of = (rules: ScalingRules | null | undefined) =>
    rules?.tolerance == null ? flags.tolerance : floatOf(rules.tolerance);
  return { up: of(behavior?.scaleUp), down: of(behavior?.scaleDown) };
}

/** The `target` policy. @param targetMilli the metric's target in thousandths, of a percent */
export function targetPolicy(targetMilli: number, { up, down }: Tolerance): PolicyConfigs {
  const tolerance = { up: shareFor(up), down: shareFor(down) };
  return { target: { utilization: targetMilli, tolerance } };
}

/** The share whose {@link toleranceDouble} is the same double. */
function shareFor(tolerance: number): number {
  const share = Math.round(tolerance * WHOLE);
  return toleranceDouble(share) === tolerance ? share : tolerance * WHOLE;
}

/**
 * The double the HPA computes with where a document says this tolerance: not always the one nearest to it, see `floatOf`.
 * @param share thousandths of a percent
 */
export function toleranceDouble(share: number): number {
  return Number.isInteger(share) ? floatOf({ text: '', nano: BigInt(share) * 10_000n }) : share / WHOLE;
}

function disabled({ selectPolicy }: ScalingRules): boolean {
  return selectPolicy === 'Disabled';
}

function switchOf(rules: ScalingRules): 'enabled' | 'disabled' {
  return disabled(rules) ? 'disabled' : 'enabled';
}

function selectOf({ selectPolicy }: ScalingRules): 'Max' | 'Min' {
  return selectPolicy === 'Min' ? 'Min' : 'Max';
}

function stepRule({ type, value, periodSeconds }: ScalingPolicy) {
  const per = periodSeconds * 1000;
  return type === 'Pods' ? { pods: value, per } : { percent: (value * WHOLE) / 100, per };
}
