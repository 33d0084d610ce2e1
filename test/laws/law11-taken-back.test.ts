import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import { NOON, history as past, plan, observation as seen } from '../lib/decide/make.ts';
import { planOf, situations } from './arbitraries.ts';
import { isKept, wouldWish } from './checks.ts';
import { type Decide, expectCaught, expectHolds, type Law } from './law.ts';
import { reference } from './reference.ts';

const nothingIsTakenBack: Law<Decide> = (pipeline) =>
  fc.property(situations({ semantics: 'native', sight: 'seeing' }), (situation) => {
    const { observation, history, now } = situation;
    const plan = planOf(situation);
    return isKept({ plan, observation, history, now }, pipeline(plan, observation, history, now));
  });

/** Between where it goes and where the limits would have let it go, no size would have been kept. */
const nearestIsTaken: Law<Decide> = (pipeline) =>
  fc.property(situations({ semantics: 'native', sight: 'seeing' }), (situation) => {
    const { observation, history, now } = situation;
    const plan = planOf(situation);
    const decision = pipeline(plan, observation, history, now);
    const kept = decision.rungs.find(({ by }) => by === 'keep');
    if (kept === undefined) return true;
    const away = Math.sign(kept.from - kept.to);
    for (let size = kept.from; size !== kept.to; size -= away) {
      const there = wouldWish({ plan, observation, history, now }, size);
      if (away > 0 ? there >= size : there <= size) return false;
    }
    return true;
  });

describe('law 11: no move that the same sizers would at once take back', () => {
  it('holds for any document, observation and history', () => {
    expectHolds(nothingIsTakenBack, decide, 3000);
  });

  it('takes the nearest size they would keep', () => {
    expectHolds(nearestIsTaken, decide, 3000);
  });

  it('notices a pipeline that overshoots', () => {
    expectCaught(nothingIsTakenBack, reference('moves are taken back'), 3000);
  });

  it('notices a pipeline that stays where it could have moved', () => {
    const timid: Decide = (...inputs) => {
      const decision = decide(...inputs);
      const rungs = decision.rungs.map((rung) =>
        rung.by === 'keep' ? { ...rung, to: decision.current } : rung,
      );
      return { ...decision, rungs };
    };
    expectCaught(nearestIsTaken, timid, 20_000);
  });

  it('finds the nearest size among a hundred thousand without looking at each', () => {
    const wide = plan({
      min: 1,
      max: 150_000,
      policies: { threshold: { up: '90%', down: '50%' }, step: { up: [{ pods: 2_000_000_000, per: '1m' }] } },
    });
    const full = seen({
      replicas: 1000,
      reading: { workers: 1000, used: 990 },
      dataset: { sizeBytes: 2 ** 60 },
    });
    const { target, rungs } = decide(wide, full, past(), NOON);
    // 990 GiB are above half of 1979 workers of 1 GiB, and not of 1980.
    expect(target).to.equal(1979);
    expect(rungs.at(-1)?.by).to.equal('keep');
  });
});
