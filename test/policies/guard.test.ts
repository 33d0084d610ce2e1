import { expect } from 'chai';
import { decide } from '../../lib/decide/decide.ts';
import { type Observation, type Reading, STATUS_SOURCE } from '../../lib/model/observation.ts';
import {
  blind,
  change,
  GIB,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  type SpecWishes,
  serving,
} from '../lib/decide/make.ts';

/** Six workers with little in them, of a dataset that fits into one. */
function six(wishes: Partial<Observation> = {}): Observation {
  const dataset = { phase: 'Bound', sizeBytes: 0.5 * GIB, sizeNote: null, copies: 1 };
  return { ...observation({ replicas: 6, reading: { used: 0.5 } }), dataset, ...wishes };
}

const sizeless = { phase: 'Bound', sizeBytes: null, sizeNote: null, copies: 1 };

const shrinking = {
  threshold: { up: '90%', down: '60%' },
  scaleDown: 'enabled',
  step: { down: [{ pods: 9, per: '1m' }] },
};

function decision(seen: Observation, guard: object | null = null, spec: SpecWishes = {}) {
  const policies = guard === null ? shrinking : { ...shrinking, guard };
  return decide(plan({ min: 0, max: 9, policies, ...spec }), seen, history(), NOON);
}

interface Case {
  readonly name: string;
  readonly seen: Observation;
  readonly guard?: object;
  readonly target: number;
  readonly code: string;
}

const cases: readonly Case[] = [
  { name: 'lets a cache shrink with which all is well', seen: six(), target: 1, code: 'BelowDown' },
  // workers
  {
    name: 'does not go 6 -> 5 with two workers pending: that would remove a serving one',
    seen: six({ workers: serving(4, 6), reading: observation({ replicas: 6 }).reading }),
    target: 6,
    code: 'NotAllServe',
  },
  {
    name: 'does not remove a worker that serves while a lower one does not',
    seen: six({ workers: { ...serving(6), servingOrdinals: [0, 1, 2, 4, 5, 6] } }),
    target: 6,
    code: 'GuardOrdinal',
  },
  {
    name: 'does so when told, by its name',
    seen: six({ workers: { ...serving(6), servingOrdinals: [0, 1, 2, 4, 5, 6] } }),
    guard: { workers: 'disabled' },
    target: 1,
    code: 'BelowDown',
  },
  // operations
  {
    name: 'does not shrink during a data operation',
    seen: six({ operations: ['DataBackup/nightly'] }),
    target: 6,
    code: 'GuardOperations',
  },
  {
    name: 'does so when told, by its name',
    seen: six({ operations: ['DataBackup/nightly'] }),
    guard: { operations: 'disabled' },
    target: 1,
    code: 'BelowDown',
  },
  // settle
  {
    name: 'does not shrink while the engine counts fewer workers than serve',
    seen: six({ reading: observation({ replicas: 6, reading: { workers: 5, used: 0.5 } }).reading }),
    target: 6,
    code: 'GuardSettle',
  },
  {
    name: 'does not shrink while more pods serve than are asked for',
    seen: six({ workers: serving(7, 6) }),
    target: 6,
    code: 'GuardSettle',
  },
  {
    name: 'does so when told, by its name',
    seen: six({ workers: serving(7, 6) }),
    guard: { settle: 'disabled', workers: 'disabled' },
    target: 1,
    code: 'BelowDown',
  },
  // fullFit
  {
    name: 'stops at full fit',
    seen: six({ dataset: { phase: 'Bound', sizeBytes: 2.71 * GIB, sizeNote: null, copies: 1 } }),
    target: 3,
    code: 'GuardFullFit',
  },
  {
    name: 'does not shrink at all below full fit',
    seen: six({ dataset: { phase: 'Bound', sizeBytes: 8 * GIB, sizeNote: null, copies: 1 } }),
    target: 6,
    code: 'GuardFullFit',
  },
  {
    name: 'has no say where the ceiling is below full fit, as the dataset is not to fit whole',
    seen: six({ dataset: { phase: 'Bound', sizeBytes: 100 * GIB, sizeNote: null, copies: 1 } }),
    target: 1,
    code: 'BelowDown',
  },
  {
    name: 'does so when told, by its name',
    seen: six({ dataset: { phase: 'Bound', sizeBytes: 8 * GIB, sizeNote: null, copies: 1 } }),
    guard: { fullFit: 'disabled' },
    target: 1,
    code: 'BelowDown',
  },
  {
    name: 'does not shrink where the size is unknown',
    seen: six({ dataset: sizeless }),
    target: 6,
    code: 'GuardSizeUnknown',
  },
  {
    name: 'does so when told, by its name',
    seen: six({ dataset: sizeless }),
    guard: { fullFit: 'disabled' },
    target: 1,
    code: 'BelowDown',
  },
  {
    name: 'leaves the other guards on when one is off',
    seen: six({ operations: ['DataLoad/warm'] }),
    guard: { fullFit: 'disabled', settle: 'disabled', workers: 'disabled' },
    target: 6,
    code: 'GuardOperations',
  },
];

describe('guard', () => {
  for (const { name, seen, guard, target, code } of cases) {
    it(`${guard === undefined ? '' : `${Object.keys(guard)[0]}: disabled ... `}${name}`, () => {
      const found = decision(seen, guard ?? null);
      expect([found.target, found.reason.code]).to.deep.equal([target, code]);
    });
  }

  it('workers: holds the 6 -> 5 of the bounds with two workers pending, which rests on no reading', () => {
    const seen = six({ workers: serving(4, 6) });
    const found = decision(seen, null, { max: 5 });
    expect([found.target, found.reason.code]).to.deep.equal([6, 'GuardWorkers']);
    expect(decision(seen, { workers: 'disabled', settle: 'disabled' }, { max: 5 }).target).to.equal(5);
  });

  it('fullFit: lets bounds below full fit have their way', () => {
    const dataset = { phase: 'Bound', sizeBytes: 2.71 * GIB, sizeNote: null, copies: 1 };
    expect(decision(six({ dataset }), null, { max: 3 }).target).to.equal(3);
    expect(decision(six({ dataset }), null, { max: 2 }).target).to.equal(1);
  });

  it('holds no growth', () => {
    const full = observation({ replicas: 2, reading: { used: 1.9 }, operations: ['DataLoad/warm'] });
    expect(decision(full).target).to.equal(3);
  });

  const dark = six({ reading: blind() });

  it('settle: an engine gone dark releases no shrink of the bounds that sight forbade', () => {
    const restarting = six({
      reading: observation({ replicas: 6, reading: { workers: 5, used: 0.5 } }).reading,
    });
    const reading = observation({ replicas: 6, reading: { used: 0.5 } }).reading as Reading;
    const bystatus = six({ reading: { ...reading, source: STATUS_SOURCE } });
    const ofAnyAge = six({ reading: { ...reading, source: 'http', quality: 'lagging' } });
    const codes = [restarting, dark, bystatus, ofAnyAge].map((seen) => {
      const { target, reason } = decision(seen, { fullFit: 'disabled' }, { max: 5 });
      return [target, reason.code];
    });
    expect(codes).to.deep.equal([
      [6, 'GuardSettle'],
      [6, 'GuardBlind'],
      [6, 'GuardBlind'],
      [6, 'GuardBlind'],
    ]);
  });

  it('fullFit: neither an engine gone dark nor a size gone unknown releases one', () => {
    const large = { ...sizeless, sizeBytes: 5.5 * GIB };
    const settled = { settle: 'disabled' };
    const seen: [Observation, number][] = [
      [six({ dataset: large }), 6],
      [dark, 5],
      [six({ dataset: sizeless }), 5],
    ];
    const found = seen.map(([one, max]) => {
      const { target, reason } = decision(one, settled, { max });
      return [target, reason.code, reason.numbers?.missing];
    });
    expect(found).to.deep.equal([
      [6, 'GuardFullFit', undefined],
      [6, 'GuardSizeUnknown', 'no reading of the cache'],
      [6, 'GuardSizeUnknown', 'the dataset size is unknown'],
    ]);
  });

  it('lets bounds shrink a cache nobody can see once both are switched off by name', () => {
    const found = decision(dark, { settle: 'disabled', fullFit: 'disabled' }, { max: 5 });
    const codes = found.rungs.map(({ reason }) => reason.code);
    expect(found.target).to.equal(5);
    expect(codes).to.include('CountAboveMax');
  });

  it('has no say about the dark under HPA semantics, asked for by name or not', () => {
    const guard = { settle: 'enabled', fullFit: 'enabled' };
    expect(decision(dark, guard, { max: 5, semantics: 'hpa' }).target).to.equal(5);
  });

  it('guards by default where shrinking is enabled, and says so', () => {
    const { defaults } = plan({ policies: shrinking });
    expect(defaults.filter((line) => line.includes('guard'))).to.deep.equal([
      'spec.policies.guard.workers: enabled',
      'spec.policies.guard.operations: enabled',
      'spec.policies.guard.settle: enabled',
      'spec.policies.guard.fullFit: enabled',
      'spec.policies.guard.operationsAfter: 10m',
    ]);
  });

  it('does not call a default what the document says', () => {
    const { defaults } = plan({
      policies: { ...shrinking, guard: { fullFit: 'disabled', settle: 'enabled' } },
    });
    expect(defaults.filter((line) => line.includes('guard'))).to.deep.equal([
      'spec.policies.guard.workers: enabled',
      'spec.policies.guard.operations: enabled',
      'spec.policies.guard.operationsAfter: 10m',
    ]);
  });

  it('is not there where nothing may shrink', () => {
    const made = plan({ policies: { guard: { fullFit: 'enabled' } } });
    expect(made.limiters.some(({ policy }) => policy.startsWith('guard'))).to.equal(false);
  });

  it('is silent under HPA semantics unless it is asked for by name', () => {
    const names = (guard?: object) =>
      plan({ semantics: 'hpa', policies: guard === undefined ? {} : { guard } }).limiters.map(
        ({ policy }) => policy,
      );
    expect(names()).to.deep.equal([]);
    expect(names({ fullFit: 'enabled' })).to.deep.equal(['guard.fullFit']);
  });

  it('refuses a guard it does not know', () => {
    expect(() => plan({ policies: { ...shrinking, guard: { fulfit: 'disabled' } } })).to.throw();
    expect(() => plan({ policies: { ...shrinking, guard: 'disabled' } })).to.throw();
  });
});

describe('one worker a step', () => {
  it('is the default where shrinking is enabled', () => {
    const policies = { threshold: { up: '90%', down: '60%' }, scaleDown: 'enabled' };
    const found = decide(plan({ min: 0, max: 9, policies }), six(), history(), NOON);
    expect([found.target, found.reason.code]).to.deep.equal([5, 'StepDefaultDown']);
    const soon = history({ changes: [change(4 * MINUTE, 7, 6)], servedAt: NOON - 3 * MINUTE });
    expect(decide(plan({ min: 0, max: 9, policies }), six(), soon, NOON).target).to.equal(6);
  });
});
