import { expect } from 'chai';
import type { Change } from '../../lib/model/history.ts';
import { step } from '../../policies/step/index.ts';
import {
  blind,
  change,
  history,
  intervalOf,
  MINUTE,
  NOON,
  observation,
  plan,
  type SpecWishes,
} from '../lib/decide/make.ts';

interface Case {
  readonly name: string;
  readonly step: Readonly<Record<string, unknown>>;
  readonly current?: number;
  readonly changes?: readonly Change[];
  readonly low?: number;
  readonly high?: number;
}

const NO_LIMIT = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
const twoInTen = { up: [{ pods: 2, per: '10m' }], down: [{ pods: 2, per: '10m' }] };
const half = { up: [{ percent: '50%', per: '10m' }], down: [{ percent: '50%', per: '10m' }] };

const cases: readonly Case[] = [
  { name: 'gives so many workers either way', step: twoInTen, low: 2, high: 6 },
  { name: 'limits nothing in a direction it is not given for', step: { up: twoInTen.up }, high: 6 },
  { name: 'gives what is left of a step', step: twoInTen, changes: [change(MINUTE, 3, 4)], low: 2, high: 5 },
  {
    name: 'gives nothing once it is spent',
    step: twoInTen,
    changes: [change(MINUTE, 2, 4)],
    low: 2,
    high: 4,
  },
  {
    name: 'gives nothing, and takes nothing away, when others spent more',
    step: twoInTen,
    changes: [change(MINUTE, 1, 4, 'other')],
    low: 2,
    high: 4,
  },
  {
    name: 'counts every change of the period, whoever made it',
    step: { up: [{ pods: 4, per: '10m' }] },
    changes: [change(9 * MINUTE, 1, 2), change(5 * MINUTE, 2, 3, 'other'), change(MINUTE, 3, 4, 'peer')],
    high: 5,
  },
  {
    name: 'still counts a change a moment before the period is over',
    step: twoInTen,
    changes: [change(10 * MINUTE - 1, 2, 4)],
    low: 2,
    high: 4,
  },
  {
    name: 'forgets a change of exactly the age of the period',
    step: twoInTen,
    changes: [change(10 * MINUTE, 2, 4)],
    low: 2,
    high: 6,
  },
  {
    name: 'spends only in its own direction',
    step: twoInTen,
    changes: [change(MINUTE, 6, 4, 'other')],
    low: 4,
    high: 6,
  },
  {
    name: 'gives nothing back for a change the other way: the cache has paid for both',
    step: twoInTen,
    changes: [change(5 * MINUTE, 4, 6), change(MINUTE, 6, 4, 'other')],
    low: 4,
    high: 4,
  },
  {
    name: 'counts an intent of unknown outcome as spent, although the count did not change',
    step: twoInTen,
    changes: [change(MINUTE, 4, 6)],
    low: 2,
    high: 4,
  },
  { name: 'takes percent of the count, rounded up', step: half, current: 5, low: 2, high: 8 },
  {
    name: 'takes percent of the count the period began with',
    step: half,
    current: 5,
    changes: [change(MINUTE, 4, 5)],
    low: 2,
    high: 6,
  },
  {
    name: 'takes percent of what others have left of it',
    step: half,
    current: 4,
    changes: [change(MINUTE, 10, 4, 'other')],
    // Half of 10 is spent on the way down; half of 4 is left on the way up.
    low: 4,
    high: 6,
  },
  {
    name: 'takes no percent of a count that an attempt of unknown outcome may never have reached',
    step: half,
    current: 4,
    changes: [change(MINUTE, 4, 10)],
    low: 2,
    high: 4,
  },
  {
    name: 'gives at least one worker for any percentage',
    step: { up: [{ percent: '1%', per: '1m' }] },
    high: 5,
  },
  { name: 'leaves 0 by percent', step: half, current: 0, high: 1, low: 0 },
  { name: 'gives no fewer than none', step: twoInTen, current: 1, low: 0, high: 3 },
  { name: 'may shrink to nothing by 100 %', step: { down: [{ percent: '100%', per: '1m' }] }, low: 0 },
  {
    name: 'takes the most generous of several limits',
    step: {
      up: [
        { pods: 1, per: '1m' },
        { percent: '100%', per: '10m' },
      ],
    },
    high: 8,
  },
  {
    name: 'takes the strictest of several with select Min',
    step: {
      up: [
        { pods: 1, per: '1m' },
        { percent: '100%', per: '10m' },
      ],
      select: { up: 'Min' },
    },
    high: 5,
  },
  {
    name: 'selects for each direction by itself',
    step: {
      up: [
        { pods: 1, per: '1m' },
        { pods: 3, per: '1m' },
      ],
      down: [
        { pods: 1, per: '1m' },
        { pods: 3, per: '1m' },
      ],
      select: { down: 'Min' },
    },
    low: 3,
    high: 7,
  },
  {
    name: 'judges each limit by its own period',
    step: {
      up: [
        { pods: 2, per: '1m' },
        { pods: 3, per: '10m' },
      ],
      select: { up: 'Min' },
    },
    changes: [change(5 * MINUTE, 1, 4)],
    high: 4,
  },
];

function limitOf(spec: SpecWishes, { current = 4, changes = [] }: Partial<Case>) {
  return intervalOf('step', spec, observation({ replicas: current }), history({ changes: [...changes] }));
}

describe('step', () => {
  for (const { name, step: config, low, high, ...rest } of cases) {
    it(name, () => {
      const interval = limitOf({ policies: { step: config } }, rest);
      expect({ low: interval?.low, high: interval?.high }).to.deep.equal({
        low: low ?? NO_LIMIT.low,
        high: high ?? NO_LIMIT.high,
      });
    });
  }

  it('names the period of the limit that binds, not of the first one', () => {
    const up = [
      { pods: 1, per: '1m' },
      { pods: 3, per: '10m' },
    ];
    const seen = observation({ replicas: 2, reading: { used: 1.9 } });
    const interval = intervalOf('step', { policies: { target: { utilization: '10%' }, step: { up } } }, seen);
    expect(interval?.reason).to.deep.equal({ code: 'StepUpLimit', numbers: { high: 5, per: 10 * MINUTE } });
  });

  it('speaks of the direction it is asked for', () => {
    const spec = { policies: { target: { utilization: '50%' }, step: twoInTen } };
    const code = (used: number) => intervalOf('step', spec, observation({ reading: { used } }))?.reason.code;
    expect(code(0.95)).to.equal('StepUpLimit');
    const shrinking = observation({ replicas: 4, reading: { used: 0.2 } });
    expect(intervalOf('step', spec, shrinking)?.reason.code).to.equal('StepDownLimit');
  });

  it('speaks of shrinking also where the bounds will not have it', () => {
    const spec = { min: 4, policies: { target: { utilization: '50%' }, step: twoInTen } };
    const shrinking = observation({ replicas: 4, reading: { used: 0.2 } });
    expect(intervalOf('step', spec, shrinking)?.reason.code).to.equal('StepDownLimit');
  });

  it('speaks of growing where the bounds ask for more, whatever the wish', () => {
    const spec = { min: 3, max: 4, policies: { step: twoInTen } };
    expect(intervalOf('step', spec, observation())?.reason.code).to.equal('StepUpLimit');
  });

  it('returns what is given back within the period under HPA semantics, and knows only its own changes', () => {
    const spec = { policies: { step: twoInTen }, semantics: 'hpa' };
    const own = limitOf(spec, { changes: [change(MINUTE, 6, 4)] });
    expect([own?.low, own?.high]).to.deep.equal([4, 8]);
    const foreign = limitOf(spec, { changes: [change(MINUTE, 2, 4, 'other')] });
    expect([foreign?.low, foreign?.high]).to.deep.equal([2, 6]);
  });

  describe('when it is not given', () => {
    const defaults = (policies: Readonly<Record<string, unknown>>, rest: SpecWishes = {}) =>
      plan({ policies, ...rest }).defaults.filter((line) => line.includes('step'));

    it('a threshold gets one worker in five minutes, and says so', () => {
      const spec = { policies: { threshold: { up: '90%' } } };
      const interval = limitOf(spec, { changes: [] });
      expect([interval?.high, interval?.reason.code]).to.deep.equal([5, 'StepDefaultUp']);
      expect(defaults(spec.policies)).to.have.lengthOf(1);
    });

    it('a shrink goes one worker in five minutes, and says so', () => {
      const policies = { target: { utilization: '50%' }, scaleDown: 'enabled' };
      expect(limitOf({ policies }, {})?.low).to.equal(3);
      expect(defaults(policies)[0]).to.include('spec.policies.step.down');
    });

    it('the other direction does not take the default away', () => {
      const policies = {
        threshold: { up: '90%' },
        scaleDown: 'enabled',
        step: { up: [{ pods: 4, per: '1m' }] },
      };
      const interval = limitOf({ policies }, {});
      expect([interval?.low, interval?.high]).to.deep.equal([3, 8]);
    });

    it('a target grows as it wishes, and so does everything under HPA semantics', () => {
      expect(() => limitOf({ policies: { target: { utilization: '50%' } } }, {})).to.throw('no limiter');
      const hpa = { policies: { threshold: { up: '90%' }, scaleDown: 'enabled' }, semantics: 'hpa' };
      expect(() => limitOf(hpa, {})).to.throw('no limiter');
    });
  });

  for (const [what, config] of [
    ['neither pods nor percent', { up: [{ per: '1m' }] }],
    ['both pods and percent', { up: [{ pods: 1, percent: '10%', per: '1m' }] }],
    ['no period', { up: [{ pods: 1 }] }],
    ['a period of nothing', { up: [{ pods: 1, per: '0' }] }],
    ['0 workers', { up: [{ pods: 0, per: '1m' }] }],
    ['0 percent', { up: [{ percent: '0%', per: '1m' }] }],
    ['half a worker', { up: [{ pods: 0.5, per: '1m' }] }],
    ['an empty list', { up: [] }],
    ['a limit that is no list', { up: { pods: 1, per: '1m' } }],
    ['a select it does not know', { up: [{ pods: 1, per: '1m' }], select: { up: 'Disabled' } }],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => plan({ policies: { step: config } })).to.throw());
  }

  it('remarks on a period that the cool-down always outlasts', () => {
    const setting = (afterUp: number) => ({
      semantics: 'native' as const,
      bounds: { min: 1, max: 4 },
      policies: { cooldown: { afterUp } },
    });
    const config = { up: [{ pods: 2, per: 10 * MINUTE }] };
    expect(step.notes?.(config, setting(20 * MINUTE))).to.have.lengthOf(1);
    expect(step.notes?.(config, setting(10 * MINUTE))).to.have.lengthOf(1);
    expect(step.notes?.(config, setting(5 * MINUTE))).to.deep.equal([]);
  });

  it('looks no further back than its longest period', () => {
    const config = { up: [{ pods: 1, per: '1h' }], down: [{ pods: 1, per: '3h' }] };
    expect(plan({ policies: { step: config } }).windowMs).to.equal(180 * MINUTE);
  });

  it('limits what it cannot see, too', () => {
    const interval = intervalOf(
      'step',
      { policies: { step: twoInTen } },
      observation({ reading: blind(), at: NOON }),
    );
    expect(interval?.high).to.equal(3);
  });
});
