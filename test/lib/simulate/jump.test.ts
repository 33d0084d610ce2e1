import { expect } from 'chai';
import fc from 'fast-check';
import { type JumpRule, jumpRule } from '../../../lib/simulate/jump.ts';
import type { Scenario } from '../../../lib/simulate/scenario.ts';
import { type Simulation, simulate } from '../../../lib/simulate/simulate.ts';
import { specs } from '../../laws/arbitrary-specs.ts';
import { casesOf, expectCaught, expectHolds, type LoopLaw } from '../../laws/loop/law.ts';
import { plan, type SpecWishes } from '../decide/make.ts';
import { scenarios } from './arbitraries.ts';
import { policyOf, run, scenarioOf } from './make.ts';

const HOURS = 8;
const cases = fc.record({ scenario: scenarios(HOURS), spec: specs() });
type Case = { readonly scenario: Scenario; readonly spec: SpecWishes };

function played(
  { scenario, spec }: Case,
  options: { jump?: boolean; jumpRule?: JumpRule },
): Promise<Simulation> {
  const policy = { plan: plan(spec), file: 'p.yaml', text: '' };
  return simulate({ policy, scenario, ...options });
}

/** What a person would ever look at. */
function outcome({ decisions, changes, samples, summary }: Simulation): string {
  return JSON.stringify({ decisions, changes, samples, summary });
}

/** Jumping shows in nothing but the time it takes. */
const jumpsShowInNothing: LoopLaw<JumpRule> = (rule) =>
  fc.asyncProperty(cases, async (one) => {
    const [jumped, walked] = [await played(one, { jumpRule: rule }), await played(one, { jump: false })];
    return outcome(jumped) === outcome(walked);
  });

const BROKEN: readonly (readonly [string, JumpRule])[] = [
  [
    'a jump that does not wait for the windows of the document',
    (s) => jumpRule({ ...s, since: s.now - 1e12 }),
  ],
  ['a jump beyond what happens next', (s) => jumpRule({ ...s, nextEvent: s.nextEvent + 120_000 })],
  ['a jump while data moves', (s) => jumpRule({ ...s, nextEvent: Math.max(s.nextEvent, s.now + 600_000) })],
  ['a jump beyond the end of a pause', (s) => jumpRule({ ...s, nextChange: Number.POSITIVE_INFINITY })],
];

describe('jumping over looks at which nothing can change', () => {
  it('shows in no decision, no sample and no figure, over random scenarios and documents', async () => {
    await expectHolds(jumpsShowInNothing, jumpRule, 60);
  }).timeout(60_000);

  it('is held against scenarios in which much is jumped over, and much happens', async () => {
    let [looks, taken, changes] = [0, 0, 0];
    for (const one of casesOf(cases, 60)) {
      const simulation = await played(one, {});
      looks += simulation.summary.looks;
      taken += simulation.taken;
      changes += simulation.changes.length;
    }
    expect(taken / looks).to.be.lessThan(0.75);
    expect(changes).to.be.greaterThan(40);
  }).timeout(60_000);

  for (const [what, rule] of BROKEN) {
    it(`notices ${what}`, async () => {
      await expectCaught(jumpsShowInNothing, rule, 200);
    }).timeout(120_000);
  }

  describe('with a forecast over three hours', () => {
    const forecasting = {
      spec: { max: 9, policies: { forecast: { full: '80%', window: '3h' } } },
      scenario: scenarioOf(
        '  duration: 12h\n  dataset: { size: 20GiB }\n  workers: { capacity: 8GiB }\n  reads: [{ at: 1m, rate: 1MiB/s, for: 50m }]',
      ),
    };

    it('shows in nothing: it forecasts for hours after the last byte came in', async () => {
      const [jumped, walked] = [await played(forecasting, {}), await played(forecasting, { jump: false })];
      expect(outcome(jumped)).to.equal(outcome(walked));
      expect(jumped.taken).to.be.lessThan(walked.taken / 2);
      expect(new Set(jumped.decisions.map(({ reason }) => reason?.code))).to.include.all.keys(
        'ForecastLater',
        'ForecastNoTrend',
      );
    });

    it('would show if the levels that are kept were not waited for', async () => {
      const hasty: JumpRule = (s) => jumpRule({ ...s, plan: { ...s.plan, levelsMs: 0 } });
      const [jumped, walked] = [
        await played(forecasting, { jumpRule: hasty }),
        await played(forecasting, { jump: false }),
      ];
      expect(outcome(jumped)).to.not.equal(outcome(walked));
    });
  });

  it('takes a few hundred looks for a year in which nothing happens', async () => {
    const policy = policyOf(
      'apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: spark }\nspec: { replicas: { max: 4 }, policies: { threshold: { up: 90% } } }',
    );
    const spec =
      '  duration: 365d\n  interval: 15s\n  dataset: { size: 1GiB }\n  workers: { capacity: 1GiB }';
    const { taken, summary } = await run(spec, { policy });
    expect(summary.looks).to.equal(2_102_400);
    expect(taken).to.be.lessThan(300);
  });
});
