import { expect } from 'chai';
import type { Sizer } from '../../../lib/decide/contract.ts';
import { decide } from '../../../lib/decide/decide.ts';
import type { Decision } from '../../../lib/model/decision.ts';
import type { History } from '../../../lib/model/history.ts';
import type { Observation } from '../../../lib/model/observation.ts';
import {
  ARTICLE,
  blind,
  change,
  GIB,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  SECOND,
  type SpecWishes,
  wished,
} from './make.ts';

function decision(spec: SpecWishes, seen: Observation, past: Partial<History> = {}): Decision {
  return decide(plan(spec), seen, history(past), NOON);
}

/** `by: from -> to code`, a line a rung. */
function ladder({ rungs }: Decision): string[] {
  return rungs.map(({ by, from, to, reason }) => `${by}: ${from} -> ${to} ${reason.code}`);
}

const full = observation({ reading: { used: 0.95 }, dataset: { sizeBytes: 100 * GIB } });
const fixed = (policy: string, wish: number): Sizer => ({
  policy,
  size: () => ({ says: 'wish', wish, reason: { code: `Of${policy}` } }),
});

describe('the ladder', () => {
  it("is, for the article's first move, every rung that spoke", () => {
    const found = decision({ policies: ARTICLE }, full);
    expect(ladder(found)).to.deep.equal([
      'bounds: 4 -> 4 WithinBounds',
      'scaleDown: 4 -> 4 ScaleDownDisabled',
      'step: 4 -> 3 StepUpLimit',
    ]);
    expect([found.outcome, found.current, found.target]).to.deep.equal(['move', 1, 3]);
    expect(found.reason).to.deep.equal({ code: 'StepUpLimit', numbers: { high: 3, per: 10 * MINUTE } });
  });

  it('gives as its reason the last rung that changed the number', () => {
    const past = { changes: [change(MINUTE, 2, 1)], servedAt: NOON - SECOND };
    const found = decision({ policies: { ...ARTICLE, cooldown: { afterDown: '5m' } } }, full, past);
    expect([found.target, found.reason.code]).to.deep.equal([1, 'CooldownRunning']);
  });

  it('gives as its reason the wish that won, where no rung changed anything', () => {
    expect(decision({ policies: ARTICLE }, observation()).reason.code).to.equal('BelowThreshold');
  });
});

describe('the wishes', () => {
  const made = plan({ policies: { scaleDown: 'enabled', step: { down: [{ pods: 9, per: '1s' }] } } });
  const ask = (sizers: readonly Sizer[], replicas = 3) =>
    decide({ ...made, sizers }, observation({ replicas, dataset: { sizeBytes: 1 } }), history(), NOON);

  it('are won by the largest, also against the bounds later', () => {
    const found = ask([fixed('A', 2), fixed('B', 4), fixed('C', 3)]);
    expect([found.target, found.wish, found.reason.code]).to.deep.equal([4, 4, 'OfB']);
  });

  it('are won by the first of equals', () => {
    expect(ask([fixed('A', 4), fixed('B', 4)]).reason.code).to.equal('OfA');
  });

  it('mean stay where there is none, and nothing enters the window', () => {
    const found = ask([]);
    expect([found.target, found.wish, found.reason.code]).to.deep.equal([3, null, 'NoSizer']);
  });

  it('enter the window raw, before any bound or limit', () => {
    expect(ask([fixed('A', 99)]).wish).to.equal(99);
  });

  it('for fewer are held by one blind sizer, which says why, and do not enter the window', () => {
    const blindOne: Sizer = {
      policy: 'B',
      size: () => ({ says: 'blind', wish: null, reason: { code: 'NoReading' } }),
    };
    const found = ask([fixed('A', 1), blindOne]);
    expect([found.target, found.wish]).to.deep.equal([3, null]);
    expect(found.reason).to.deep.equal({
      code: 'BlindHoldsShrink',
      numbers: { policy: 'B', why: 'NoReading' },
    });
    // For more, or the same, it holds nothing.
    expect(ask([fixed('A', 4), blindOne]).target).to.equal(4);
    expect(ask([fixed('A', 3), blindOne]).wish).to.equal(3);
  });

  it('that are no count of workers count as blind', () => {
    for (const nonsense of [2.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const found = ask([fixed('A', nonsense), fixed('B', 1)]);
      expect([found.target, found.wishes[0]?.says, found.wishes[0]?.reason.code]).to.deep.equal([
        3,
        'blind',
        'NotACount',
      ]);
    }
  });
});

describe('bounds', () => {
  const shrinking = { scaleDown: 'enabled' };
  const four = observation({ replicas: 4, dataset: { sizeBytes: 1 } });
  const one = observation();

  it('cut the wish', () => {
    const found = decision({ max: 2, policies: { target: { utilization: '10%' } } }, full);
    expect([found.target, found.wish, found.reason.code]).to.deep.equal([2, 10, 'AboveMax']);
  });

  it('raise a count below them, by step', () => {
    expect(decision({ min: 3 }, one).target).to.equal(3);
    const found = decision({ min: 3, policies: { step: { up: [{ pods: 1, per: '5m' }] } } }, one);
    expect([found.target, found.reason.code]).to.deep.equal([2, 'StepUpLimit']);
    const spent = { changes: [change(MINUTE, 0, 1)] };
    expect(
      decision({ min: 3, policies: { step: { up: [{ pods: 1, per: '5m' }] } } }, one, spent).target,
    ).to.equal(1);
  });

  it('lower a count above them, by step', () => {
    const found = decision({ max: 2, policies: shrinking }, four);
    expect([found.target, found.reason.code]).to.deep.equal([3, 'StepDefaultDown']);
    const policies = { ...shrinking, step: { down: [{ percent: '100%', per: '5m' }] } };
    expect(decision({ max: 2, policies }, four).target).to.equal(2);
  });

  it('pass the cool-down and the stabilization window', () => {
    const policies = {
      ...shrinking,
      target: { utilization: '50%' },
      cooldown: { afterUp: '1h', afterDown: '1h' },
      stabilization: { up: '1h', down: '1h' },
    };
    const up = { changes: [change(20 * MINUTE, 2, 1)], servedAt: NOON - MINUTE };
    expect(decision({ min: 3, policies }, observation(), up).target).to.equal(3);
    const down = {
      changes: [change(20 * MINUTE, 3, 4)],
      servedAt: NOON - MINUTE,
      wishes: [wished(9, MINUTE, 0)],
    };
    expect(decision({ max: 2, policies }, four, down).target).to.equal(3);
  });

  it('do not pass scaleDown: disabled, nor scaleUp: disabled', () => {
    expect(decision({ max: 2, policies: { scaleDown: 'disabled' } }, four).target).to.equal(4);
    expect(decision({ max: 2 }, four).target).to.equal(4);
    expect(decision({ min: 2, policies: { scaleUp: 'disabled' } }, one).target).to.equal(1);
  });

  it('do not pass a guard', () => {
    const found = decision({ max: 2, policies: shrinking }, { ...four, operations: ['DataLoad/warm'] });
    expect([found.target, found.reason.code]).to.deep.equal([4, 'GuardOperations']);
  });

  it('do not pass a pause', () => {
    const found = decision({ min: 3, mode: 'paused', paused: { by: 'ops', why: 'an audit' } }, one);
    expect([found.outcome, found.target]).to.deep.equal(['would', 3]);
  });

  it('shrink what nobody can see once its guards are off, and the ladder says that it rests on no reading', () => {
    const guard = { settle: 'disabled', fullFit: 'disabled' };
    const policies = { ...shrinking, guard, threshold: { up: '90%', down: '10%' } };
    const found = decision({ max: 2, policies }, { ...four, reading: blind() });
    expect([found.target, found.wishes[0]?.says]).to.deep.equal([3, 'blind']);
    expect(ladder(found)[0]).to.equal('bounds: 4 -> 2 CountAboveMax');
  });

  it('tell a count that is outside from a wish that is', () => {
    const codes = (found: Decision) => found.rungs.find(({ by }) => by === 'bounds')?.reason.code;
    expect(codes(decision({ max: 2 }, four))).to.equal('CountAboveMax');
    expect(codes(decision({ min: 2 }, one))).to.equal('CountBelowMin');
    expect(codes(decision({ max: 2, policies: { target: { utilization: '10%' } } }, full))).to.equal(
      'AboveMax',
    );
    expect(codes(decision({ max: 4 }, one))).to.equal('WithinBounds');
  });

  it('jump under HPA semantics, past step and cool-down, and enter no wish', () => {
    const policies = {
      target: { utilization: '50%' },
      step: { up: [{ pods: 1, per: '1h' }] },
      cooldown: { afterUp: '1h' },
    };
    const past = { changes: [change(MINUTE, 0, 1)], servedAt: NOON };
    const found = decision({ min: 3, semantics: 'hpa', policies }, one, past);
    expect([found.target, found.wish, found.reason.code]).to.deep.equal([3, null, 'BoundsJump']);
  });
});

describe('a limiter of the users own', () => {
  const limited = (low: number, high: number, replicas = 3, wish = 9) => {
    const made = plan({
      max: 9,
      policies: { scaleDown: 'enabled', step: { down: [{ pods: 9, per: '1s' }] } },
    });
    const limiter = {
      policy: 'own',
      scope: 'everything' as const,
      limit: () => ({ low, high, reason: { code: 'StepFree' } }),
    };
    const sized = { ...made, sizers: [fixed('A', wish)], limiters: [limiter] };
    return decide(sized, observation({ replicas, dataset: { sizeBytes: 1 } }), history(), NOON);
  };

  it('that forgets the current count is widened to hold it', () => {
    expect(limited(0, 1).target).to.equal(3);
    expect(limited(5, 7).target).to.equal(7);
    expect(limited(0, 1).rungs.at(-1)).to.include({ low: 0, high: 3 });
  });

  it('that answers no number holds', () => {
    expect(limited(Number.NaN, Number.NaN).target).to.equal(3);
  });

  it('that answers a fraction moves to the whole number inside', () => {
    expect(limited(0, 5.5).target).to.equal(5);
    expect(limited(2.5, 9, 8, 1).target).to.equal(3);
  });
});
