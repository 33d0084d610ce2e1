import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import type { Decision } from '../../lib/model/decision.ts';
import { planOf, situations } from './arbitraries.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

/** Inside the bounds, or nearer to them than the current count, never across them. */
function allowed({ current, target }: Decision, { bounds: { min, max } }: Plan): boolean {
  if (target === current || (target >= min && target <= max)) return true;
  return current > max ? target > max && target < current : target < min && target > current && current < min;
}

const writesAreWholeAndInside: Law<Decide> = (pipeline) =>
  fc.property(situations(), (situation) => {
    const plan = planOf(situation);
    const decision = pipeline(plan, situation.observation, situation.history, situation.now);
    const { target } = decision;
    return Number.isSafeInteger(target) && target >= 0 && allowed(decision, plan);
  });

describe('law 1: every write is a whole number >= 0, inside the bounds or nearer to them, never across', () => {
  it('holds for any document, observation and history', () => {
    expectHolds(writesAreWholeAndInside, decide);
  });

  it('notices a pipeline without bounds', () => {
    expectCaught(writesAreWholeAndInside, reference('bounds are not looked at'));
  });

  it('notices a count that leaves its bounds on the other side', () => {
    expectCaught(writesAreWholeAndInside, reference('a count outside its bounds crosses to the other one'));
  });

  it('notices half a worker', () => {
    expectCaught(writesAreWholeAndInside, reference('half a worker'));
  });
});
