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

const fits = fc.oneof(
  fc.constant({}),
  fc.record({ keep: shares, smallerAfter: durations }, { requiredKeys: [] }),
  fc.record({ headroom: fc.constantFrom('0%', '10%', '33.334%', '900%') }),
);

const preloads = fc.record(
  {
    lead: periods,
    zone: fc.constantFrom('UTC', 'Asia/Shanghai'),
    paths: fc.constant([{ path: '/train', size: '1.5GiB' }]),
  },
  { requiredKeys: [] },
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
/** Noon, of which the situations are, is on a Thursday. */
const times = fc.constantFrom(
  { weekly: 'Thu 11:00-13:00' },
  { weekly: 'Thu 12:00-12:30' },
  { weekly: 'daily 20:00-12:00' },
  { weekly: 'Thu 12:10-13:00', zone: 'UTC' },
  { weekly: 'daily 00:00-24:00', zone: 'Asia/Kolkata' },
  { start: '0 8 * * *', duration: '6h', zone: 'Europe/Berlin' },
  { start: '0 12 * * *', end: '0 13 * * *' },
  { start: '0 6 * * *', end: 'next' },
  { start: '0 11 * * *', end: 'next' },
);
const fewWorkers = fc.integer({ min: 0, max: 9 });
const ranges = fc
  .tuple(fewWorkers, fc.integer({ min: 1, max: 9 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const effects = fc.oneof(
  fewWorkers.map((atLeast) => ({ atLeast })),
  fc.integer({ min: 1, max: 9 }).map((atMost) => ({ atMost })),
  fewWorkers.map((exactly) => ({ exactly })),
  ranges.map(([atLeast, atMost]) => ({ atLeast, atMost })),
  ranges.map(([min, max]) => ({ replicas: { min, max } })),
);
const windows = fc
  .tuple(
    times,
    fc.oneof(
      effects,
      toggle.map((scaleDown) => ({ scaleDown })),
    ),
    fc.record(
      { scaleDown: toggle, suspend: fc.boolean(), exclude: fc.constant(['01-01']) },
      { requiredKeys: [] },
    ),
    fc.constantFrom(undefined, '15m', 'measured'),
    fc.boolean(),
  )
  .map(([when, effect, more, lead, immediately]) => {
    const asks = 'atLeast' in effect || 'exactly' in effect || 'replicas' in effect;
    const sized = asks || 'atMost' in effect;
    return {
      ...when,
      ...more,
      ...effect,
      ...(asks && lead !== undefined ? { lead } : {}),
      ...(sized ? { immediately } : {}),
    };
  });

/** `spec.policies`, each policy there or not. */
export const policyConfigs: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record(
  {
    threshold: thresholds,
    target: targets,
    preload: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: preloads }),
    // Its wish is often the largest: where it is always there others are never heard.
    fit: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fits }),
    step: fc.record(
      { up: stepRules, down: stepRules, select: fc.record({ up: select, down: select }) },
      { requiredKeys: [] },
    ),
    stabilization: fc.record({ up: durations, down: durations }, { requiredKeys: [] }),
    cooldown: fc.record({ afterUp: durations, afterDown: durations, giveUp: periods }, { requiredKeys: [] }),
    scaleDown: fc.oneof({ weight: 3, arbitrary: fc.constant('enabled') }, { weight: 1, arbitrary: toggle }),
    schedule: perhaps(fc.array(windows, { minLength: 1, maxLength: 4 })),
    scaleUp: fc.oneof({ weight: 3, arbitrary: fc.constant('enabled') }, { weight: 1, arbitrary: toggle }),
    forecast: fc.record({ full: shares, window: fc.constantFrom('10m', '30m', '1h') }, { requiredKeys: [] }),
    guard: fc.record(
      {
        workers: toggle,
        operations: toggle,
        operationsAfter: durations,
        settle: toggle,
        fullFit: toggle,
        giveUp: periods,
        tryAgain: periods,
      },
      { requiredKeys: [] },
    ),
    budget: fc.record({ priority: fc.integer({ min: -5, max: 100 }) }, { requiredKeys: [] }),
    flapBudget: fc.record(
      { turns: fc.constantFrom(1, 2, 8, 'unlimited' as const), per: fc.constantFrom('10m', '1h', '1d') },
      { requiredKeys: [] },
    ),
    idle: fc.record(
      {
        after: periods,
        floor: fc.integer({ min: 0, max: 6 }),
        restore: fc.constantFrom('step', 'immediately'),
      },
      { requiredKeys: ['after', 'floor'] },
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
      byHand: fc.record(
        {
          size: fc.constantFrom('2.71GiB', '100GiB', '1TiB'),
          workerCapacity: fc.constantFrom('1GiB', '500MB'),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ bounds: [a, b], mode, byHand, compatibility, policies, ...rest }) => ({
      min: Math.min(a, b),
      max: Math.max(a, b),
      ...mode,
      ...byHand,
      ...rest,
      policies:
        rest.semantics === 'hpa' && compatibility !== undefined ? { ...policies, compatibility } : policies,
    }));
}
