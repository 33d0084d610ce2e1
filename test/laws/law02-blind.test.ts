import fc from 'fast-check';
import { boundsShown } from '../../lib/decide/bounds.ts';
import type { Sizer } from '../../lib/decide/contract.ts';
import { decide } from '../../lib/decide/decide.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import type { Decision } from '../../lib/model/decision.ts';
import { planOf, situations } from './arbitraries.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

/**
 * The bounds alone may shrink what nobody can see, where the guards of the dark are switched off by name (or under HPA
 * semantics), and then the ladder says that it rests on no reading.
 */
function restsOnNoReading(plan: Plan, decision: Decision): boolean {
  const { current, target, rungs } = decision;
  const { max } = boundsShown(plan, decision);
  if (target >= current) return true;
  const claiming = ['override', ...plan.claimants.map(({ policy }) => policy)];
  const said = rungs.some(
    ({ by, reason }) => ['CountAboveMax', 'BoundsJump'].includes(reason.code) || claiming.includes(by),
  );
  return said && current > max && target >= max;
}

/** Without the sizers that go by the clock alone and read nothing of the cache. */
function ofReaders(plan: Plan): Plan {
  return { ...plan, sizers: plan.sizers.filter(({ policy }) => policy !== 'compatibility.keda') };
}

const blindNeverShrinks: Law<Decide> = (pipeline) =>
  fc.property(situations({ sight: 'blind' }), (situation) => {
    const plan = ofReaders(planOf(situation));
    const decision = pipeline(plan, situation.observation, situation.history, situation.now);
    return restsOnNoReading(plan, decision);
  });

/** Either guard is enough: one that is on holds also the bounds. */
const darkReleasesNothing: Law<Decide> = (pipeline) =>
  fc.property(situations({ sight: 'blind', semantics: 'native' }), (situation) => {
    const plan = planOf(situation);
    const on = (guard: string) => plan.limiters.some(({ policy }) => policy === guard);
    const { observation, history, now } = situation;
    const { current, target } = pipeline(plan, observation, history, now);
    // Full fit protects what is in use; an override's ladder does not tell whether it is.
    const { control: _, ...alone } = observation;
    const { rungs } = pipeline(plan, alone, history, now);
    const idle = rungs.some(({ reason }) => reason.code === 'IdleFloor');
    const guarded = on('guard.settle') || (on('guard.fullFit') && !idle);
    return !guarded || target >= current;
  });

const missingIsNeverZero: Law<Decide> = (pipeline) =>
  fc.property(situations({ sight: 'blind' }), (situation) => {
    const { observation, history, now } = situation;
    const { wishes, wish, current } = pipeline(ofReaders(planOf(situation)), observation, history, now);
    const made = wishes.filter(({ says }) => says === 'wish');
    // Without a worker there is nothing to read: who wishes then goes by what is declared.
    if (current === 0) return made.every(({ reason }) => reason.code.endsWith('Declared'));
    return wish === null && made.length === 0;
  });

/** Also when another sizer sees well. */
const oneBlindSizerHoldsAll: Law<Decide> = (pipeline) =>
  fc.property(situations({ sight: 'seeing', semantics: 'native' }), (situation) => {
    const { observation, history, now } = situation;
    const plan = planOf(situation);
    const blindOne: Sizer = {
      policy: 'of-the-users-own',
      size: () => ({ says: 'blind', wish: null, reason: { code: 'NoReading' } }),
    };
    for (const sizers of [
      [blindOne, ...plan.sizers],
      [...plan.sizers, blindOne],
    ]) {
      const decision = pipeline({ ...plan, sizers }, observation, history, now);
      if (!restsOnNoReading(plan, decision)) return false;
    }
    return true;
  });

/** Fluid's status is up to 90 s old and lies after every scaling, and of others nobody knows the age: no fresh reading is theirs. */
const doubtfulNeverShrinks: Law<Decide> = (pipeline) => {
  const doubtful = fc.constantFrom(
    { source: 'status' },
    { source: 'prometheus', quality: 'lagging' as const },
  );
  return fc.property(situations({ sight: 'seeing', semantics: 'native' }), doubtful, (situation, said) => {
    const { observation, history, now } = situation;
    // Limits would only hide that a shrink was wished for.
    const plan = { ...planOf(situation), limiters: [] };
    const reading = { ...observation.reading, ...said };
    const decision = pipeline(plan, { ...observation, reading }, history, now);
    return restsOnNoReading(plan, decision);
  });
};

describe('law 2: nothing that rests on a reading shrinks without one, and no missing reading is read as zero', () => {
  it('never shrinks a cache it cannot see, except because the bounds say so', () => {
    expectHolds(blindNeverShrinks, decide);
  });

  it('never shrinks a cache it cannot see, also toward its bounds, while a guard of the dark is on', () => {
    expectHolds(darkReleasesNothing, decide);
  });

  it('never makes a wish of a missing reading, and nothing enters the window', () => {
    expectHolds(missingIsNeverZero, decide);
  });

  it('never lets a shrink pass while one sizer of several is blind', () => {
    expectHolds(oneBlindSizerHoldsAll, decide);
  });

  it('never shrinks on the status alone, nor on figures of unknown age', () => {
    expectHolds(doubtfulNeverShrinks, decide);
  });

  it('notices a shrink that rests on the status', () => {
    expectCaught(doubtfulNeverShrinks, reference('a shrink rests on the status'), 5000);
  });

  it('notices guards that let go in the dark', () => {
    expectCaught(darkReleasesNothing, reference('guards let go in the dark'));
  });

  it('notices a missing reading that is read as zero', () => {
    expectCaught(blindNeverShrinks, reference('a missing reading is zero'));
    expectCaught(missingIsNeverZero, reference('a missing reading is zero'));
  });

  it('notices a blind sizer that is passed over', () => {
    expectCaught(oneBlindSizerHoldsAll, reference('a blind sizer is passed over'));
  });
});
