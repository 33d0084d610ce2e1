import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import { foresee } from '../../../lib/decide/foresee.ts';
import type { Change } from '../../../lib/model/history.ts';
import { projectRoot } from '../../../lib/root.ts';
import { change, history, MINUTE, NOON, observation, plan, SECOND, serving } from '../../lib/decide/make.ts';

const SHRINKING = plan({ max: 6, policies: { threshold: { up: '90%', down: '60%' }, scaleDown: 'enabled' } });

/** What a real Alluxio master said of its workers, second by second: a worker joins, is killed at 12 s and given up at 320 s. */
function seenAt(second: number): { readonly workers: number; readonly capacityBytes: number } {
  const file = join(projectRoot, 'test/fixtures/alluxio/20-add-kill-timeline.txt');
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const cells = rows.map((row) => row.split(/\s+/).map(Number));
  const [, , workers = 0, , capacityBytes = 0] = cells.findLast(([from = 0]) => from <= second) ?? [];
  return { workers, capacityBytes };
}

/** The decision when two workers were asked for until the second goes, at `left`, and `second` is now. */
function decidedAt(second: number, left: number) {
  const { workers, capacityBytes } = seenAt(second);
  const reading = { workers, capacityBytes, usedBytes: 0, peakBytes: 0 };
  const seen = observation({ replicas: 1, workers: serving(1), reading, dataset: { sizeBytes: 2 ** 20 } });
  const ago = (second - left) * SECOND;
  return decide(
    plan({ min: 0, max: 6, policies: { threshold: { up: '90%', down: '60%' }, scaleDown: 'enabled' } }),
    seen,
    history({ changes: [change(ago, 2, 1)], servedAt: NOON - ago }),
    NOON,
  );
}

describe('guard.settle on what a real Alluxio master said', () => {
  it('holds from the scale-in until the master has given the worker up, 308 s later', () => {
    for (const second of [20, 100, 200, 300, 320]) {
      expect(seenAt(second).workers).to.equal(2);
      expect(decidedAt(second, 12).rungs.map(({ reason }) => reason.code)).to.include('GuardSettle');
    }
    const settled = decidedAt(325, 12);
    expect(seenAt(325).workers).to.equal(1);
    expect(settled.rungs.map(({ by }) => by)).to.not.include('guard.settle');
  });
});

describe('guard.settle where workers came after others had left', () => {
  const six = observation({ replicas: 6, reading: { used: 0.5 }, dataset: { sizeBytes: 2 ** 29 } });
  const goes = (changes: Change[]) =>
    decide(SHRINKING, six, history({ changes, servedAt: NOON - 10 * SECOND }), NOON);
  const swapped = (ago: number) => [change(ago, 6, 5, 'other'), change(ago - 30 * SECOND, 5, 6)];

  it('does not trust numbers that agree until the engine has surely given up those that left', () => {
    const held = goes(swapped(329 * SECOND));
    expect([held.target, held.rungs.find(({ by }) => by === 'guard.settle')?.reason]).to.deep.equal([
      6,
      { code: 'GuardRegrown', numbers: { from: 6, to: 5, left: SECOND } },
    ]);
    expect(goes(swapped(330 * SECOND)).rungs.map(({ by }) => by)).to.not.include('guard.settle');
  });

  it('tells when that is over', () => {
    const held = goes(swapped(5 * MINUTE));
    const coming = foresee(SHRINKING, six, history({ changes: swapped(5 * MINUTE), servedAt: NOON }), held);
    expect(coming.map(({ at, what }) => [at, what])).to.deep.include([
      NOON + 30 * SECOND,
      'the engine counts no worker any more that has left',
    ]);
  });

  it('trusts them after shrinks alone, and after growth alone', () => {
    const codes = [
      [change(2 * MINUTE, 8, 7, 'other'), change(MINUTE, 7, 6, 'other')],
      [change(2 * MINUTE, 4, 5), change(MINUTE, 5, 6)],
      [change(3 * MINUTE, 5, 7), change(MINUTE, 7, 6, 'other')],
    ].map((changes) => goes(changes).rungs.map(({ by }) => by));
    for (const by of codes) expect(by).to.not.include('guard.settle');
  });
});
