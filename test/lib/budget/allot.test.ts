import { expect } from 'chai';
import fc from 'fast-check';
import { allot, type Member, type Purse } from '../../../lib/budget/allot.ts';
import { share } from '../../../lib/budget/share.ts';
import { member, members, purses } from './make.ts';

const w = (dataset: string, current: number, wish: number, priority = 0) =>
  member(dataset, { current, wish, priority });
const pool = (limit: number): Purse => ({ name: 'pool', unit: 'workers', limit });

/** `a:3 b:1` -> what each may have. */
function ceilings(purse: Purse, list: readonly Member[]): string {
  return [...allot(purse, list)].map(([dataset, { ceiling }]) => `${dataset}:${ceiling}`).join(' ');
}

const baseOf = ({ current, intent }: Member) => Math.max(current, intent ?? 0);
const costOf = ({ unit }: Purse, { bytesPerWorker }: Member) =>
  unit === 'workers' ? 1 : (bytesPerWorker ?? 0);

function holds(law: (purse: Purse, list: readonly Member[]) => boolean): void {
  fc.assert(fc.property(purses, members, law), { numRuns: 500 });
}

describe('a budget, shared out', () => {
  for (const [what, limit, list, expected] of [
    ['gives all what they wish for where that suffices', 8, [w('a', 1, 3), w('b', 2, 5)], 'a:3 b:5'],
    ['serves the higher priority first', 6, [w('a', 1, 5), w('b', 1, 5, 10)], 'b:5 a:1'],
    ['gives the rest to the lower priority', 8, [w('a', 1, 5), w('b', 1, 5, 10)], 'b:5 a:3'],
    [
      'gives a lower priority nothing while a higher one lacks any',
      5,
      [w('a', 1, 5), w('b', 1, 9, 10)],
      'b:4 a:1',
    ],
    ['gives the next worker to the highest wish per worker', 8, [w('a', 2, 8), w('b', 5, 8)], 'a:3 b:5'],
    [
      'shares evenly among those who wish alike, ties going to the first by name',
      7,
      [w('b', 1, 9), w('a', 1, 9)],
      'a:4 b:3',
    ],
    ['shares by wish', 9, [w('a', 1, 12), w('b', 1, 6)], 'a:6 b:3'],
    [
      'counts what it has of one whose wish is unknown',
      5,
      [w('a', 1, 9), member('b', { current: 2, wish: null })],
      'a:3 b:2',
    ],
    [
      'counts an open intent as spent',
      6,
      [w('a', 1, 9), member('b', { current: 1, intent: 4, wish: 4 })],
      'a:2 b:4',
    ],
    [
      'counts what is there until a shrink has come about',
      6,
      [w('a', 1, 9), member('b', { current: 4, intent: 2, wish: 2 })],
      'a:2 b:4',
    ],
    [
      'gives nobody anything where more is taken than there is',
      3,
      [w('a', 2, 9, 5), w('b', 2, 3)],
      'a:2 b:2',
    ],
    ['takes nothing away', 1, [w('a', 4, 0), w('b', 2, 0)], 'a:4 b:2'],
    [
      'is not spent by a dry run, which is told what it would get',
      6,
      [w('a', 1, 9), { ...w('b', 1, 4, 9), acts: false }],
      'b:4 a:5',
    ],
  ] as const) {
    it(what, () => {
      expect(ceilings(pool(limit), list)).to.equal(expected);
    });
  }

  it('of bytes goes by what a worker of each holds', () => {
    const purse: Purse = { name: 'pool', unit: 'bytes', limit: 10 };
    const list = [
      member('a', { current: 1, wish: 9, bytesPerWorker: 3 }),
      member('b', { current: 1, wish: 9, bytesPerWorker: 1 }),
    ];
    expect(ceilings(purse, list)).to.equal('a:2 b:2');
  });

  it('of bytes gives nothing to a dataset of which nobody knows what a worker holds', () => {
    const purse: Purse = { name: 'pool', unit: 'bytes', limit: 10 };
    const given = allot(purse, [member('a', { wish: 9, bytesPerWorker: null })]);
    expect(given.get('a')).to.deep.include({ ceiling: 1, asked: 9, why: 'unmeasured' });
  });

  it('of bytes counts workers of which nobody knows what they hold as the dearest there are', () => {
    const purse: Purse = { name: 'pool', unit: 'bytes', limit: 12 };
    const list = [
      member('a', { current: 2, bytesPerWorker: null }),
      member('b', { current: 1, wish: 9, bytesPerWorker: 3 }),
    ];
    expect(ceilings(purse, list)).to.equal('a:2 b:2');
  });

  it('keeps what is too little for the next worker of a higher priority', () => {
    const purse: Purse = { name: 'pool', unit: 'bytes', limit: 6 };
    const list = [
      member('a', { current: 0, wish: 2, bytesPerWorker: 4, priority: 1 }),
      member('b', { current: 0, wish: 2, bytesPerWorker: 1 }),
    ];
    expect(ceilings(purse, list)).to.equal('a:1 b:0');
  });

  it('tells each who was cut, and by whom', () => {
    const given = allot(pool(7), [w('a', 1, 3, 10), w('b', 1, 4), w('c', 1, 4)]);
    const told = [...given].map(([dataset, { why, ceiling, others }]) => [dataset, why, ceiling, others]);
    expect(told).to.deep.equal([
      ['a', 'given', 3, ['b', 'c']],
      ['b', 'cut', 2, ['a', 'c']],
      ['c', 'cut', 2, ['a', 'b']],
    ]);
  });

  it('tells who has most where nobody is given anything', () => {
    const given = allot(pool(7), [w('a', 1, 3), w('b', 2, 2), w('c', 4, 4)]);
    expect(given.get('a')).to.deep.include({ why: 'cut', full: true, others: ['c', 'b'] });
  });

  it('names a few and counts the others', () => {
    const many = Array.from({ length: 20 }, (_, i) => w(`d${i}`, 1, 2, 10));
    const { others, more } = allot(pool(41), [w('a', 1, 3), ...many]).get('a') ?? { others: [], more: 0 };
    expect([others.length, more]).to.deep.equal([3, 17]);
  });

  it('gives nobody growth before all have been looked at, and says who has not', () => {
    const given = allot(pool(9), [w('a', 1, 5), { ...w('b', 0, 0), looked: false }]);
    expect(given.get('a')).to.deep.include({ why: 'waiting', ceiling: 1, others: ['b'], more: 0 });
  });

  it('never gives more growth than there is room for', () => {
    holds((purse, list) => {
      const acting = list.filter(({ acts }) => acts);
      const given = allot(purse, list);
      const taken = list.reduce((sum, one) => sum + baseOf(one) * costOf(purse, one), 0);
      const growth = acting.reduce(
        (sum, one) => sum + ((given.get(one.dataset)?.ceiling ?? 0) - baseOf(one)) * costOf(purse, one),
        0,
      );
      return growth <= Math.max(0, purse.limit - taken);
    });
  });

  it('never allows fewer than there are, nor more than are asked for', () => {
    holds((purse, list) =>
      list.every((one) => {
        const { ceiling, asked } = allot(purse, list).get(one.dataset) ?? { ceiling: -1, asked: -1 };
        return ceiling >= baseOf(one) && ceiling <= Math.max(baseOf(one), one.wish ?? 0) && ceiling <= asked;
      }),
    );
  });

  it('is the same in whatever order the datasets come', () => {
    fc.assert(
      fc.property(
        purses,
        members.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length })),
        ),
        (purse, [list, shuffled]) => {
          const told = (one: readonly Member[]) => JSON.stringify([...allot(purse, one)]);
          return told(list) === told(shuffled);
        },
      ),
    );
  });

  it('gives no lower priority growth while a higher one that acts is cut', () => {
    holds((purse, list) => {
      const given = allot(purse, list);
      const cut = list.filter((one) => one.acts && given.get(one.dataset)?.why === 'cut');
      return cut.every(({ priority }) =>
        list.every(
          (one) => !one.acts || one.priority >= priority || given.get(one.dataset)?.ceiling === baseOf(one),
        ),
      );
    });
  });

  it('of workers leaves no room while somebody is cut', () => {
    holds((purse, list) => {
      if (purse.unit === 'bytes' || list.some(({ acts }) => !acts)) return true;
      const given = [...allot(purse, list).values()];
      return given.every(({ why, sum }) => why !== 'cut' || sum === purse.limit);
    });
  });

  it('within a priority gives nobody a worker that another needs more', () => {
    holds((purse, list) => {
      if (purse.unit === 'bytes') return true;
      const acting = list.filter(({ acts }) => acts);
      const given = allot(purse, acting);
      const has = (one: Member) => given.get(one.dataset)?.ceiling ?? 0;
      const wish = (one: Member) => given.get(one.dataset)?.asked ?? 0;
      const grown = acting.filter((one) => has(one) > baseOf(one));
      const lacking = acting.filter((one) => given.get(one.dataset)?.why === 'cut');
      return grown.every((one) =>
        lacking.every(
          (other) =>
            other.priority !== one.priority ||
            wish(other) / (has(other) + 1) <= (wish(one) / has(one)) * (1 + 1e-12),
        ),
      );
    });
  });

  it('does not take longer for a billion workers than for a few', () => {
    const list = [w('a', 0, 1_000_000_000), w('b', 0, 500_000_000)];
    expect(ceilings(pool(900_000_000), list)).to.equal('a:600000000 b:300000000');
    expect(
      share(
        [
          { base: 0, asked: 3, cost: 1 },
          { base: 0, asked: 3, cost: 1 },
        ],
        0,
      ),
    ).to.deep.equal([0, 0]);
  });
});
