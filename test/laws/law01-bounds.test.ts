import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import { planOf, situations } from './arbitraries.ts';
import { isInside } from './checks.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

const writesAreWholeAndInside: Law<Decide> = (pipeline) =>
  fc.property(situations(), (situation) => {
    const plan = planOf(situation);
    const { observation, history, now } = situation;
    return isInside({ plan, observation, history, now }, pipeline(plan, observation, history, now));
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

  it('notices an override that never ends', () => {
    expectCaught(writesAreWholeAndInside, reference('an override never ends'));
  });

  it('notices half a worker', () => {
    expectCaught(writesAreWholeAndInside, reference('half a worker'));
  });
});
