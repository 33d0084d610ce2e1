/** What the API server fills in (hpa-semantics, section 11): field by field, lists replaced and never merged. */
import type { Behavior, HpaSpec, Metric, ScalingPolicy, ScalingRules } from './types.ts';

export type Direction = 'scaleUp' | 'scaleDown';

const DEFAULT_POLICIES: Readonly<Record<Direction, readonly ScalingPolicy[]>> = {
  scaleUp: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
  scaleDown: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** The window down stays null: the controller takes it from its flag at run time. */
const DEFAULT_WINDOW: Readonly<Record<Direction, number | null>> = { scaleUp: 0, scaleDown: null };

/** The rules of one direction of a `behavior` that is there. A list that is given replaces the default one, also an empty one. */
export function defaultRules(direction: Direction, rules: ScalingRules | null): ScalingRules {
  return {
    stabilizationWindowSeconds: rules?.stabilizationWindowSeconds ?? DEFAULT_WINDOW[direction],
    selectPolicy: rules?.selectPolicy ?? 'Max',
    policies: rules?.policies ?? DEFAULT_POLICIES[direction],
    tolerance: rules?.tolerance ?? null,
  };
}

/** An absent `behavior` stays absent; an empty one is filled, and so changes the algorithm. */
export function defaultBehavior(behavior: Behavior | null): Behavior | null {
  if (behavior === null) return null;
  return {
    scaleUp: defaultRules('scaleUp', behavior.scaleUp),
    scaleDown: defaultRules('scaleDown', behavior.scaleDown),
  };
}

export function defaultSpec(spec: HpaSpec): HpaSpec {
  return {
    ...spec,
    minReplicas: spec.minReplicas ?? 1,
    metrics: spec.metrics.length === 0 ? [CPU] : spec.metrics,
    behavior: defaultBehavior(spec.behavior),
  };
}

const CPU: Metric = {
  type: 'Resource',
  object: null,
  external: null,
  pods: null,
  resource: {
    describedObject: null,
    name: 'cpu',
    container: '',
    target: { type: 'Utilization', value: null, averageValue: null, averageUtilization: 80 },
  },
  containerResource: null,
};
