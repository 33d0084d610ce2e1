import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../../lib/decide/decide.ts';
import { DEFAULT_STEP, growthsTo, type Pace, paceUp, type StepRule } from '../../../lib/decide/pace.ts';
import type { Change } from '../../../lib/model/history.ts';
import { history, MINUTE, NOON, observation, plan } from './make.ts';

const pace = (rules: readonly StepRule[], select: Pace['select'] = 'Max'): Pace => ({
  rules,
  select,
  isDefault: false,
});

interface Case {
  readonly name: string;
  readonly from?: number;
  readonly to: number;
  readonly pace: Pace;
  readonly rest?: number;
  readonly growths: readonly (readonly [to: number, minutes: number])[];
}

const cases: readonly Case[] = [
  { name: 'without steps, goes there at once', to: 9, pace: pace([]), growths: [[9, 0]] },
  { name: 'has nowhere to go where it is there', to: 1, pace: pace([]), growths: [] },
  {
    name: 'waits for what it spent to come back',
    to: 6,
    pace: pace([{ pods: 2, per: 10 * MINUTE }]),
    growths: [
      [3, 0],
      [5, 10],
      [6, 20],
    ],
  },
  {
    name: 'takes percent of the count at the start of the period',
    from: 2,
    to: 9,
    pace: pace([{ percent: 100_000, per: 5 * MINUTE }]),
    growths: [
      [4, 0],
      [8, 5],
      [9, 10],
    ],
  },
  {
    name: 'adds one where a percentage is less than one worker',
    to: 2,
    pace: pace([{ percent: 1_000, per: MINUTE }]),
    growths: [[2, 0]],
  },
  {
    name: 'rests between two growths for longer than the step asks',
    to: 3,
    pace: pace([{ pods: 1, per: MINUTE }]),
    rest: 25 * MINUTE,
    growths: [
      [2, 0],
      [3, 25],
    ],
  },
  {
    name: 'is as fast as the most generous rule',
    to: 4,
    pace: pace([
      { pods: 1, per: 10 * MINUTE },
      { pods: 3, per: 10 * MINUTE },
    ]),
    growths: [[4, 0]],
  },
  {
    name: 'or as the strictest where the document selects that',
    to: 3,
    pace: pace(
      [
        { pods: 1, per: 10 * MINUTE },
        { pods: 3, per: 10 * MINUTE },
      ],
      'Min',
    ),
    growths: [
      [2, 0],
      [3, 10],
    ],
  },
];

describe('the pace of growing', () => {
  for (const { name, from = 1, to, pace: at, rest = 0, growths } of cases) {
    it(name, () => {
      expect(growthsTo(from, to, at, rest).map((g) => [g.to, g.after / MINUTE])).to.deep.equal(growths);
    });
  }

  it('is the document’s step, else the default where threshold wishes, else none', () => {
    const semantics = 'native';
    const up = [{ pods: 2, per: MINUTE }];
    expect(paceUp({ semantics, policies: { step: { up } } }).rules).to.equal(up);
    expect(paceUp({ semantics, policies: { threshold: {} } }).rules).to.deep.equal([DEFAULT_STEP]);
    expect(paceUp({ semantics, policies: { target: {} } }).rules).to.deep.equal([]);
  });

  it('is the one that the policy `step` lets through, growth for growth', () => {
    const rule = fc.oneof(
      fc.record({ pods: fc.integer({ min: 1, max: 4 }), per: fc.constantFrom('1m', '10m', '1h') }),
      fc.record({ percent: fc.constantFrom('10%', '50%', '150%'), per: fc.constantFrom('1m', '10m', '1h') }),
    );
    const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
    const select = fc.constantFrom<Pace['select']>('Max', 'Min');
    fc.assert(
      fc.property(rules, select, fc.integer({ min: 1, max: 5 }), (up, chosen, from) => {
        const to = from + 9;
        const policies = { step: { up, select: { up: chosen } } };
        const asked = plan({ min: to, max: to, policies });
        const parsed = up.map((one) => ({
          ...('pods' in one ? { pods: one.pods } : { percent: Number.parseInt(one.percent, 10) * 1000 }),
          per: Number.parseInt(one.per, 10) * (one.per.endsWith('h') ? 60 : 1) * MINUTE,
        }));
        const changes: Change[] = [];
        for (const { to: next, after } of growthsTo(from, to, pace(parsed, chosen), 0)) {
          const current = changes.at(-1)?.to ?? from;
          const now = NOON + after;
          const { target } = decide(
            asked,
            observation({ replicas: current, at: now }),
            history({ changes: [...changes], servedAt: now }),
            now,
          );
          expect(target).to.equal(next);
          changes.push({ at: now, from: current, to: next, by: 'self', manager: '', record: 1 });
        }
        expect(changes.at(-1)?.to).to.equal(to);
      }),
    );
  });
});
