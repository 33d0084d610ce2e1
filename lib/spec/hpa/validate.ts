/** What the API server checks of an HPA (hpa-semantics, section 12): the same rules, paths, words and order. */
import { type FieldError, forbidden, invalid, notSupported, required } from './field-errors.ts';
import type { Behavior, Hpa, HpaSpec, ScalingPolicy, ScalingRules } from './types.ts';
import { validateMetrics } from './validate-metrics.ts';
import { validateReference } from './validate-names.ts';

const LONGEST_PERIOD_SECONDS = 1800;
const LONGEST_WINDOW_SECONDS = 3600;
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];

/** Feature gates of the API server; what is not named is on, as in Kubernetes 1.37. */
export interface FeatureGates {
  readonly HPAConfigurableTolerance?: boolean | undefined;
  readonly HPAScaleToZero?: boolean | undefined;
}

export interface ValidationOptions {
  readonly featureGates?: FeatureGates;
  /** What the API server holds already: what it uses stays allowed with a gate off. */
  readonly stored?: HpaSpec;
}

/** @returns every fault, none when the document is valid */
export function validateHpa({ name, spec }: Hpa, options: ValidationOptions = {}): readonly FieldError[] {
  const nameless = name === '' ? [required('metadata.name', 'name or generateName is required')] : [];
  return [...nameless, ...validateSpec(spec, options)];
}

function validateSpec(spec: HpaSpec, options: ValidationOptions): FieldError[] {
  const { minReplicas: min, maxReplicas: max } = spec;
  const errors: FieldError[] = [];
  const least = options.featureGates?.HPAScaleToZero === false && options.stored?.minReplicas !== 0 ? 1 : 0;
  if (min !== null && min < least) {
    errors.push(invalid('spec.minReplicas', min, `must be greater than or equal to ${least}`));
  }
  if (max < 1) errors.push(invalid('spec.maxReplicas', max, 'must be greater than 0'));
  if (min !== null && max < min) {
    errors.push(invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'));
  }
  errors.push(...validateReference(spec.scaleTargetRef, 'spec.scaleTargetRef'));
  errors.push(...validateMetrics(spec.metrics, 'spec.metrics', min));
  errors.push(...validateBehavior(spec.behavior, options));
  return errors;
}

/** @param behavior as it reaches validation: after defaulting, where defaulting has run */
export function validateBehavior(behavior: Behavior | null, options: ValidationOptions = {}): FieldError[] {
  if (behavior === null) return [];
  return [
    ...validateRules(behavior.scaleUp, 'spec.behavior.scaleUp', options),
    ...validateRules(behavior.scaleDown, 'spec.behavior.scaleDown', options),
  ];
}

function validateRules(rules: ScalingRules | null, path: string, options: ValidationOptions): FieldError[] {
  if (rules === null) return [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies } = rules;
  const errors: FieldError[] = [];
  const windowPath = `${path}.stabilizationWindowSeconds`;
  if (window !== null && window < 0) {
    errors.push(invalid(windowPath, window, 'must be greater than or equal to zero'));
  }
  if (window !== null && window > LONGEST_WINDOW_SECONDS) {
    errors.push(invalid(windowPath, window, `must be less than or equal to ${LONGEST_WINDOW_SECONDS}`));
  }
  if (selectPolicy !== null && !SELECT_POLICIES.includes(selectPolicy)) {
    errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, SELECT_POLICIES));
  }
  if (policies === null || policies.length === 0) {
    errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  }
  for (const [index, policy] of (policies ?? []).entries()) {
    errors.push(...validatePolicy(policy, `${path}.policies[${index}]`));
  }
  errors.push(...validateTolerance(rules, `${path}.tolerance`, options));
  return errors;
}

function validatePolicy({ type, value, periodSeconds }: ScalingPolicy, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!POLICY_TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, POLICY_TYPES));
  if (value <= 0) errors.push(invalid(`${path}.value`, value, 'must be greater than zero'));
  const periodPath = `${path}.periodSeconds`;
  if (periodSeconds <= 0) errors.push(invalid(periodPath, periodSeconds, 'must be greater than zero'));
  if (periodSeconds > LONGEST_PERIOD_SECONDS) {
    errors.push(
      invalid(periodPath, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD_SECONDS}`),
    );
  }
  return errors;
}

function validateTolerance(
  { tolerance }: ScalingRules,
  path: string,
  options: ValidationOptions,
): FieldError[] {
  if (tolerance === null) return [];
  if (options.featureGates?.HPAConfigurableTolerance === false && !hasTolerance(options.stored)) {
    const detail = 'tolerance is not supported when the HPAConfigurableTolerance feature gate is not enabled';
    return [forbidden(path, detail)];
  }
  return tolerance.nano < 0n ? [invalid(path, tolerance.text, 'must be greater or equal to zero')] : [];
}

function hasTolerance(stored: HpaSpec | undefined): boolean {
  const { scaleUp, scaleDown } = stored?.behavior ?? {};
  return (scaleUp?.tolerance ?? scaleDown?.tolerance ?? null) !== null;
}
