/** Documents: every policy there or not, bounds around the current count or not. */
import fc from 'fast-check';
import { MINUTE, NOON, type SpecWishes } from '../lib/decide/make.ts';

/** What a law needs its situations to be. */
export interface Wanted {
  readonly semantics?: 'native' | 'hpa';
  /** Only blind ones, or only ones with a reading. */
  readonly sight?: 'blind' | 'seeing';
  readonly mode?: 'auto' | 'dry-run' | 'paused';
}

const perhaps = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });

const durations = fc.constantFrom('0', '15s', '1m', '5m', '10m', '20m', '1h');
const periods = fc.constantFrom('15s', '1m', '5m', '10m', '1h');
const shares = fc.oneof(
  fc.constantFrom('10%', '30%', '50%', '70%', '90%', '99%', '100%'),
  fc.integer({ min: 1, max: 100_000 }).map((share) => `${share / 1000}%`),
);

const thresholds = fc.tuple(shares, perhaps(shares)).map(([a, b]) => {
  if (b === undefined || Number.parseFloat(a) === Number.parseFloat(b)) return { up: a };
  const [down, up] = Number.parseFloat(a) < Number.parseFloat(b) ? [a, b] : [b, a];
  return { up, down };
});

const targets = fc.record(
  {
    utilization: shares,
    tolerance: fc.record(
      { up: fc.constantFrom('0%', '5%', '20%'), down: fc.constantFrom('0%', '5%', '20%') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['utilization'] },
);

const stepRules = fc.array(
  fc.oneof(
    fc.record({ pods: fc.integer({ min: 1, max: 4 }), per: periods }),
    fc.record({ percent: fc.constantFrom('10%', '50%', '100%', '150%'), per: periods }),
  ),
  { minLength: 1, maxLength: 3 },
);
const select = fc.constantFrom('Max', 'Min');
const toggle = fc.constantFrom('enabled', 'disabled');

const triggers = fc.record({
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Shanghai'),
  start: fc.constantFrom('0 8 * * *', '0 22 * * 1-5', '*/7 * * * *', '0 0 30 2 *'),
  end: fc.constantFrom('0 20 * * *', '0 6 * * *', '3 * * * *', '0 0 31 2 *'),
  desiredReplicas: fc.integer({ min: 1, max: 12 }),
});
const jobs = fc.record(
  {
    timezone: fc.constantFrom('UTC', 'Asia/Shanghai'),
    target: fc.constantFrom('workload', 'hpa'),
    excludeDates: fc.constantFrom(['* * * 1 1 *'], ['0 0 0 * * 4', '* * * 25 12 *']),
    jobs: fc.array(
      fc.record({
        name: fc.constantFrom('morning', 'evening'),
        schedule: fc.constantFrom('0 0 8 * * *', '0 30 19 * * 1-5', '30 */7 * * *', '@daily'),
        targetSize: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: ['timezone', 'jobs'] },
);
/** Of documents with HPA semantics only. */
const compatibility = fc.record(
  {
    withoutBehavior: periods,
    metrics: fc.array(
      fc.record({
        type: fc.constantFrom('Value', 'AverageValue'),
        utilization: fc.constantFrom('20%', '50%', '130%'),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    tolerance: fc.record({ up: fc.constantFrom('0%', '5%') }, { requiredKeys: [] }),
    keda: fc.array(triggers, { minLength: 1, maxLength: 2 }),
    cronhpa: jobs,
  },
  { requiredKeys: [] },
);

/** `spec.policies`, each policy there or not. */
export const policyConfigs: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record(
  {
    threshold: thresholds,
    target: targets,
    step: fc.record(
      { up: stepRules, down: stepRules, select: fc.record({ up: select, down: select }) },
      { requiredKeys: [] },
    ),
    stabilization: fc.record({ up: durations, down: durations }, { requiredKeys: [] }),
    cooldown: fc.record({ afterUp: durations, afterDown: durations, giveUp: periods }, { requiredKeys: [] }),
    scaleDown: fc.oneof({ weight: 3, arbitrary: fc.constant('enabled') }, { weight: 1, arbitrary: toggle }),
    scaleUp: fc.oneof({ weight: 3, arbitrary: fc.constant('enabled') }, { weight: 1, arbitrary: toggle }),
    guard: fc.record(
      { workers: toggle, operations: toggle, settle: toggle, fullFit: toggle },
      { requiredKeys: [] },
    ),
    budget: fc.record({ priority: fc.integer({ min: -5, max: 100 }) }, { requiredKeys: [] }),
    flapBudget: fc.record(
      { turns: fc.constantFrom(1, 2, 8, 'unlimited' as const), per: fc.constantFrom('10m', '1h', '1d') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const modes = {
  auto: fc.constant({ mode: 'auto' }),
  'dry-run': fc.constant({ mode: 'dry-run' }),
  paused: fc
    .constantFrom(undefined, new Date(NOON - MINUTE).toISOString(), new Date(NOON + MINUTE).toISOString())
    .map((until) => ({ mode: 'paused', paused: { by: 'ops', why: 'an audit', ...(until && { until }) } })),
};

/** Mostly around the current count, sometimes somewhere else. */
function boundsAround(replicas: number): fc.Arbitrary<readonly [number, number]> {
  const reach = fc.integer({ min: 0, max: 8 });
  const anywhere = fc.tuple(reach, fc.integer({ min: 1, max: 8 }));
  const around = fc
    .tuple(reach, reach)
    .map(([down, up]) => [Math.max(0, replicas - down), Math.max(1, replicas + up)] as const);
  return fc.oneof({ weight: 3, arbitrary: around }, { weight: 1, arbitrary: anywhere });
}

/**
 * `spec` of a document.
 * @param replicas the current count, which most bounds hold
 */
export function specs(wanted: Wanted = {}, replicas = 3): fc.Arbitrary<SpecWishes> {
  return fc
    .record({
      bounds: boundsAround(replicas),
      policies: policyConfigs,
      compatibility: perhaps(compatibility),
      semantics: wanted.semantics
        ? fc.constant(wanted.semantics)
        : fc.constantFrom('native', 'native', 'hpa'),
      mode: wanted.mode
        ? modes[wanted.mode]
        : fc.oneof(modes.auto, modes.auto, modes['dry-run'], modes.paused),
      respect: fc.constantFrom('0', '10m', '1h'),
      adopt: fc.constantFrom('hold', 'move'),
      otherAutoscalers: fc.constantFrom('hold', 'ignore'),
    })
    .map(({ bounds: [a, b], mode, compatibility, policies, ...rest }) => ({
      min: Math.min(a, b),
      max: Math.max(a, b),
      ...mode,
      ...rest,
      policies:
        rest.semantics === 'hpa' && compatibility !== undefined ? { ...policies, compatibility } : policies,
    }));
}
