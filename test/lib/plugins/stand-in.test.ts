import { expect } from 'chai';
import fc from 'fast-check';
import * as z from 'zod';
import { decide } from '../../../lib/decide/decide.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import type { Decision } from '../../../lib/model/decision.ts';
import type { Observation } from '../../../lib/model/observation.ts';
import type { PluginAnswer } from '../../../lib/model/plugin-answer.ts';
import { standIn } from '../../../lib/plugins/stand-in.ts';
import { planOf, situations } from '../../laws/arbitraries.ts';
import { history, NOON, observation, plan } from '../decide/make.ts';

const own = standIn({ name: 'own', summary: 'own', schema: z.unknown(), window: 0, byClock: true });

/** The plan with a plug-in beside its other policies. */
function withPlugin(base: Plan): Plan {
  const { semantics, bounds } = base;
  const { sizers = [], limiters = [] } = own.build({}, { semantics, bounds, policies: {} });
  return {
    ...base,
    sizers: [...base.sizers, ...sizers],
    readingLimiters: [...base.readingLimiters, ...limiters.filter(({ scope }) => scope === 'readings')],
    limiters: [...base.limiters, ...limiters.filter(({ scope }) => scope === 'everything')],
  };
}

const limit = fc.option(fc.integer({ min: -5, max: 20 }), { nil: null });
const wish = fc.oneof(
  fc.record({ says: fc.constant('wish' as const), wish: fc.nat(20), why: fc.string({ maxLength: 9 }) }),
  fc.record({
    says: fc.constantFrom('abstain' as const, 'blind' as const),
    wish: fc.constant(null),
    why: fc.string(),
  }),
);
const scope = fc.constantFrom('readings' as const, 'everything' as const);
const answers: fc.Arbitrary<PluginAnswer> = fc.oneof(
  fc.record({
    wishes: fc.array(wish, { maxLength: 3 }),
    limits: fc.array(fc.record({ scope, low: limit, high: limit, why: fc.string() }), { maxLength: 3 }),
  }),
  fc.record({
    failed: fc.constant({ code: 'PluginHung', numbers: { policy: 'own', limit: 1000 } }),
    holds: fc.constantFrom('shrinks' as const, 'moves' as const),
  }),
);

function decided(
  base: Plan,
  seen: Observation,
  answer: PluginAnswer,
  past = history(),
  now = NOON,
): Decision {
  return decide(withPlugin(base), { ...seen, plugins: { own: answer } }, past, now);
}

/** Shrinks as far as a reading says, and nothing but a blind sizer would keep it from that. */
const SHRINKS = plan({
  max: 20,
  policies: {
    target: { utilization: '50%' },
    scaleDown: 'enabled',
    step: { down: [{ pods: 20, per: '1s' }] },
    guard: { fullFit: 'disabled', settle: 'disabled', operations: 'disabled' },
  },
});
/** A runtime that has been as it is for a day. */
const restedAt = (replicas: number) =>
  history({ firstSeen: { at: NOON - 86_400_000, replicas }, servedAt: NOON - 86_400_000 });

describe('what stands for a plug-in', () => {
  it('keeps every decision inside the laws, whatever the plug-in answered', () => {
    const property = fc.property(situations(), answers, (situation, answer) => {
      const { observation: seen, history: past, now } = situation;
      const before = JSON.stringify([seen, past, answer]);
      const made = decided(planOf(situation), seen, answer, past, now);
      // Law 1: whole, and never below nothing.
      expect(Number.isSafeInteger(made.target) && made.target >= 0).to.equal(true);
      // Every interval holds the current count, but that of the bounds.
      for (const { by, low, high } of made.rungs.filter((rung) => rung.by === 'own')) {
        expect(low === null || low <= made.current, `${by} ${low}`).to.equal(true);
        expect(high === null || high >= made.current, `${by} ${high}`).to.equal(true);
      }
      // Law 8: the same again, after a way through JSON; and what was handed in stays as it was.
      const [again, pasts, said] = JSON.parse(before);
      expect(decided(planOf(situation), again, said, pasts, now)).to.deep.equal(made);
      expect(JSON.stringify([seen, past, answer])).to.equal(before);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('shrinks nothing that rests on a reading while the plug-in fails', () => {
    const property = fc.property(
      fc.integer({ min: 2, max: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('shrinks' as const, 'moves' as const),
      (replicas, share, holds) => {
        const seen = observation({
          replicas,
          reading: { used: replicas * share },
          dataset: { sizeBytes: 2 ** 20 },
        });
        const failed = { code: 'PluginThrew', numbers: { policy: 'own', error: 'x' } };
        const { target } = decided(SHRINKS, seen, { failed, holds }, restedAt(replicas));
        expect(target).to.be.at.least(replicas);
        if (holds === 'moves') expect(target).to.equal(replicas);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it('would notice a shrink: with an answer the same cache does shrink', () => {
    const seen = observation({ replicas: 6, reading: { used: 0.2 }, dataset: { sizeBytes: 2 ** 20 } });
    const answer = { wishes: [{ says: 'wish' as const, wish: 2, why: 'x' }], limits: [] };
    expect(decided(SHRINKS, seen, answer, restedAt(6)).target).to.equal(2);
  });

  const said = (...wishes: ['wish' | 'abstain' | 'blind', number | null][]): PluginAnswer => ({
    wishes: wishes.map(([says, count]) => ({ says, wish: count, why: says })),
    limits: [],
  });
  for (const [what, answer, expected] of [
    ['the largest of several wishes', said(['wish', 2], ['wish', 3]), 'wish 3'],
    ['a wish beside one that abstains', said(['abstain', null], ['wish', 2]), 'wish 2'],
    ['a wish to grow beside one that is blind', said(['blind', null], ['wish', 6]), 'wish 6'],
    ['blindness beside a wish to shrink', said(['blind', null], ['wish', 2]), 'blind null'],
    ['abstention where nobody wishes', said(['abstain', null]), 'abstain null'],
    ['abstention where it only limits', said(), 'abstain null'],
  ] as const)
    it(`says of a plug-in with several sizers: ${what}`, () => {
      const { wishes } = decided(plan(), observation({ replicas: 4 }), answer);
      expect(wishes.map(({ says, wish: count }) => `${says} ${count}`)).to.deep.equal([expected]);
    });

  it('repeats the answer where law 11 asks about another size: an absolute wish is not taken back', () => {
    const { target } = decided(plan({ max: 8 }), observation({ replicas: 1 }), said(['wish', 5]));
    expect(target).to.be.above(1);
  });

  it('lets the tightest of several limits count, each widened to hold the current count', () => {
    const answer: PluginAnswer = {
      wishes: [{ says: 'wish', wish: 8, why: 'w' }],
      limits: [
        { scope: 'everything', low: null, high: 6, why: 'one' },
        { scope: 'everything', low: 7, high: 5, why: 'two' },
      ],
    };
    const step = { step: { up: [{ pods: 8, per: '1m' }] } };
    const made = decided(plan({ max: 8, policies: step }), observation({ replicas: 2 }), answer);
    expect(made.rungs.find(({ by }) => by === 'own')).to.deep.include({ low: 2, high: 5 });
    expect(made.target).to.equal(5);
  });
});
