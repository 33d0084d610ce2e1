import fc from 'fast-check';
import type { Limiter } from '../../lib/decide/contract.ts';
import { decide } from '../../lib/decide/decide.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import { planOf, situations } from './arbitraries.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

/** Those that say whose number it is, not between which limits: bounds (and claims on them), wishes that pass, what is taken back, the mode, and the one law that raises. */
const NO_LIMITERS: readonly string[] = ['bounds', 'keep', 'mode', 'compatibility.stabilization'];

const intervalsHoldTheCurrentCount: Law<Decide> = (pipeline) =>
  fc.property(situations(), (situation) => {
    const { observation, history, now } = situation;
    const plan = planOf(situation);
    const { rungs, current } = pipeline(plan, observation, history, now);
    const claiming = ['override', ...[...plan.claimants, ...plan.sizers].map(({ policy }) => policy)];
    return rungs
      .filter(({ by }) => !NO_LIMITERS.includes(by) && !claiming.includes(by))
      .every(({ low, high }) => (low ?? current) <= current && (high ?? current) >= current);
  });

/** Each rung takes over where the one before it ended, and ends inside its interval. */
const ladderIsOneWay: Law<Decide> = (pipeline) =>
  fc.property(situations({ semantics: 'native' }), (situation) => {
    const { observation, history, now } = situation;
    const plan = planOf(situation);
    const claiming = ['override', ...plan.claimants.map(({ policy }) => policy)];
    const { rungs, target, outcome, current } = pipeline(plan, observation, history, now);
    const linked = rungs.every(({ from }, i) => i === 0 || from === rungs[i - 1]?.to);
    const inside = rungs
      .filter(({ by }) => by !== 'keep' && !claiming.includes(by))
      .every(({ low, high, to }) => (low ?? to) <= to && to <= (high ?? to));
    const end = rungs.at(-1)?.to ?? current;
    return linked && inside && (outcome === 'would' ? end === current : end === target);
  });

const orderChangesNothing: Law<Decide> = (pipeline) =>
  fc.property(
    situations({ semantics: 'native' }).chain((situation) => {
      const plan = planOf(situation);
      return fc.record({
        situation: fc.constant(situation),
        readingLimiters: shuffled(plan.readingLimiters),
        limiters: shuffled(plan.limiters),
        sizers: shuffled(plan.sizers),
      });
    }),
    ({ situation: { spec, observation, history, now }, ...order }) => {
      const plan: Plan = planOf({ spec });
      const other = { ...plan, ...order };
      const [one, two] = [plan, other].map((each) => pipeline(each, observation, history, now));
      return one?.target === two?.target && one?.outcome === two?.outcome && one?.wish === two?.wish;
    },
  );

function shuffled<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}

/** A limiter of the user's own may answer anything. */
const nonsense: fc.Arbitrary<Limiter> = fc
  .record({
    scope: fc.constantFrom('readings' as const, 'everything' as const),
    low: fc.oneof(fc.double(), fc.integer({ min: -3, max: 12 })),
    high: fc.oneof(fc.double(), fc.integer({ min: -3, max: 12 })),
  })
  .map(({ scope, low, high }) => ({
    policy: 'of-the-users-own',
    scope,
    limit: () => ({ low, high, reason: { code: 'StepFree' } }),
  }));

/** With one limit more, it goes at most as far as without, in the same direction. */
const aLimitOnlyNarrows: Law<Decide> = (pipeline) =>
  fc.property(
    situations({ semantics: 'native', mode: 'auto' }),
    nonsense,
    ({ spec, observation, history, now }, limiter) => {
      const plan = planOf({ spec });
      const more = { ...plan, limiters: [...plan.limiters, limiter] };
      const [free, held] = [plan, more].map((each) => pipeline(each, observation, history, now));
      if (free === undefined || held === undefined) return false;
      const [from, to] = [free.current, free.target];
      return (
        Number.isSafeInteger(held.target) &&
        Math.min(from, to) <= held.target &&
        held.target <= Math.max(from, to)
      );
    },
  );

describe('limiters', () => {
  it('each answer an interval that holds the current count', () => {
    expectHolds(intervalsHoldTheCurrentCount, decide);
  });

  it('make one ladder: each rung begins where the one before ended, and ends inside its interval', () => {
    expectHolds(ladderIsOneWay, decide);
  });

  it('may be asked in any order: the number is the same', () => {
    expectHolds(orderChangesNothing, decide);
  });

  it('only ever narrow, whatever nonsense one of them answers', () => {
    expectHolds(aLimitOnlyNarrows, decide);
  });

  it('notice an interval without the current count', () => {
    expectCaught(intervalsHoldTheCurrentCount, reference('intervals forget the current count'));
  });

  it('notice a rung that does not begin where the one before ended', () => {
    const patched: Decide = (...inputs) => {
      const decision = decide(...inputs);
      return { ...decision, rungs: decision.rungs.map((rung) => ({ ...rung, from: rung.to })) };
    };
    expectCaught(ladderIsOneWay, patched);
  });

  it('notice a pipeline in which the last one has the last word', () => {
    expectCaught(orderChangesNothing, reference('the last limiter has the last word'));
  });

  it('notice a pipeline that follows a limiter beyond the current count', () => {
    expectCaught(aLimitOnlyNarrows, followsLimiters);
  });
});

/** Clamps into whatever it is told. */
const followsLimiters: Decide = (plan, observation, history, now) => {
  const decision = decide(plan, observation, history, now);
  const { limit } = plan.limiters.at(-1) ?? {};
  const interval = limit?.({} as never);
  if (interval === null || interval === undefined) return decision;
  return { ...decision, target: Math.min(Math.max(decision.target, interval.low), interval.high) };
};
