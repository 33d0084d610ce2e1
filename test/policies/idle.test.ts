import { expect } from 'chai';
import { makeContext } from '../../lib/decide/context.ts';
import { decide } from '../../lib/decide/decide.ts';
import { RESTORE_MS } from '../../lib/decide/idling.ts';
import { nextChanges } from '../../lib/decide/next-change.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation, Users } from '../../lib/model/observation.ts';
import { loadDocuments } from '../../lib/spec/load.ts';
import { policies } from '../../policies/index.ts';
import {
  blind,
  change,
  HOUR,
  history,
  MINUTE,
  NOON,
  observation,
  plan,
  SECOND,
  type SpecWishes,
} from '../lib/decide/make.ts';

const IDLE = { idle: { after: '2h', floor: 1 }, scaleDown: 'enabled' };
const NOBODY: Users = { pods: 0, named: [] };
const SOMEBODY: Users = { pods: 1, named: ['ml/train-0'] };
const HIDDEN: Users = { pods: null, why: { code: 'UsersForbidden', numbers: { namespace: 'ml' } } };

function seen(replicas: number, users: Users, more: Partial<Observation> = {}): Observation {
  return { ...observation({ replicas, reading: { used: 0.5 } }), users, ...more };
}

function unusedFor(ms: number): Partial<History> {
  return { use: { state: 'unused', since: NOON - ms } };
}

function usedFor(ms: number, before?: number): Partial<History> {
  return { use: { state: 'used', since: NOON - ms, ...(before !== undefined && { before }) } };
}

function goesTo(policiesOf: SpecWishes['policies'], what: Observation, past: Partial<History>, max = 6) {
  return decide(plan({ min: 2, max, policies: policiesOf ?? {} }), what, history(past), NOON);
}

describe('a dataset that no pod uses', () => {
  it('keeps its workers until the time is over, to the millisecond', () => {
    expect(goesTo(IDLE, seen(5, NOBODY), unusedFor(2 * HOUR - 1)).target).to.equal(5);
    expect(goesTo(IDLE, seen(5, NOBODY), unusedFor(2 * HOUR)).target).to.equal(4);
  });

  it('goes below replicas.min, down to its floor and no farther', () => {
    expect(goesTo(IDLE, seen(2, NOBODY), unusedFor(3 * HOUR)).target).to.equal(1);
    expect(goesTo(IDLE, seen(1, NOBODY), unusedFor(3 * HOUR)).target).to.equal(1);
    const zero = { ...IDLE, idle: { after: '2h', floor: 0 } };
    expect(goesTo(zero, seen(1, NOBODY), unusedFor(3 * HOUR)).target).to.equal(0);
  });

  it('passes the cool-down, as every bound does, and keeps to the step', () => {
    const resting = { ...IDLE, cooldown: { afterDown: '1h' }, step: { down: [{ pods: 2, per: '10m' }] } };
    const lately = {
      ...unusedFor(3 * HOUR),
      changes: [change(11 * MINUTE, 8, 6)],
      servedAt: NOON - 11 * MINUTE,
    };
    expect(goesTo(resting, seen(6, NOBODY), lately).target).to.equal(4);
    const spent = {
      ...unusedFor(3 * HOUR),
      changes: [change(9 * MINUTE, 8, 6)],
      servedAt: NOON - 9 * MINUTE,
    };
    expect(goesTo(resting, seen(6, NOBODY), spent).target).to.equal(6);
  });

  it('loses workers below full fit, which protects what is in use', () => {
    // 2.71 GiB need three workers of 1 GiB.
    expect(goesTo(IDLE, seen(3, NOBODY), unusedFor(3 * HOUR)).target).to.equal(2);
    expect(goesTo(IDLE, seen(3, NOBODY), unusedFor(HOUR)).rungs.map(({ by }) => by)).to.include(
      'guard.fullFit',
    );
    const unknownSize = { dataset: { ...seen(3, NOBODY).dataset, sizeBytes: null } };
    expect(goesTo(IDLE, seen(3, NOBODY, unknownSize), unusedFor(3 * HOUR)).target).to.equal(2);
  });

  it('is held by the other guards, and by scaleDown: disabled', () => {
    const past = unusedFor(3 * HOUR);
    expect(goesTo(IDLE, seen(3, NOBODY, { reading: blind() }), past).target).to.equal(3);
    const halfThere = { workers: { ...seen(3, NOBODY).workers, serving: 2, servingOrdinals: [0, 2] } };
    expect(goesTo(IDLE, seen(3, NOBODY, halfThere), past).target).to.equal(3);
    expect(goesTo({ ...IDLE, scaleDown: 'disabled' }, seen(3, NOBODY), past).target).to.equal(3);
  });

  it('rests on no reading: with the guards that need one off it goes down in the dark', () => {
    const dark = { ...IDLE, guard: { settle: 'disabled' }, threshold: { up: '90%' } };
    expect(goesTo(dark, seen(3, NOBODY, { reading: blind() }), unusedFor(3 * HOUR)).target).to.equal(2);
  });
});

describe('a dataset of which nobody knows whether it is used', () => {
  const cases: readonly (readonly [string, Observation, Partial<History>])[] = [
    ['its pods may not be listed', seen(5, HIDDEN), unusedFor(9 * HOUR)],
    ['it was not known a moment ago', seen(5, NOBODY), { use: { state: 'unknown', since: NOON - 9 * HOUR } }],
    ['nobody has looked yet', seen(5, NOBODY), {}],
    [
      'a data operation runs on it',
      seen(5, NOBODY, { operations: ['DataProcess/etl'] }),
      unusedFor(9 * HOUR),
    ],
  ];
  for (const [why, what, past] of cases) {
    it(`is not idle: ${why}`, () => {
      expect(goesTo(IDLE, what, past).target).to.equal(5);
    });
  }

  it('says why', () => {
    const { rungs } = goesTo(IDLE, seen(5, HIDDEN), unusedFor(9 * HOUR));
    expect(rungs.find(({ by }) => by === 'idle')?.reason).to.deep.equal({
      code: 'IdleUnknown',
      numbers: { why: 'the pods of namespace ml may not be listed: grant it' },
    });
  });
});

describe('a dataset that is used again', () => {
  it('gets back what idleness took, by step, past the cool-down', () => {
    const resting = { ...IDLE, cooldown: { afterDown: '1h' }, step: { up: [{ pods: 2, per: '5m' }] } };
    const past = {
      ...usedFor(SECOND, 5),
      changes: [change(10 * MINUTE, 2, 1)],
      servedAt: NOON - 10 * MINUTE,
    };
    expect(goesTo(resting, seen(1, SOMEBODY), past).target).to.equal(3);
  });

  it('gets it back in one go where the document says so, but goes down by step', () => {
    const atOnce = {
      ...IDLE,
      idle: { after: '2h', floor: 1, restore: 'immediately' },
      step: { up: [{ pods: 1, per: '5m' }], down: [{ pods: 1, per: '5m' }] },
    };
    expect(goesTo(atOnce, seen(1, SOMEBODY), usedFor(SECOND, 5)).target).to.equal(5);
    expect(goesTo(atOnce, seen(5, NOBODY), unusedFor(3 * HOUR)).target).to.equal(4);
  });

  it('gets no more than replicas.max allows by then', () => {
    expect(goesTo(IDLE, seen(1, SOMEBODY), usedFor(SECOND, 5), 3).target).to.equal(3);
  });

  it('is not made to grow for longer than an hour', () => {
    expect(goesTo(IDLE, seen(3, SOMEBODY), usedFor(RESTORE_MS - 1, 5)).target).to.equal(5);
    expect(goesTo(IDLE, seen(3, SOMEBODY), usedFor(RESTORE_MS, 5)).target).to.equal(3);
  });

  it('is owed nothing where idleness took nothing', () => {
    expect(goesTo(IDLE, seen(3, SOMEBODY), usedFor(SECOND)).target).to.equal(3);
  });
});

describe('what changes by the clock under idle', () => {
  const next = (users: Users, past: Partial<History>) =>
    nextChanges(plan({ policies: IDLE, max: 6 }), seen(5, users), history(past), NOON).map(({ at }) => at);

  it('is the instant at which it counts as idle, and that at which nothing is claimed back any more', () => {
    expect(next(NOBODY, unusedFor(HOUR))).to.deep.equal([NOON + HOUR]);
    expect(next(NOBODY, unusedFor(2 * HOUR))).to.deep.equal([]);
    expect(next(SOMEBODY, usedFor(MINUTE, 5))).to.deep.equal([NOON + 59 * MINUTE]);
    expect(next(SOMEBODY, usedFor(MINUTE))).to.deep.equal([]);
    expect(next(HIDDEN, unusedFor(HOUR))).to.deep.equal([]);
  });
});

describe('a document with idle', () => {
  const notesOf = (spec: string) =>
    loadDocuments(
      `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: a }\nspec: ${spec}`,
      'a.yaml',
      policies,
    );

  it('asks who uses the dataset; others do not', () => {
    expect([...plan({ policies: IDLE }).needs]).to.include('users');
    expect([
      ...plan({ policies: { scaleDown: 'enabled', threshold: { up: '90%', down: '10%' } } }).needs,
    ]).to.deep.equal(['operations']);
    expect([...plan({ policies: { threshold: { up: '90%' } } }).needs]).to.deep.equal([]);
  });

  it('is told what cannot bind', () => {
    const [one] = notesOf(
      '{ replicas: { min: 1, max: 4 }, policies: { idle: { after: 2h, floor: 4 } } }',
    ).documents;
    expect(one?.notes.map(({ text }) => text)).to.include.members([
      'idle has no effect: scaling down is disabled',
      'idle has no effect: its floor 4 is not below replicas.max 4',
    ]);
  });

  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['no unit', '{ after: 120, floor: 1 }', /after/],
    ['a negative time', '{ after: -2h, floor: 1 }', /after/],
    ['no time at all', '{ after: 0s, floor: 1 }', /after/],
    ['half a worker', '{ after: 2h, floor: 0.5 }', /floor/],
    ['a negative floor', '{ after: 2h, floor: -1 }', /floor/],
    ['more workers than there can be', '{ after: 2h, floor: 1000000000 }', /floor/],
    ['no floor', '{ after: 2h }', /floor/],
    ['another way back', '{ after: 2h, floor: 1, restore: slowly }', /restore/],
  ];
  for (const [what, config, where] of bad) {
    it(`is refused for ${what}, with the line and the column`, () => {
      const { faults } = notesOf(`\n  replicas: { min: 1, max: 4 }\n  policies:\n    idle: ${config}\n`);
      expect(faults).to.have.lengthOf(1);
      const [fault] = faults;
      expect(fault?.path).to.match(where);
      expect([fault?.line, (fault?.column ?? 0) > 0]).to.deep.equal([7, true]);
    });
  }

  it('takes no notice of users where it is not asked to', () => {
    const context = makeContext(plan({}), seen(3, NOBODY), history(unusedFor(9 * HOUR)), NOON);
    expect(context.bounds).to.deep.equal({ min: 1, max: 4 });
  });
});
