import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../lib/decide/decide.ts';
import { foresee } from '../../lib/decide/foresee.ts';
import { nextChanges } from '../../lib/decide/next-change.ts';
import { forget } from '../../lib/decide/remember.ts';
import type { Change, History } from '../../lib/model/history.ts';
import { turnsSince } from '../../policies/flapBudget/turns.ts';
import { change, GIB, HOUR, history, MINUTE, NOON, observation, plan, SECOND } from '../lib/decide/make.ts';

/** Four workers with little in them, of a dataset that fits into one. */
const four = observation({ replicas: 4, reading: { used: 0.2 }, dataset: { sizeBytes: 0.5 * GIB } });
const policies = (flapBudget: object | null) => ({
  threshold: { up: '90%', down: '30%' },
  scaleDown: 'enabled',
  step: { down: [{ pods: 1, per: '1m' }] },
  ...(flapBudget === null ? {} : { flapBudget }),
});

function spec(flapBudget: object | null, more: object = {}) {
  return { min: 1, max: 6, respect: '0', policies: policies(flapBudget), ...more };
}

/** Between 3 and 4 workers, ending at 4 `last` ms ago; each change an hour after the one before. */
function swings(count: number, last = 10 * MINUTE, every = HOUR): Change[] {
  const ages = Array.from({ length: count }, (_, i) => last + (count - 1 - i) * every);
  return ages.map((ago, i) => ((count - i) % 2 === 1 ? change(ago, 3, 4) : change(ago, 4, 3)));
}

function on(changes: Change[], flapBudget: object | null, more: object = {}) {
  const made = plan(spec(flapBudget, more));
  const past: History = history({ changes });
  const decision = decide(made, four, past, NOON);
  return { made, past, decision, code: decision.reason.code };
}

describe('flapBudget', () => {
  const two = { turns: 2, per: '6h' };
  const cases: readonly (readonly [string, Change[], object | null, number])[] = [
    ['lets a cache shrink that never changed', [], two, 3],
    ['lets it shrink after one growth: that would be the first turn', swings(1), two, 3],
    ['lets it shrink while a turn is to spare', swings(2), two, 3],
    ['holds the shrink that would be one turn too many', swings(3), two, 4],
    [
      'counts everybody’s changes',
      [change(3 * HOUR, 3, 4), change(2 * HOUR, 4, 3, 'other'), change(HOUR, 3, 4)],
      two,
      4,
    ],
    ['counts a turn of just less than the period', swings(3, HOUR, 5 * HOUR - 1), two, 4],
    ['no longer counts one of exactly the period', swings(3, HOUR, 5 * HOUR), two, 3],
    [
      'does not count growth after growth',
      [change(3 * HOUR, 2, 3), change(2 * HOUR, 3, 4), change(HOUR, 4, 5)],
      two,
      3,
    ],
    ['is there by itself where shrinking is enabled: eight in a day', swings(9), null, 4],
    ['is there by itself, and lets the eighth turn come about', swings(8), null, 3],
    ['is off by its name', swings(40), { turns: 'unlimited' }, 3],
  ];
  for (const [name, changes, config, target] of cases) {
    it(name, () => {
      const { decision, code } = on(changes, config);
      expect(decision.target).to.equal(target);
      expect(code === 'FlapBudget').to.equal(target === 4);
    });
  }

  it('lets a shrink go on after a shrink: that is no turn', () => {
    const down = [...swings(4), change(5 * MINUTE, 5, 4)];
    expect(on(down, { turns: 1, per: '1d' }).decision.target).to.equal(3);
  });

  it('never holds growth, however often the count has turned', () => {
    const full = observation({ replicas: 4, reading: { used: 3.9 }, dataset: { sizeBytes: 100 * GIB } });
    const made = plan(spec({ turns: 1, per: '1d' }));
    expect(decide(made, full, history({ changes: swings(9) }), NOON).target).to.equal(5);
  });

  it('holds also what rests on no reading: the way back to replicas.max, and a person’s override', () => {
    expect(on(swings(3), two, { max: 3 }).code).to.equal('FlapBudget');
    const override = {
      ...{ workers: 2, by: 'jane', why: 'a test', since: NOON - MINUTE, until: NOON + HOUR },
      immediately: true,
    };
    const seen = { ...four, control: { override } };
    const made = plan(spec(two));
    expect(decide(made, seen, history({ changes: swings(3) }), NOON).target).to.equal(4);
  });

  it('says when it lets go, and lets go exactly then', () => {
    const { made, past, decision } = on(swings(3), two);
    const [next] = nextChanges(made, four, past, NOON);
    // The first of the two turns was 1 h 10 min ago.
    expect(next).to.deep.equal({
      at: NOON + 6 * HOUR - 70 * MINUTE,
      what: 'the flap budget allows a shrink again',
    });
    expect(decision.reason.numbers).to.deep.equal({
      ...{ turns: 2, most: 2, per: 6 * HOUR, left: 6 * HOUR - 70 * MINUTE },
    });
    const at = next?.at ?? 0;
    expect(decide(made, { ...four, at: at - 1 }, past, at - 1).target).to.equal(4);
    expect(decide(made, { ...four, at }, past, at).target).to.equal(3);
    expect(foresee(made, four, past, decision).find(({ what }) => what === next?.what)?.next.target).to.equal(
      3,
    );
  });

  it('says nothing of the future while it holds nothing', () => {
    const { made, past } = on(swings(2), two);
    expect(nextChanges(made, four, past, NOON)).to.deep.equal([]);
  });

  it('has no say where nothing may shrink, or under HPA semantics unless it is named', () => {
    const limits = (more: object) =>
      plan({ min: 1, max: 6, ...more }).limiters.some(({ policy }) => policy === 'flapBudget');
    const hpa = { semantics: 'hpa', policies: { target: { utilization: '50%' } } };
    expect(limits({ policies: { threshold: { up: '90%' } } })).to.equal(false);
    expect(limits(hpa)).to.equal(false);
    expect(limits({ ...hpa, policies: { ...hpa.policies, flapBudget: { turns: 3 } } })).to.equal(true);
  });

  it('is named among the defaults, and remarked on where it cannot bind', () => {
    expect(plan(spec(null)).defaults).to.include('spec.policies.flapBudget.turns: 8');
    expect(plan(spec({ turns: 3 })).defaults).to.include('spec.policies.flapBudget.per: 1d');
  });

  it('keeps changes for twice its period, and neither wishes nor a hold after a failover any longer', () => {
    const made = plan(spec({ turns: 2, per: '10d' }));
    expect([made.windowMs, made.memoryMs]).to.deep.equal([HOUR, 240 * HOUR]);
    const past = history({
      changes: [change(19 * 24 * HOUR, 3, 4), change(18 * 24 * HOUR, 4, 3)],
      wishes: [
        { wish: 1, from: NOON - 9 * HOUR, until: NOON - 8 * HOUR, record: 1 },
        { wish: 2, from: NOON - 5 * HOUR, until: NOON - 4 * HOUR, record: 1 },
      ],
    });
    forget(past, NOON, made);
    expect([past.changes.length, past.wishes.length]).to.deep.equal([2, 1]);
  });

  it('counts as a plain reading of the sentence does', () => {
    const steps = fc.array(
      fc.record({ to: fc.integer({ min: 0, max: 4 }), after: fc.integer({ min: 0, max: 3 * SECOND }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: -1, max: 20 * SECOND }), (list, after) => {
        let [at, from] = [0, 2];
        const changes: Change[] = [];
        for (const step of list) {
          at += step.after;
          if (step.to === from) continue;
          changes.push({ ...change(0, from, step.to), at });
          from = step.to;
        }
        const up = changes.map((one) => one.to > one.from);
        const plain = changes.filter((one, i) => i > 0 && up[i] !== up[i - 1] && one.at > after);
        expect(turnsSince(changes, after)).to.deep.equal(plain.map((one) => one.at));
      }),
      { seed: 20260101, numRuns: 500 },
    );
  });
});
