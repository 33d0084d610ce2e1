import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import {
  forget,
  newHistory,
  rememberChange,
  rememberSight,
  rememberWish,
} from '../../../lib/decide/remember.ts';
import type { Decision } from '../../../lib/model/decision.ts';
import { change, HOUR, history, MINUTE, NOON, observation, plan, SECOND, serving, wished } from './make.ts';

const bounds = { min: 1, max: 4 };

function wishing(wish: number | null, at: number): Decision {
  const made = decide(plan(), observation(), history(), NOON);
  return { ...made, wish, at };
}

describe('a new history', () => {
  it('begins with the count first seen, adopted when that lies inside the bounds', () => {
    expect(newHistory(observation({ replicas: 3 }), bounds)).to.deep.equal({
      uid: 'uid-1',
      firstSeen: { at: NOON, replicas: 3 },
      adopted: true,
      changes: [],
      wishes: [],
      servedAt: null,
    });
    for (const [replicas, adopted] of [
      [0, false],
      [1, true],
      [4, true],
      [5, false],
    ] as const) {
      expect(newHistory(observation({ replicas }), bounds).adopted, `${replicas}`).to.equal(adopted);
    }
  });
});

describe('wishes remembered', () => {
  it('are one run as long as they are the same', () => {
    const past = history();
    expect(rememberWish(past, wishing(3, NOON), 1)).to.equal(true);
    expect(rememberWish(past, wishing(3, NOON + SECOND), 2)).to.equal(false);
    expect(rememberWish(past, wishing(2, NOON + MINUTE), 3)).to.equal(true);
    expect(rememberWish(past, wishing(2, NOON + 2 * MINUTE), 4)).to.equal(false);
    expect(past.wishes).to.deep.equal([
      { wish: 3, from: NOON, until: NOON + SECOND, record: 1 },
      { wish: 2, from: NOON + MINUTE, until: NOON + 2 * MINUTE, record: 3 },
    ]);
  });

  it('are another run after an hour in which nobody had a say: nothing tells what was wished meanwhile', () => {
    for (const [silence, runs] of [
      [HOUR - 1, 1],
      [HOUR, 2],
    ] as const) {
      const past = history({ wishes: [wished(3, HOUR + MINUTE, HOUR)] });
      rememberWish(past, wishing(3, NOON - HOUR + silence), 2);
      expect(past.wishes, `${silence}`).to.have.lengthOf(runs);
    }
  });

  it('do not include a tick at which nobody had a say', () => {
    const past = history({ wishes: [wished(3, MINUTE, SECOND)] });
    expect(rememberWish(past, wishing(null, NOON), 2)).to.equal(false);
    expect(past.wishes).to.deep.equal([wished(3, MINUTE, SECOND)]);
  });
});

describe('a change remembered', () => {
  it('begins the wait for its workers, and adopts the runtime where it is ours', () => {
    const past = history({ servedAt: NOON - HOUR, adopted: false });
    rememberChange(past, change(0, 1, 3));
    expect([past.servedAt, past.adopted, past.changes.length]).to.deep.equal([null, true, 1]);
  });

  it('does not adopt the runtime where it is somebody else’s', () => {
    const past = history({ adopted: false });
    rememberChange(past, change(0, 9, 8, 'other'));
    expect(past.adopted).to.equal(false);
  });

  it('leaves with the change before it when its workers served', () => {
    const past = history({ changes: [change(HOUR, 1, 3)], servedAt: NOON - 50 * MINUTE });
    rememberChange(past, change(0, 3, 4));
    expect(past.changes.map(({ servedAt }) => servedAt)).to.deep.equal([NOON - 50 * MINUTE, undefined]);
  });

  it('leaves with nothing where they did not', () => {
    const past = history({ changes: [change(HOUR, 1, 3)] });
    rememberChange(past, change(0, 3, 4));
    expect(past.changes).to.deep.equal([change(HOUR, 1, 3), change(0, 3, 4)]);
  });

  it('that the API server dates before the one it followed is taken to be of its instant', () => {
    const past = history({ changes: [change(400, 1, 3)] });
    rememberChange(past, change(900, 3, 4, 'other'));
    expect(past.changes.map(({ at }) => NOON - at)).to.deep.equal([400, 400]);
  });
});

describe('what is seen', () => {
  const waiting = () => history({ changes: [change(MINUTE, 1, 3)] });

  it('notes once that all workers asked for serve', () => {
    const past = waiting();
    expect(rememberSight(past, observation({ replicas: 3 }), bounds)).to.deep.equal({ served: true });
    expect(past.servedAt).to.equal(NOON);
    expect(rememberSight(past, observation({ replicas: 3, at: NOON + MINUTE }), bounds)).to.deep.equal({
      served: false,
    });
    expect(past.servedAt).to.equal(NOON);
  });

  for (const [name, seen] of [
    ['while one is missing', observation({ replicas: 3, workers: serving(2, 3) })],
    ['while the set still asks for the old number', observation({ replicas: 3, workers: serving(3, 1) })],
  ] as const) {
    it(`does not note it ${name}`, () => {
      const past = waiting();
      expect(rememberSight(past, seen, bounds)).to.deep.equal({ served: false });
      expect(past.servedAt).to.equal(null);
    });
  }

  it('notes nothing before the first change', () => {
    expect(rememberSight(history(), observation(), bounds)).to.deep.equal({ served: false });
  });

  it('adopts a runtime that has come inside its bounds', () => {
    const past = history({ adopted: false });
    rememberSight(past, observation({ replicas: 5 }), bounds);
    expect(past.adopted).to.equal(false);
    rememberSight(past, observation({ replicas: 4 }), bounds);
    expect(past.adopted).to.equal(true);
    const least = history({ adopted: false });
    rememberSight(least, observation({ replicas: 1 }), bounds);
    expect(least.adopted).to.equal(true);
  });
});

describe('forgetting', () => {
  it('keeps everything any window reaches, and one before it', () => {
    const past = history({
      wishes: [wished(1, 9 * HOUR, 8 * HOUR), wished(2, 7 * HOUR, 6 * HOUR), wished(3, HOUR, SECOND)],
      changes: [change(9 * HOUR, 1, 2), change(8 * HOUR, 2, 3), change(MINUTE, 3, 4)],
    });
    forget(past, NOON, { windowMs: HOUR });
    expect(past.wishes.map(({ wish }) => wish)).to.deep.equal([2, 3]);
    expect(past.changes.map(({ from }) => from)).to.deep.equal([2, 3]);
  });

  it('always keeps the last change, which tells who set the count', () => {
    const past = history({ changes: [change(999 * HOUR, 2, 0)] });
    forget(past, NOON, { windowMs: HOUR });
    expect(past.changes).to.have.lengthOf(1);
  });

  it('keeps what is as old as the longest window', () => {
    const past = history({ changes: [change(5 * HOUR, 1, 2), change(HOUR, 2, 3), change(HOUR - 1, 3, 4)] });
    forget(past, NOON, { windowMs: HOUR });
    expect(past.changes).to.have.lengthOf(3);
  });
});
