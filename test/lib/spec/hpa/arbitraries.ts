/** Random HPAs and what they see. Values repeat and meet: edges (an age equal to a window) must come up often. */
import fc from 'fast-check';
import type { ModelRules, ModelSpec } from './reconcile-model.ts';

const PERIODS = [15, 30, 60, 120];

const policyOf = (periods: readonly number[]) =>
  fc.record({
    type: fc.constantFrom('Pods' as const, 'Percent' as const),
    value: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(50, 90, 100, 150, 1000)),
    periodSeconds: fc.constantFrom(...periods),
  });

const rulesOf = (first: readonly number[], others: readonly number[]): fc.Arbitrary<ModelRules> =>
  fc
    .record({
      selectPolicy: fc.constantFrom('Max' as const, 'Min' as const, 'Max' as const, 'Disabled' as const),
      policies: fc.tuple(policyOf(first), fc.array(policyOf(others), { maxLength: 2 })),
      window: fc.constantFrom(0, 0, 15, 60, 300),
    })
    .map(({ policies: [head, tail], ...rest }) => ({ ...rest, policies: [head, ...tail] }));

const rules = rulesOf(PERIODS, PERIODS);

const tolerance = fc.constantFrom(0, 0.01, 0.1, 0.25, 0.3);

export const spec: fc.Arbitrary<ModelSpec> = fc.record({
  min: fc.integer({ min: 0, max: 6 }),
  max: fc.integer({ min: 6, max: 40 }),
  target: fc.constantFrom(1, 20_000, 50_000, 90_000, 100_000),
  tolerance: fc.record({ up: tolerance, down: tolerance }),
  behavior: fc.record({ up: rules, down: rules }),
});

/**
 * Both directions have the same longest period. With a shorter one the HPA writes over changes that the other direction would
 * still count; we count them (see the README).
 */
export const evenSpec: fc.Arbitrary<ModelSpec> = fc
  .constantFrom(...PERIODS)
  .chain((longest) => {
    const within = rulesOf(
      [longest],
      PERIODS.filter((period) => period <= longest),
    );
    return fc.tuple(spec, fc.record({ up: within, down: within }));
  })
  .map(([any, behavior]) => ({ ...any, behavior }));

/** Without behavior there is no tolerance of one's own either. */
export const legacySpec: fc.Arbitrary<ModelSpec> = spec.map((any) => ({
  ...any,
  tolerance: { up: 0.1, down: 0.1 },
  behavior: null,
}));

/** Thousandths of a percent, often at the edge of a tolerance or at a whole multiple of a target. */
export const usage: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 400_000 }),
  fc.constantFrom(0, 18_000, 22_000, 44_000, 45_000, 55_000, 81_000, 90_000, 99_000, 110_000),
);

/** One look, `after` seconds after the one before. */
export const look = fc.record({
  after: fc.constantFrom<number>(1, 15, 15, 15, 30, 45, 60, 300),
  usage: fc.option(usage, { freq: 12 }),
  unready: fc.constantFrom<number>(0, 0, 0, 1, 2, 99),
  gone: fc.constantFrom(false, false, false, false, true),
  /** Somebody else sets the count first, to this. */
  foreign: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 10 }),
  /** The document in force has other bounds. */
  tighter: fc.boolean(),
});

export type Look = typeof look extends fc.Arbitrary<infer T> ? T : never;

/** A log as a case may find it, ages often equal to a window or a period. */
export const log = fc.array(
  fc.record({
    value: fc.integer({ min: 0, max: 20 }),
    age: fc.oneof(fc.constantFrom(0, 15, 30, 60, 120, 300), fc.integer({ min: 0, max: 400 })),
  }),
  { maxLength: 5 },
);

/** One look at any log, the current count in or out of its bounds. */
export const moment = fc.record({
  current: fc.integer({ min: 0, max: 45 }),
  unready: fc.constantFrom(0, 0, 1, 3, 99),
  usage,
  recommendations: log,
  up: log,
  down: log,
});

export type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never;
