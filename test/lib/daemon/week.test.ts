/** What a daemon keeps in memory does not grow with the time it runs: a week of one dataset on virtual time. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { makeStage, type Stage } from '../../laws/loop/stage.ts';
import { plan } from '../decide/make.ts';

const INTERVAL_S = 5;
const LOOKS_A_DAY = (24 * 3600) / INTERVAL_S;
/** A hundredth of what one look a record would leave in a week, bytes; and far more than the heap's own unrest. */
const MOST = 1.5 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  for (let i = 0; i < 4; i++) collect();
  return process.memoryUsage().heapUsed;
}

/** A day with what days have: a cache that fills and is emptied, an engine that is down for an hour, someone else's change. */
async function passDay(stage: Stage, atEach: () => void): Promise<void> {
  for (let look = 0; look < LOOKS_A_DAY; look++) {
    const hour = (look * INTERVAL_S) / 3600;
    stage.fullness = 0.3 + 0.65 * Math.abs(Math.sin(hour));
    stage.blind = hour >= 3 && hour < 4;
    if (look === LOOKS_A_DAY / 2) stage.someone(1);
    stage.serving = stage.replicas;
    await stage.tick(INTERVAL_S);
    atEach();
  }
}

/** @returns bytes by which the heap grew from the end of the first day to the end of the seventh */
async function growthInAWeek(atEach: (stage: Stage) => void): Promise<number> {
  const policies = {
    threshold: { up: '90%' },
    step: { up: [{ pods: 2, per: '10m' }] },
    cooldown: { afterUp: '20m' },
    scaleDown: 'disabled',
  };
  const stage = makeStage(plan({ max: 4, policies }));
  let first = 0;
  for (let day = 1; day <= 7; day++) {
    await passDay(stage, () => atEach(stage));
    // These lie on disk.
    stage.records.length = 0;
    stage.sent.length = 0;
    if (day === 1) first = heapBytes();
  }
  const grown = heapBytes() - first;
  expect(stage.dead).to.equal(false);
  return grown;
}

describe('a week of one dataset', function week() {
  this.timeout(60_000);

  it('takes no more memory on its seventh day than on its first', async () => {
    expect(await growthInAWeek(() => undefined)).to.be.below(MOST);
  });

  it('would be noticed if each look left only a hundred bytes', async () => {
    const left: object[] = [];
    const grown = await growthInAWeek(({ now }) => left.push({ now, text: `${now}`, more: [now] }));
    expect(left).to.have.length(7 * LOOKS_A_DAY);
    expect(grown).to.be.above(MOST);
  });
});
