import { expect } from 'chai';
import { newHistory, rememberChange, rememberServed } from '../../../lib/decide/remember.ts';
import { DEFAULT_START_UP_MS, startUpOf } from '../../../lib/decide/start-up.ts';
import type { History } from '../../../lib/model/history.ts';
import type { Observation } from '../../../lib/model/observation.ts';

const SECOND = 1000;

function history(): History {
  return newHistory({ uid: 'u', at: 0, replicas: 1 } as Observation, { min: 1, max: 9 });
}

/** The count goes from one number to another, and all serve so many seconds later. */
function change(past: History, at: number, from: number, to: number, seconds: number): void {
  rememberChange(past, { at, from, to, by: 'self', manager: 'm', record: 1 });
  rememberServed(past, at + seconds * SECOND);
}

describe('how long workers take to serve', () => {
  it('is a stated default while nothing has been measured', () => {
    expect(startUpOf(history())).to.deep.equal({ ms: DEFAULT_START_UP_MS, measured: 0 });
  });

  it('is measured from a growth to all its workers serving; a shrink says nothing', () => {
    const past = history();
    change(past, 0, 1, 3, 40);
    change(past, 100 * SECOND, 3, 2, 1);
    expect(startUpOf(past)).to.deep.equal({ ms: 40 * SECOND, measured: 1 });
  });

  it('is what nine of the last ten kept', () => {
    const past = history();
    for (let i = 0; i < 12; i++) change(past, i * 1000 * SECOND, i + 1, i + 2, i === 5 ? 900 : 30 + i);
    expect(startUpOf(past)).to.deep.equal({ ms: 41 * SECOND, measured: 10 });
  });
});
