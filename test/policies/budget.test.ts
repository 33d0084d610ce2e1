import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import type { Allotment } from '../../lib/model/budget.ts';
import type { Decision } from '../../lib/model/decision.ts';
import { describeReason } from '../../lib/model/reasons/index.ts';
import { change, history, NOON, observation, plan, type SpecWishes } from '../lib/decide/make.ts';

const pool: Allotment = {
  budget: 'pool',
  unit: 'workers',
  limit: 8,
  taken: 5,
  sum: 8,
  ceiling: 2,
  asked: 4,
  why: 'cut',
  others: ['default/lake'],
  more: 2,
};

function decided(spec: SpecWishes, budgets: readonly Allotment[], replicas = 1): Decision {
  const seen = observation({
    replicas,
    reading: { used: replicas * 0.95 },
    dataset: { sizeBytes: null },
    budgets,
  });
  return decide(plan(spec), seen, history(), NOON);
}

describe('budget', () => {
  it('is a place among others, 0 where the document says nothing', () => {
    expect(plan({}).priority).to.equal(0);
    expect(plan({ policies: { budget: {} } }).priority).to.equal(0);
    expect(plan({ policies: { budget: { priority: -5 } } }).priority).to.equal(-5);
    for (const priority of [1.5, 'high', 10_000_000])
      expect(() => plan({ policies: { budget: { priority } } }), String(priority)).to.throw();
  });

  it('holds growth toward the bounds too', () => {
    const { target, reason } = decided({ min: 4, policies: { budget: {} } }, [pool]);
    expect([target, reason.code]).to.deep.equal([2, 'BudgetCut']);
  });

  it('holds growth also under HPA semantics, from outside the bounds and from nothing', () => {
    const spec: SpecWishes = { min: 4, semantics: 'hpa', policies: { target: { utilization: '50%' } } };
    expect(decided(spec, [pool]).target).to.equal(2);
    const bySelf = history({ changes: [{ ...change(3_600_000, 2, 0) }] });
    const off = observation({ replicas: 0, reading: { used: 0.9 }, budgets: [pool] });
    expect(decide(plan(spec), off, bySelf, NOON).target).to.be.at.most(2);
  });

  it('takes nothing away', () => {
    const { target } = decided({ policies: {} }, [{ ...pool, why: 'overspent', ceiling: 1 }], 5);
    expect(target).to.equal(5);
  });

  it('says on the ladder of each who was cut and by whom', () => {
    const { rungs } = decided({ min: 4 }, [
      pool,
      { ...pool, budget: 'gold', why: 'given', ceiling: 3, more: 0 },
    ]);
    expect(
      rungs
        .filter(({ by }) => by === 'budget')
        .map(({ from, to, reason }) => [from, to, describeReason(reason)]),
    ).to.deep.equal([
      [
        4,
        2,
        'budget pool has 8 workers, of which 5 are taken: of 4 workers wished for here 2 are given, because of default/lake, 2 more, which come first',
      ],
      [
        2,
        2,
        'budget gold: with all that is given, 8 of 8 workers are taken; up to 3 workers here, and default/lake get fewer than they wish for',
      ],
    ]);
  });
});
