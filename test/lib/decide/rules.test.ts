import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import { newHistory, rememberChange, rememberSight } from '../../../lib/decide/remember.ts';
import type { Change, History } from '../../../lib/model/history.ts';
import type { Observation } from '../../../lib/model/observation.ts';
import {
  blind,
  change,
  GIB,
  HOUR,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  SECOND,
  type SpecWishes,
} from './make.ts';

/** Grows to full fit in one go, shrinks as it likes. */
const free = {
  threshold: { up: '90%', down: '20%' },
  step: { up: [{ pods: 9, per: '1s' }], down: [{ pods: 9, per: '1s' }] },
  scaleDown: 'enabled',
};

function outcome(spec: SpecWishes, seen: Observation, past: Partial<History> = {}) {
  const { target, reason } = decide(plan({ policies: free, ...spec }), seen, history(past), seen.at);
  return [target, reason.code];
}

const full = (replicas: number) =>
  observation({ replicas, reading: { used: 0.95 * replicas }, dataset: { sizeBytes: 100 * GIB } });
const empty = (replicas: number) =>
  observation({ replicas, reading: { used: 0.1 }, dataset: { sizeBytes: 0.1 * GIB } });

describe('somebody else with a hand on the count', () => {
  const owners = ['HorizontalPodAutoscaler/spark'];

  it('holds while another autoscaler is aimed at the runtime, whatever the bounds say', () => {
    expect(outcome({}, { ...full(1), owners })).to.deep.equal([1, 'OwnedByOther']);
    expect(outcome({ min: 2 }, { ...empty(1), owners })).to.deep.equal([1, 'OwnedByOther']);
  });

  it('names it', () => {
    const { reason } = decide(plan({ policies: free }), { ...full(1), owners }, history(), NOON);
    expect(reason.numbers).to.deep.equal({ owner: 'HorizontalPodAutoscaler/spark' });
  });

  it('goes on when the document allows the other one', () => {
    expect(outcome({ otherAutoscalers: 'ignore' }, { ...full(1), owners })[0]).to.equal(4);
  });

  it('goes on once it is gone', () => {
    expect(outcome({}, { ...full(1), owners: [] })[0]).to.equal(4);
  });

  it('holds also under HPA semantics', () => {
    expect(outcome({ semantics: 'hpa' }, { ...full(1), owners })).to.deep.equal([1, 'OwnedByOther']);
  });
});

describe("somebody else's change", () => {
  const up = change(10 * MINUTE, 2, 4, 'other');
  const down = change(10 * MINUTE, 4, 2, 'other');

  it('is not taken back by a shrink for an hour', () => {
    expect(outcome({}, empty(4), { changes: [up] })).to.deep.equal([4, 'Respected']);
  });

  it('is not taken back by growth for an hour', () => {
    expect(outcome({}, full(2), { changes: [down] })).to.deep.equal([2, 'Respected']);
  });

  it('is respected also where it lies outside the bounds', () => {
    expect(outcome({ max: 3 }, empty(4), { changes: [up] })).to.deep.equal([4, 'Respected']);
    expect(outcome({ min: 3 }, full(2), { changes: [down] })).to.deep.equal([2, 'Respected']);
  });

  it('is respected a moment before the hour is over, and no longer', () => {
    const at = (age: number) => ({ changes: [change(age, 2, 4, 'other')] });
    expect(outcome({}, empty(4), at(HOUR - 1))[0]).to.equal(4);
    expect(outcome({}, empty(4), at(HOUR))[0]).to.equal(1);
  });

  it('says who made it and how long it still stands', () => {
    const { reason } = decide(plan({ policies: free }), empty(4), history({ changes: [up] }), NOON);
    expect(reason.numbers).to.deep.equal({ manager: 'kubectl', from: 2, to: 4, left: 50 * MINUTE });
  });

  it('is respected for as long as the document says', () => {
    expect(outcome({ respect: '5m' }, empty(4), { changes: [up] })[0]).to.equal(1);
    expect(outcome({ respect: '0' }, empty(4), { changes: [change(SECOND, 2, 4, 'other')] })[0]).to.equal(1);
  });

  it('is the new starting point: it may be gone on from in its own direction', () => {
    expect(outcome({ max: 9 }, full(4), { changes: [up] })[0]).to.equal(9);
    expect(outcome({}, empty(2), { changes: [down] })[0]).to.equal(1);
  });

  it('stands under what we added to it: that may be taken back, the change itself not', () => {
    const ours = change(5 * MINUTE, 4, 6);
    expect(outcome({ max: 9 }, empty(6), { changes: [up, ours] })).to.deep.equal([4, 'Respected']);
  });

  it('spends the step', () => {
    const policies = { ...free, step: { up: [{ pods: 2, per: '20m' }] } };
    expect(outcome({ policies, max: 9 }, full(4), { changes: [up] })).to.deep.equal([4, 'StepUpLimit']);
  });

  it('starts the cool-down of its direction', () => {
    const policies = { ...free, cooldown: { afterUp: '20m' } };
    const past = { changes: [up], servedAt: NOON - 9 * MINUTE };
    expect(outcome({ policies, max: 9 }, full(4), past)).to.deep.equal([4, 'CooldownRunning']);
    const other = { changes: [down], servedAt: NOON - 9 * MINUTE };
    expect(outcome({ policies }, empty(2), other)[0]).to.equal(1);
  });

  it('overrules what another one did before it', () => {
    const changes = [change(20 * MINUTE, 2, 4, 'other'), change(10 * MINUTE, 4, 3, 'other')];
    expect(outcome({}, full(3), { changes })).to.deep.equal([3, 'Respected']);
    expect(outcome({}, empty(3), { changes })[0]).to.equal(1);
  });

  it('is nobody else when we made it, or the daemon before us', () => {
    for (const by of ['self', 'peer'] as const) {
      expect(outcome({}, empty(4), { changes: [change(10 * MINUTE, 2, 4, by)] })[0]).to.equal(1);
    }
  });

  it('is reversed at once under HPA semantics', () => {
    expect(outcome({ semantics: 'hpa' }, empty(4), { changes: [up] })[0]).to.equal(1);
  });
});

describe('a count that nobody acts on', () => {
  const lagging = (asked: number) => ({ ...full(3), workers: { ...full(3).workers, asked } });
  const changes = (ago: number) => ({ changes: [change(ago, 1, 3, 'self')] });

  it('holds everything from a minute on, and says so', () => {
    expect(outcome({}, lagging(1), changes(MINUTE - 1))[1]).to.not.equal('SetDoesNotFollow');
    expect(outcome({}, lagging(1), changes(MINUTE))).to.deep.equal([3, 'SetDoesNotFollow']);
    expect(outcome({ max: 2 }, lagging(1), changes(MINUTE))).to.deep.equal([3, 'SetDoesNotFollow']);
  });
  it('is noticed of a runtime that was found so', () => {
    const firstSeen = { ...history().firstSeen, at: NOON - MINUTE };
    expect(outcome({}, lagging(1), { firstSeen })[1]).to.equal('SetDoesNotFollow');
  });
  it('is over when the set follows, and unknown to the HPA', () => {
    expect(outcome({}, lagging(3), changes(MINUTE))[1]).to.not.equal('SetDoesNotFollow');
    expect(outcome({ semantics: 'hpa' }, lagging(1), changes(MINUTE))[1]).to.not.equal('SetDoesNotFollow');
  });
});

describe('a tug of war', () => {
  /** Up and down in turn, each a minute after the other, the last one `ago` before noon. */
  function turns(count: number, ago: number, hands: readonly [string, string]): Change[] {
    return Array.from({ length: count }, (_, i) => {
      const [from, to] = i % 2 === 0 ? [4, 5] : [5, 4];
      const hand = hands[i % 2] as string;
      const by = hand === 'fluid-autoscaler' ? 'self' : 'other';
      return { ...change(ago + (count - 1 - i) * MINUTE, from, to, by), manager: hand };
    });
  }
  const spec = { respect: '0', max: 9 };

  it('is three reversals in an hour: nothing is changed, and both are named', () => {
    const changes = turns(4, 10 * MINUTE, ['fluid-autoscaler', 'kubectl-scale']);
    const { target, reason } = decide(plan({ ...spec, policies: free }), full(4), history({ changes }), NOON);
    expect(target).to.equal(4);
    expect(reason).to.deep.equal({
      code: 'TugOfWar',
      numbers: { manager: 'kubectl-scale', other: 'fluid-autoscaler', reversals: 3 },
    });
  });

  it('is none with two', () => {
    const changes = turns(3, 10 * MINUTE, ['fluid-autoscaler', 'kubectl-scale']);
    expect(outcome(spec, full(5), { changes })[0]).to.equal(9);
  });

  it('is over when the third is an hour old', () => {
    const changes = (ago: number) => ({ changes: turns(4, ago, ['fluid-autoscaler', 'kubectl-scale']) });
    expect(outcome(spec, full(4), changes(58 * MINUTE - 1))[0]).to.equal(4);
    expect(outcome(spec, full(4), changes(58 * MINUTE))[0]).to.equal(9);
  });

  it('is one also between two others, which both are named', () => {
    const changes = turns(4, 10 * MINUTE, ['keda', 'kubectl-scale']);
    const { reason } = decide(plan({ ...spec, policies: free }), full(4), history({ changes }), NOON);
    expect(reason.numbers).to.deep.equal({ manager: 'keda', other: 'kubectl-scale', reversals: 3 });
  });

  it('is none between us and the daemon before us', () => {
    const changes = turns(6, 10 * MINUTE, ['fluid-autoscaler', 'fluid-autoscaler']).map((one, i) => ({
      ...one,
      by: i % 2 === 0 ? ('self' as const) : ('peer' as const),
    }));
    expect(outcome(spec, full(4), { changes })[0]).to.equal(9);
  });

  it('is none where we, or one other, went up and down', () => {
    for (const hand of ['fluid-autoscaler', 'kubectl-scale']) {
      const changes = turns(6, 10 * MINUTE, [hand, hand]);
      expect(outcome(spec, full(4), { changes })[0]).to.equal(9);
    }
  });
});

describe('another daemon', () => {
  const twin = change(MINUTE, 2, 4, 'twin');

  it('stops the dataset: our own name on a write that this ledger knows nothing of', () => {
    expect(outcome({ max: 9 }, full(4), { changes: [twin] })).to.deep.equal([4, 'AnotherDaemon']);
    expect(outcome({ max: 3 }, full(4), { changes: [change(99 * HOUR, 2, 4, 'twin')] })[0]).to.equal(4);
  });

  it('stops it until somebody sets the count', () => {
    const changes = [twin, change(SECOND, 4, 5, 'other')];
    expect(outcome({ max: 9 }, full(5), { changes })[0]).to.equal(9);
  });
});

describe('a count of 0', () => {
  const none = observation({ replicas: 0, reading: blind('EngineAllZero') });

  it("that the daemon did not write is a person's off: the bounds do not raise it", () => {
    expect(outcome({ min: 1 }, none, { changes: [change(99 * HOUR, 2, 0, 'other')] })).to.deep.equal([
      0,
      'OffByPerson',
    ]);
    expect(outcome({ min: 1 }, none)).to.deep.equal([0, 'OffByPerson']);
    expect(outcome({ min: 1, respect: '0' }, none)).to.deep.equal([0, 'OffByPerson']);
  });

  it('that the daemon wrote is raised by the bounds', () => {
    for (const by of ['self', 'peer'] as const) {
      const past = { changes: [change(99 * HOUR, 2, 0, by)] };
      expect(outcome({ min: 1 }, none, past)).to.deep.equal([1, 'CountBelowMin']);
    }
  });

  it('is off again when a person sets it after the daemon had', () => {
    const changes = [change(3 * HOUR, 2, 0), change(2 * HOUR, 0, 2, 'other'), change(HOUR, 2, 0, 'other')];
    expect(outcome({ min: 1 }, none, { changes })).to.deep.equal([0, 'OffByPerson']);
  });
});

describe('a runtime first seen outside its bounds', () => {
  const bounds = { min: 1, max: 3 };
  // Nothing but the bounds wants it smaller.
  const policies = { ...free, threshold: { up: '90%' } };
  const first = () => newHistory(empty(6), bounds);

  it('is held until the document says how to adopt it', () => {
    expect(outcome({ policies, max: 3 }, empty(6), first())).to.deep.equal([6, 'NotAdopted']);
    expect(outcome({ policies, max: 3, adopt: 'move' }, empty(6), first())[0]).to.equal(3);
  });

  it('is held also below its minimum', () => {
    const seen = empty(1);
    expect(outcome({ policies, min: 2 }, seen, newHistory(seen, { min: 2, max: 4 }))).to.deep.equal([
      1,
      'NotAdopted',
    ]);
  });

  it('is adopted once it has been inside, and is then brought back from outside', () => {
    const past = first();
    rememberSight(past, observation({ replicas: 3 }), bounds);
    expect(outcome({ policies, max: 3 }, empty(6), past)[0]).to.equal(3);
  });

  it('is adopted when it is first seen inside, and the bounds change', () => {
    expect(outcome({ policies, max: 3 }, empty(6), newHistory(empty(6), { min: 1, max: 9 }))[0]).to.equal(3);
  });

  it('is not adopted by a change of somebody else that leaves it outside', () => {
    const past = first();
    rememberChange(past, { ...change(0, 6, 5, 'other'), at: NOON - 2 * HOUR });
    expect(outcome({ policies, max: 3 }, empty(5), past)).to.deep.equal([5, 'NotAdopted']);
  });

  it('is not outside at its bounds themselves', () => {
    for (const replicas of [1, 3]) {
      const seen = observation({ replicas, reading: { used: replicas / 10 }, dataset: { sizeBytes: 1 } });
      expect(outcome({ policies, max: 3 }, seen, { adopted: false })[1]).to.equal('BelowThreshold');
    }
  });

  it('is brought inside at once under HPA semantics', () => {
    expect(outcome({ policies, max: 3, semantics: 'hpa' }, empty(6), first())[0]).to.equal(3);
  });
});

describe('an obstacle', () => {
  it('holds everything, and is the reason', () => {
    const obstacle = {
      code: 'RuntimeDeleting',
      numbers: { kind: 'AlluxioRuntime', runtime: 'default/spark' },
    };
    expect(outcome({ min: 3 }, { ...full(1), obstacle })).to.deep.equal([1, 'RuntimeDeleting']);
    expect(outcome({ semantics: 'hpa', min: 3 }, { ...full(1), obstacle })[0]).to.equal(1);
  });
});

describe('what cannot be seen', () => {
  it('may be a data operation: no shrink, which growth does not mind', () => {
    const unseen = ['DataLoad'];
    expect(outcome({}, { ...empty(4), unseen })).to.deep.equal([4, 'OperationsUnseen']);
    expect(outcome({}, { ...full(1), unseen })[0]).to.equal(4);
    expect(outcome({}, { ...empty(4), unseen: [] })[0]).to.equal(1);
  });

  it('is also no reason to shrink for the bounds', () => {
    expect(outcome({ max: 2 }, { ...empty(4), unseen: ['DataLoad'] })[0]).to.equal(4);
  });

  it('does not trouble the HPA', () => {
    expect(outcome({ semantics: 'hpa' }, { ...empty(4), unseen: ['DataLoad'] })[0]).to.equal(1);
  });
});

describe('a ledger that is gone', () => {
  it('shrinks nothing for one window, and grows as ever', () => {
    const gone = { noShrinkBefore: NOON + 1 };
    expect(outcome({}, empty(4), gone)).to.deep.equal([4, 'LedgerGone']);
    expect(outcome({ max: 2 }, empty(4), gone)[0]).to.equal(4);
    expect(outcome({}, full(1), gone)[0]).to.equal(4);
  });

  it('is made good once the window is over', () => {
    expect(outcome({}, empty(4), { noShrinkBefore: NOON })[0]).to.equal(1);
  });
});
