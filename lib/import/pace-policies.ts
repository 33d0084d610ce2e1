/** `behavior` as step, stabilization, scaleUp and scaleDown of a document. */
import { defaultRules } from '../spec/hpa/defaults.ts';
import { DEFAULT_FLAGS } from '../spec/hpa/policies.ts';
import type { Behavior, ScalingPolicy, ScalingRules } from '../spec/hpa/types.ts';
import { formatDuration } from '../units/duration.ts';
import { formatShare, WHOLE } from '../units/share.ts';
import { type Draft, whence } from './draft.ts';
import { MOST_RULES } from './pace.ts';
import type { From, Pace } from './part.ts';

const DEFAULT_TOLERANCE = DEFAULT_FLAGS.tolerance;

export function putPace(draft: Draft, pace: From<Pace>, behavior: Behavior): void {
  const rules = {
    up: defaultRules('scaleUp', behavior.scaleUp),
    down: defaultRules('scaleDown', behavior.scaleDown),
  };
  for (const [way, side] of SIDES) {
    const given = pace.value.given?.[side] ?? null;
    const why = (name: keyof ScalingRules) => {
      const absent = given?.[name] == null ? ' (its default)' : '';
      return whence(draft, { ...pace, field: `${pace.field}.${side}.${name}${absent}` });
    };
    putRules(draft, way, rules[way], why);
    const seconds = rules[way].stabilizationWindowSeconds;
    const window = formatDuration(seconds === null ? pace.value.windowMs : seconds * 1000);
    draft.put(['policies', 'stabilization', way], window, why('stabilizationWindowSeconds'));
    const off = rules[way].selectPolicy === 'Disabled';
    if (off || way === 'down') {
      draft.put(['policies', side], off ? 'disabled' : 'enabled', why('selectPolicy'));
    }
  }
}

export const SIDES = [
  ['up', 'scaleUp'],
  ['down', 'scaleDown'],
] as const;

/** @param why what is said of a field of the rules */
export function putRules(
  draft: Draft,
  way: 'up' | 'down',
  rules: ScalingRules,
  why: (name: keyof ScalingRules) => string,
): void {
  if (rules.selectPolicy === 'Disabled') return;
  for (const [index, policy] of (rules.policies ?? []).slice(0, MOST_RULES).entries()) {
    draft.put(['policies', 'step', way, index], stepRule(policy), why('policies'));
  }
  if (rules.selectPolicy === 'Min')
    draft.put(['policies', 'step', 'select', way], 'Min', why('selectPolicy'));
}

function stepRule({ type, value, periodSeconds }: ScalingPolicy) {
  const per = formatDuration(periodSeconds * 1000);
  return type === 'Pods' ? { pods: value, per } : { percent: `${value}%`, per };
}

/** Written out only where it is not the default. @param under the policy that takes it */
export function putTolerance(draft: Draft, pace: From<Pace> | null, under: 'target' | 'compatibility'): void {
  for (const [way, side] of SIDES) {
    const tolerance = pace?.value.tolerance[way] ?? DEFAULT_TOLERANCE;
    if (pace === null || tolerance === DEFAULT_TOLERANCE) continue;
    const { field } = pace;
    draft.put(
      ['policies', under, 'tolerance', way],
      formatShare(Math.round(tolerance * WHOLE)),
      whence(draft, { ...pace, field: `${field}.${side}.tolerance` }),
    );
  }
}
