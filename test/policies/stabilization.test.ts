import { expect } from 'chai';
import type { WishRun } from '../../lib/model/history.ts';
import type { Observation } from '../../lib/model/observation.ts';
import {
  HOUR,
  history,
  intervalOf,
  MINUTE,
  NOON,
  observation,
  plan,
  SECOND,
  wished,
} from '../lib/decide/make.ts';

/** Four workers; a target of 50 % makes the wish: 2 GiB wish for 4, 1 for 2, 3 for 6. */
function seen(used: number): Observation {
  return observation({ replicas: 4, reading: { used } });
}
const grow = seen(3);
const stay = seen(2);
const shrink = seen(1);

interface Case {
  readonly name: string;
  readonly seen: Observation;
  readonly config?: Readonly<Record<string, string>>;
  readonly wishes: readonly WishRun[];
  readonly interval: readonly [number, number];
  readonly code?: string;
}

const both = { up: '5m', down: '5m' };

const cases: readonly Case[] = [
  {
    name: 'grows to the lowest wish of the window',
    seen: grow,
    wishes: [wished(4, HOUR, 20 * MINUTE), wished(5, 20 * MINUTE, 2 * MINUTE), wished(7, MINUTE, SECOND)],
    interval: [4, 5],
  },
  {
    name: 'shrinks to the highest wish of the window',
    seen: shrink,
    wishes: [wished(4, HOUR, 20 * MINUTE), wished(3, 20 * MINUTE, 2 * MINUTE), wished(2, MINUTE, SECOND)],
    interval: [3, 4],
  },
  {
    name: 'does not grow where a wish to shrink lies in the window',
    seen: grow,
    wishes: [wished(4, HOUR, 4 * MINUTE), wished(2, 3 * MINUTE, 3 * MINUTE), wished(6, MINUTE, SECOND)],
    interval: [4, 4],
  },
  {
    name: 'never moves against the wish, whatever was wished before',
    seen: grow,
    wishes: [wished(2, HOUR, MINUTE)],
    interval: [4, 4],
  },
  {
    name: 'counts the wish of now',
    seen: grow,
    wishes: [wished(9, HOUR, SECOND)],
    interval: [4, 6],
  },
  {
    name: 'still counts a wish a moment before it leaves the window',
    seen: grow,
    wishes: [wished(4, HOUR, 5 * MINUTE - 1), wished(6, 4 * MINUTE, SECOND)],
    interval: [4, 4],
  },
  {
    name: 'no longer counts a wish of exactly the age of the window',
    seen: grow,
    wishes: [wished(4, HOUR, 5 * MINUTE), wished(6, 4 * MINUTE, SECOND)],
    interval: [4, 6],
  },
  {
    name: 'still counts a wish a moment before it leaves the window down',
    seen: shrink,
    wishes: [wished(4, HOUR, 5 * MINUTE - 1), wished(2, 4 * MINUTE, SECOND)],
    interval: [4, 4],
  },
  {
    name: 'no longer counts a wish of exactly the age of the window down',
    seen: shrink,
    wishes: [wished(4, HOUR, 5 * MINUTE), wished(2, 4 * MINUTE, SECOND)],
    interval: [2, 4],
  },
  {
    name: 'has a window for each direction',
    seen: shrink,
    config: { up: '5m' },
    wishes: [],
    interval: [2, 4],
  },
  // Wishes must be known for as long as the window is.
  {
    name: 'holds while its window is empty',
    seen: grow,
    wishes: [],
    interval: [4, 4],
    code: 'WindowUncovered',
  },
  {
    name: 'holds while its window is not covered: nothing says that the wish has lasted',
    seen: grow,
    wishes: [wished(6, 4 * MINUTE, SECOND)],
    interval: [4, 4],
    code: 'WindowUncovered',
  },
  {
    name: 'moves once its window is covered',
    seen: grow,
    wishes: [wished(6, 5 * MINUTE, SECOND)],
    interval: [4, 6],
  },
  {
    name: 'is covered over a silence shorter than the window',
    seen: grow,
    wishes: [wished(6, HOUR, 10 * MINUTE), wished(6, 6 * MINUTE, 4 * MINUTE)],
    interval: [4, 6],
  },
  {
    name: 'is not covered over a silence as long as the window: after an outage it begins anew',
    seen: grow,
    wishes: [wished(6, HOUR, 8 * MINUTE), wished(6, 3 * MINUTE, SECOND)],
    interval: [4, 4],
    code: 'WindowUncovered',
  },
  {
    name: 'holds the first wish after an outage as long as the window',
    seen: shrink,
    wishes: [wished(2, HOUR, 6 * MINUTE)],
    interval: [4, 4],
    code: 'WindowUncovered',
  },
  { name: 'needs no window to stay', seen: stay, wishes: [], interval: [4, 4] },
];

describe('stabilization', () => {
  for (const { name, seen, config = both, wishes, interval, code = 'Stabilized' } of cases) {
    it(name, () => {
      const spec = { max: 9, policies: { target: { utilization: '50%' }, stabilization: config } };
      const found = intervalOf('stabilization', spec, seen, history({ wishes: [...wishes] }));
      expect([found?.low, found?.high, found?.reason.code]).to.deep.equal([...interval, code]);
    });
  }

  it('says how much of its window is known', () => {
    const spec = { policies: { target: { utilization: '50%' }, stabilization: both } };
    const found = intervalOf(
      'stabilization',
      spec,
      grow,
      history({ wishes: [wished(6, 4 * MINUTE, SECOND)] }),
    );
    expect(found?.reason.numbers).to.deep.equal({ window: 5 * MINUTE, covered: 4 * MINUTE });
  });

  it('does not wait for its window under HPA semantics', () => {
    const spec = {
      semantics: 'hpa',
      policies: { target: { utilization: '50%' }, stabilization: { up: '5m' } },
    };
    expect(intervalOf('stabilization', spec, grow)?.high).to.equal(6);
  });

  describe('under HPA semantics counts the size first seen as a wish', () => {
    const spec = { semantics: 'hpa', policies: { target: { utilization: '50%' }, stabilization: both } };
    const first = (ago: number, replicas: number) => history({ firstSeen: { at: NOON - ago, replicas } });
    for (const [name, seen, past, interval] of [
      ['for one window down', shrink, first(5 * MINUTE - 1, 4), [4, 4]],
      ['and no longer', shrink, first(5 * MINUTE, 4), [2, 4]],
      ['for one window up', grow, first(5 * MINUTE - 1, 4), [4, 4]],
      ['and no longer either', grow, first(5 * MINUTE, 4), [4, 6]],
      ['only where it is nearer to the count', grow, first(MINUTE, 9), [4, 6]],
    ] as const) {
      it(name, () => {
        const found = intervalOf('stabilization', spec, seen, past);
        expect([found?.low, found?.high]).to.deep.equal(interval);
      });
    }
  });

  it('does not count it under its own', () => {
    const spec = { policies: { target: { utilization: '50%' }, stabilization: both } };
    const past = history({
      firstSeen: { at: NOON - MINUTE, replicas: 4 },
      wishes: [wished(2, HOUR, SECOND)],
    });
    expect(intervalOf('stabilization', spec, shrink, past)?.low).to.equal(2);
  });

  it('is not there without a window', () => {
    expect(plan({ policies: { stabilization: {} } }).readingLimiters).to.deep.equal([]);
    expect(plan({ policies: { stabilization: { up: '0' } } }).readingLimiters).to.deep.equal([]);
  });

  it('keeps wishes as long as its longest window', () => {
    expect(plan({ policies: { stabilization: { up: '1m', down: '2h' } } }).windowMs).to.equal(2 * HOUR);
  });

  for (const [what, config] of [
    ['a window without its unit', { up: 300 }],
    ['a negative window', { up: '-5m' }],
    ['a word it does not know', { upp: '5m' }],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => plan({ policies: { stabilization: config } })).to.throw());
  }
});
