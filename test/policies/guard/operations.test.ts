import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import type { History } from '../../../lib/model/history.ts';
import type { Observation, Task } from '../../../lib/model/observation.ts';
import { history, MINUTE, NOON, observation, plan, SECOND } from '../../lib/decide/make.ts';

const KINDS = ['DataLoad', 'DataMigrate', 'DataBackup', 'DataProcess'];
const emptyish = observation({ replicas: 4, reading: { used: 0.5 }, dataset: { sizeBytes: 2 ** 29 } });

function goes(seen: Partial<Observation>, past: Partial<History> = {}, guard: Record<string, string> = {}) {
  const policies = { threshold: { up: '90%', down: '60%' }, scaleDown: 'enabled', guard };
  const { target, rungs } = decide(plan({ policies }), { ...emptyish, ...seen }, history(past), NOON);
  return [target, rungs.find(({ by }) => by === 'guard.operations')?.reason.code ?? null];
}

function ended(ago: number, last = 'DataLoad/warm'): Partial<History> {
  return { operated: { running: [], since: NOON - ago, last } };
}

function task(endedAt: number | null): Task {
  const times = { madeAt: null, startedAt: null, endedAt, schedule: null };
  return { kind: 'DataLoad', name: 'warm', phase: 'Complete', loads: true, paths: [], ...times };
}

describe('guard.operations', () => {
  for (const kind of KINDS) {
    it(`holds every shrink while a ${kind} runs, and for ten minutes after`, () => {
      expect(goes({ operations: [`${kind}/a`] })).to.deep.equal([4, 'GuardOperations']);
      expect(goes({}, ended(10 * MINUTE - 1, `${kind}/a`))).to.deep.equal([4, 'GuardOperationsEnded']);
      expect(goes({}, ended(10 * MINUTE, `${kind}/a`))).to.deep.equal([3, null]);
    });
  }

  it('holds for as long after as the document says, and not at all after with 0', () => {
    expect(goes({}, ended(50 * MINUTE), { operationsAfter: '1h' })).to.deep.equal([
      4,
      'GuardOperationsEnded',
    ]);
    expect(goes({}, ended(0), { operationsAfter: '0' })).to.deep.equal([3, null]);
    expect(goes({ operations: ['DataLoad/a'] }, {}, { operationsAfter: '0' })[0]).to.equal(4);
  });

  it('counts from the end that the operation itself tells where nobody saw it run', () => {
    expect(goes({ tasks: [task(NOON - 9 * MINUTE)] })).to.deep.equal([4, 'GuardOperationsEnded']);
    expect(goes({ tasks: [task(NOON - 11 * MINUTE)] })).to.deep.equal([3, null]);
    expect(goes({ tasks: [task(null)] })).to.deep.equal([3, null]);
    expect(goes({ tasks: [task(NOON - 30 * MINUTE)] }, ended(MINUTE))[0]).to.equal(4);
  });

  it('holds where one was seen to run, and is gone without a word', () => {
    const running = { operated: { running: ['DataLoad/warm'], since: NOON - MINUTE } };
    expect(goes({}, running)).to.deep.equal([4, 'GuardOperationsEnded']);
  });

  it('does so only by its name', () => {
    expect(goes({}, ended(SECOND), { operations: 'disabled' })).to.deep.equal([3, null]);
  });
});
