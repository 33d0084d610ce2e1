import { expect } from 'chai';
import type { Budget } from '../../../lib/budget/budget.ts';
import { createRounds, GATHER_MS, PATIENCE_MS, type Rounds } from '../../../lib/budget/rounds.ts';
import { seen } from './make.ts';

const pool: Budget = { name: 'pool', hash: '1', unit: 'workers', limit: 6, datasets: {} };

function begun(budgets: readonly Budget[] = [pool], datasets = ['default/a', 'default/b']): Rounds {
  const rounds = createRounds();
  rounds.setBudgets(budgets, 0);
  rounds.setDatasets(datasets, 0);
  return rounds;
}

/** `default/a` may have so many, for such a reason. */
function told(rounds: Rounds, dataset = 'default/a', labels = {}): string {
  const all = rounds.of(dataset, labels, 1) ?? [];
  return all.map(({ budget, why, ceiling }) => `${budget} ${why} ${ceiling}`).join('; ');
}

/** Both looked at, and shared out, at 1 s. */
function shared(wishes: { a?: object; b?: object } = {}): Rounds {
  const rounds = begun();
  rounds.seen(seen('default/a', { wish: 3, ...wishes.a }), 0);
  rounds.seen(seen('default/b', { wish: 2, ...wishes.b }), 0);
  rounds.round(1000);
  return rounds;
}

describe('the rounds of a budget', () => {
  it('come when something has changed, and gather the wishes of a second', () => {
    const rounds = begun();
    rounds.seen(seen('default/a', { wish: 4 }), 300);
    rounds.seen(seen('default/b', { wish: 9, priority: 1 }), 900);
    expect(rounds.dueAt()).to.equal(GATHER_MS);
    expect(rounds.round(GATHER_MS).changed).to.deep.equal(['default/b', 'default/a']);
    expect([told(rounds), told(rounds, 'default/b')]).to.deep.equal(['pool cut 1', 'pool cut 5']);
    expect(rounds.dueAt()).to.equal(Number.POSITIVE_INFINITY);
  });

  it('do not come again while looks see the same', () => {
    const rounds = shared();
    rounds.seen(seen('default/a', { wish: 3 }), 5000);
    expect(rounds.dueAt()).to.equal(Number.POSITIVE_INFINITY);
    rounds.seen(seen('default/a', { wish: 4 }), 6000);
    expect(rounds.dueAt()).to.equal(6000 + GATHER_MS);
  });

  it('tell only those whose number of workers changes', () => {
    const rounds = shared();
    rounds.seen(seen('default/a', { wish: 4 }), 5000);
    expect(rounds.round(6000).changed).to.deep.equal(['default/a']);
  });

  it('give nobody growth before everyone was looked at, and say after a while whom they wait for', () => {
    const rounds = begun();
    rounds.seen(seen('default/a', { wish: 3 }), 0);
    expect(rounds.round(1000).missing).to.deep.equal([]);
    expect(told(rounds)).to.equal('pool waiting 1');
    expect(rounds.dueAt()).to.equal(1000 + PATIENCE_MS);
    expect(rounds.round(1000 + PATIENCE_MS).missing).to.deep.equal(['default/b']);
    rounds.seen(seen('default/b', { wish: null }), 7000);
    rounds.round(8000);
    expect(told(rounds)).to.equal('pool given 3');
  });

  it('hold everyone until a newcomer was looked at, and let its place go when it is gone', () => {
    const rounds = shared();
    rounds.setDatasets(['default/a', 'default/b', 'default/c'], 2000);
    expect(told(rounds)).to.equal('pool waiting 1');
    rounds.setDatasets(['default/a', 'default/b'], 3000);
    rounds.round(4000);
    expect(told(rounds)).to.equal('pool given 3');
  });

  it('begin anew where another daemon may have led', () => {
    const rounds = shared();
    rounds.forget(2000);
    expect(told(rounds)).to.equal('pool waiting 1');
  });

  it('count an intent from the moment it was decided', () => {
    const rounds = shared({ a: { wish: 3, intent: 3 }, b: { wish: 9 } });
    expect(rounds.of('default/b', {}, 1)?.[0]).to.include({ taken: 4, ceiling: 3 });
  });

  it('take back what was given when somebody else takes more than was theirs', () => {
    const rounds = shared();
    rounds.seen(seen('default/b', { current: 5, wish: 5 }), 5000);
    expect(told(rounds)).to.equal('pool waiting 1');
    rounds.round(6000);
    expect(told(rounds)).to.equal('pool cut 1');
  });

  it('give nothing of a changed document before it is shared out', () => {
    const rounds = shared();
    rounds.setBudgets([{ ...pool, hash: '2', limit: 3 }], 5000);
    expect(told(rounds)).to.equal('pool waiting 1');
    rounds.round(6000);
    expect(told(rounds)).to.equal('pool cut 2');
    rounds.setBudgets([], 7000);
    expect(rounds.of('default/a', {}, 1)).to.equal(undefined);
  });

  it('are over datasets of a namespace, or with a label, and several hold side by side', () => {
    const gold: Budget = { ...pool, name: 'gold', limit: 2, datasets: { labels: { tier: 'gold' } } };
    const team: Budget = { ...pool, name: 'team', datasets: { namespaces: ['team'] } };
    const rounds = begun([pool, gold, team]);
    rounds.seen(seen('default/a', { wish: 3, labels: { tier: 'gold' } }), 0);
    rounds.seen(seen('default/b', { wish: 2 }), 0);
    rounds.round(1000);
    expect(told(rounds, 'default/a', { tier: 'gold' })).to.equal('pool given 3; gold cut 2');
    expect(told(rounds, 'default/b')).to.equal('pool given 2');
  });

  it('follow a label that comes or goes', () => {
    const gold: Budget = { ...pool, name: 'gold', datasets: { labels: { tier: 'gold' } } };
    const rounds = begun([gold]);
    rounds.seen(seen('default/a', { wish: 3, labels: { tier: 'gold' } }), 0);
    rounds.seen(seen('default/b', { wish: 2 }), 0);
    rounds.round(1000);
    expect(rounds.statuses()).to.deep.include({ ...rounds.statuses()[0], datasets: 1, taken: 1, sum: 3 });
    rounds.seen(seen('default/a', { wish: 3 }), 5000);
    rounds.round(6000);
    expect(rounds.statuses()[0]).to.include({ datasets: 0, taken: 0, sum: 0 });
  });

  it('cost nothing where there is no budget', () => {
    const rounds = begun([]);
    rounds.seen(seen('default/a', { wish: 3 }), 0);
    expect(rounds.of('default/a', {}, 1)).to.equal(undefined);
    expect(rounds.dueAt()).to.equal(Number.POSITIVE_INFINITY);
  });
});
