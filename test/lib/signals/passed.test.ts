import { expect } from 'chai';
import fc from 'fast-check';
import type { Passed } from '../../../lib/model/observation.ts';
import { countersOf, passedInAll, passedSince } from '../../../lib/signals/passed.ts';
import { figures } from './moments.ts';

describe('what passed through a cache', () => {
  const CASES: [string, Passed | null, Passed | null, Passed | null][] = [
    ['is what the counters rose by', { ufs: 3, served: 10 }, { ufs: 5, served: 14 }, { ufs: 2, served: 4 }],
    [
      'is nothing when they stand still',
      { ufs: 3, served: 10 },
      { ufs: 3, served: 10 },
      { ufs: 0, served: 0 },
    ],
    ['is all they show after they fell', { ufs: 9 }, { ufs: 4 }, { ufs: 4 }],
    [
      'is all of each when one of them fell',
      { ufs: 9, served: 1 },
      { ufs: 4, served: 8 },
      { ufs: 4, served: 8 },
    ],
    ['is not known of what either look lacks', { ufs: 1 }, { ufs: 2, evicted: 7 }, { ufs: 1 }],
    ['is not known when they have nothing in common', { ufs: 1 }, { served: 2 }, null],
    ['is not known without a look before', null, { ufs: 2 }, null],
    ['is not known without a look after', { ufs: 2 }, null, null],
  ];
  for (const [what, before, after, passed] of CASES)
    it(what, () => expect(passedSince(before, after)).to.deep.equal(passed));

  it('adds up to the same however often one looks', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ ufs: fc.nat(), served: fc.nat() }), { minLength: 1 }), (rises) => {
        const counters: Passed[] = [{ ufs: 5, served: 5 }];
        for (const { ufs, served } of rises) {
          const last = counters.at(-1) as Passed;
          counters.push({ ufs: (last.ufs ?? 0) + ufs, served: (last.served ?? 0) + served });
        }
        const steps = counters.slice(1).map((one, i) => passedSince(counters[i] ?? null, one));
        const inAll = steps.reduce<Passed | null>(passedInAll, null);
        expect(inAll).to.deep.equal(passedSince(counters[0] ?? null, counters.at(-1) ?? null));
      }),
    );
  });

  it('is told by a reading only where the engine offers counters', () => {
    expect(countersOf(figures({ ufsReadBytes: null, servedBytes: null }))).to.deep.equal({});
    expect(countersOf(figures({ ufsReadBytes: 7, servedBytes: null, evictions: 2 }))).to.deep.equal({
      counters: { ufs: 7, evicted: 2 },
    });
  });
});
