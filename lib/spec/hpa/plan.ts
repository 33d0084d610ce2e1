/** From an HPA to a plan with `semantics: hpa`, through the same policies as a document of our own. */
import type { Bounds, Need, Parts, Policy, PolicyConfigs, Setting, Sizer } from '../../decide/contract.ts';
import type { Plan } from '../../decide/plan.ts';
import { DEFAULT_SOURCES } from '../../model/source.ts';
import { averageSizer, type Tolerance } from './average.ts';
import { type FieldError, forbidden } from './field-errors.ts';
import { legacyStabilization, legacyUpLimit } from './legacy.ts';
import type { Parsed } from './parse.ts';
import { behaviorPolicies, DEFAULT_FLAGS, type HpaFlags, targetPolicy, toleranceOf } from './policies.ts';
import { milliOf } from './quantity.ts';
import type { Hpa, Metric, MetricSource } from './types.ts';

export interface PlanOptions {
  /** SHA-256 of the document's text. */
  readonly hash?: string;
  readonly flags?: HpaFlags;
}

/**
 * The plan that decides as this HPA does. Its metrics are taken to be the utilization of the cache in percent, as the
 * article's adapter serves it (`90` is 90 %), and its target to be the runtime of the dataset of the same name.
 * @param hpa read by {@link readHpa}: defaulted and valid
 * @param registry the policies there are; `target`, `step`, `stabilization`, `scaleUp` and `scaleDown` are needed
 * @returns the plan, or what of the HPA this project cannot do
 */
export function planOf(hpa: Hpa, registry: readonly Policy[], options: PlanOptions = {}): Parsed<Plan> {
  const { spec } = hpa;
  const flags = options.flags ?? DEFAULT_FLAGS;
  const bounds = { min: spec.minReplicas ?? 1, max: spec.maxReplicas };
  const tolerance = toleranceOf(spec.behavior, flags);
  const sizers: Sizer[] = [];
  const errors: FieldError[] = [];
  for (const [index, metric] of spec.metrics.entries()) {
    const law = lawOf(metric, `spec.metrics[${index}]`);
    if ('error' in law) errors.push(law.error);
    else sizers.push(...sizersOf(law, tolerance, registry, bounds));
  }
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: { ...skeleton(hpa, bounds, options), ...limitsOf(hpa, registry, bounds, flags), sizers },
  };
}

export type Law =
  | { readonly by: 'value' | 'average'; readonly targetMilli: number }
  | { readonly error: FieldError };

/** As the controller chooses: an Object metric by its target's type, an External one by the field that is set. */
export function lawOf({ type, object, external }: Metric, path: string): Law {
  const source = type === 'Object' ? object : type === 'External' ? external : null;
  if (source === null) {
    const detail = `${type} metrics measure pods, not the cache; a DatasetAutoscaler has no such policy`;
    return { error: forbidden(path, detail) };
  }
  const { value, averageValue } = source.target;
  const [byValue, byAverage] = type === 'Object' ? typed(source) : [averageValue === null, true];
  if (byValue && value !== null) return { by: 'value', targetMilli: milliOf(value) };
  if (byAverage && averageValue !== null) return { by: 'average', targetMilli: milliOf(averageValue) };
  const detail = `neither a value target nor an average value target fits type ${source.target.type}`;
  return { error: forbidden(`${path}.${type.toLowerCase()}.target`, detail) };
}

function typed({ target }: MetricSource): [boolean, boolean] {
  return [target.type === 'Value', target.type === 'AverageValue'];
}

function sizersOf(
  law: Exclude<Law, { readonly error: FieldError }>,
  tolerance: Tolerance,
  registry: readonly Policy[],
  bounds: Bounds,
): readonly Sizer[] {
  const { by, targetMilli } = law;
  if (by === 'average') return [averageSizer({ target: targetMilli, tolerance })];
  return build('target', registry, settingOf(bounds, targetPolicy(targetMilli, tolerance))).sizers ?? [];
}

type Limits = Pick<Plan, 'readingLimiters' | 'limiters' | 'windowMs' | 'raise'>;

function limitsOf({ spec }: Hpa, registry: readonly Policy[], bounds: Bounds, flags: HpaFlags): Limits {
  if (spec.behavior === null) {
    const windowMs = flags.downscaleStabilizationMs;
    return {
      readingLimiters: [],
      limiters: [legacyUpLimit()],
      windowMs,
      raise: legacyStabilization(windowMs),
    };
  }
  const setting = settingOf(bounds, behaviorPolicies(spec.behavior, flags));
  const parts = Object.keys(setting.policies).map((name) => build(name, registry, setting));
  const limiters = parts.flatMap((part) => part.limiters ?? []);
  return {
    readingLimiters: limiters.filter(({ scope }) => scope === 'readings'),
    limiters: limiters.filter(({ scope }) => scope === 'everything'),
    windowMs: Math.max(0, ...parts.map((part) => part.window ?? 0)),
  };
}

function settingOf(bounds: Bounds, policies: PolicyConfigs): Setting {
  return { semantics: 'hpa', bounds, policies };
}

function build(name: string, registry: readonly Policy[], setting: Setting): Parts {
  const policy = registry.find((candidate) => candidate.name === name);
  if (policy === undefined) throw new Error(`an HPA needs the policy ${name}, which is not in the registry`);
  return policy.build(setting.policies[name], setting);
}

/** What an HPA has no word for, so that nothing is added to its behaviour. */
function skeleton(hpa: Hpa, bounds: Bounds, { hash = '' }: PlanOptions) {
  return {
    namespace: hpa.namespace,
    dataset: hpa.spec.scaleTargetRef.name,
    hash,
    semantics: 'hpa',
    mode: 'auto',
    pause: null,
    bounds,
    respectMs: 0,
    adopt: 'move',
    // The HPA itself is one of them until it is deleted.
    otherAutoscalers: 'hold',
    sources: DEFAULT_SOURCES,
    intervalMs: null,
    claimants: [],
    needs: new Set<Need>(),
    nextChanges: [],
    priority: 0,
    defaults: [],
  } as const;
}
