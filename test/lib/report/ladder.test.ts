import { expect } from 'chai';
import type { Wish } from '../../../lib/model/decision.ts';
import { catalogue } from '../../../lib/model/reasons/index.ts';
import { ladderLines, whyDecided, wishLines } from '../../../lib/report/ladder.ts';

const wish = (policy: string, count: number | null, code: string, says: Wish['says'] = 'wish'): Wish => ({
  policy,
  says,
  wish: count,
  reason: { code },
});
const says = (code: string) => catalogue[code]?.says.slice(0, 12) as string;

describe('a decision’s wishes and rungs as lines', () => {
  it('has every sizer’s answer, also of one that is blind or has no say', () => {
    expect(
      wishLines([
        wish('a', 3, 'NoSizer'),
        wish('b', null, 'NoReading', 'blind'),
        wish('c', null, 'NoPods', 'abstain'),
      ]),
    ).to.deep.equal([
      '  a                 wishes for 3: no policy wishes for a size; only the bounds decide',
      '  b                 is blind: no reading of the cache has arrived yet',
      '  c                 abstains: no worker pod exists yet, so the ratio has nothing to multiply',
    ]);
    expect(wishLines([])).to.deep.equal(['  none: no policy wishes for a size']);
  });

  it('has every rung in its columns, and a space after a long name', () => {
    const reason = { code: 'NoSizer' };
    const rung = { low: 1, high: null, from: 4, to: 3, reason };
    const lines = ladderLines({
      current: 3,
      rungs: [
        { ...rung, by: 'guard.operations' },
        { ...rung, by: 'a-policy-of-the-users-own', to: 4, low: null, high: 9 },
      ],
    });
    expect(lines.map((line) => line.split(' no policy')[0])).to.deep.equal([
      '  rung              number    may move    reason (current 3)',
      '  guard.operations  4 -> 3    [1, -]     ',
      '  a-policy-of-the-users-own 4         [-, 9]     ',
    ]);
  });
});

describe('why it came out as it did', () => {
  const wishes = [wish('a', 2, 'NoReading'), wish('b', 4, 'NoPods'), wish('c', null, 'NotAllServe', 'blind')];
  it('is the wish that won and what narrowed it, where the count moves', () => {
    for (const outcome of ['move', 'would'] as const) {
      const why = whyDecided({ outcome, wishes, reason: { code: 'NoSizer' } });
      expect(why)
        .to.contain(says('NoPods'))
        .and.contain(`; ${says('NoSizer')}`);
    }
  });

  it('is that wish alone where nothing narrowed it', () => {
    const why = whyDecided({ outcome: 'move', wishes, reason: { code: 'NoPods' } });
    expect(why).to.equal(catalogue.NoPods?.says);
  });

  it('is the reason that decided alone, where the count stays or nobody wished', () => {
    const reason = { code: 'NoSizer' };
    expect(whyDecided({ outcome: 'hold', wishes, reason })).to.equal(catalogue.NoSizer?.says);
    expect(whyDecided({ outcome: 'move', wishes: [], reason })).to.equal(catalogue.NoSizer?.says);
  });
});
