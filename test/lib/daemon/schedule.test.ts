import { expect } from 'chai';
import { schedule } from '../../../lib/daemon/schedule.ts';
import { spread } from '../../../lib/daemon/slots.ts';
import { steppedClock } from '../../support/stepped-clock.ts';

describe('the schedule of one dataset', () => {
  const start = (intervalMs = 5000, due: readonly number[] = []) => {
    const { clock, advance } = steppedClock();
    const looks: number[] = [];
    const scheduled = schedule({
      clock,
      key: 'default/spark',
      pace: () => ({ slowMs: intervalMs, fastestMs: 1000 }),
      dueAt: () => due.find((at) => at > clock.now()) ?? Number.POSITIVE_INFINITY,
      tick: async () => {
        looks.push(clock.now());
      },
    });
    return { looks, advance, scheduled };
  };

  it('looks once an interval, beginning at a point of the interval that its name decides', async () => {
    const { looks, advance, scheduled } = start();
    await advance(20_000);
    const first = 5000 * spread('default/spark');
    expect(looks).to.deep.equal([0, 1, 2, 3].map((n) => first + n * 5000).filter((at) => at <= 20_000));
    await scheduled.stop();
  });

  it('looks at the instant at which the document says something else, and then on its slots again', async () => {
    const first = 5000 * spread('default/spark');
    const { looks, advance, scheduled } = start(5000, [first + 7000]);
    await advance(20_000);
    expect(looks.slice(0, 4)).to.deep.equal([first, first + 5000, first + 7000, first + 10_000]);
    await scheduled.stop();
  });

  it('looks at once when something changed', async () => {
    const { looks, advance, scheduled } = start();
    await advance(6000);
    scheduled.poke();
    await advance(0);
    expect(looks.at(-1)).to.equal(6000);
    await scheduled.stop();
  });

  it('does not look more often than its least gap, however much changes, and forgets no change', async () => {
    const { looks, advance, scheduled } = start();
    await advance(5000 * spread('default/spark'));
    const before = looks.length;
    for (let i = 0; i < 50; i++) {
      scheduled.poke();
      await advance(10);
    }
    expect(looks.length - before, 'in half a second').to.equal(1);
    scheduled.poke();
    await advance(500);
    expect(looks.length - before, 'and the change that came too soon').to.equal(2);
    await scheduled.stop();
  });

  it('ends its sleep when stopped, and looks no more', async () => {
    const { looks, advance, scheduled } = start(3_600_000);
    await advance(1);
    await scheduled.stop();
    const seen = looks.length;
    scheduled.poke();
    await advance(7_200_000);
    expect(looks).to.have.lengthOf(seen);
  });

  it('spreads ten thousand datasets evenly over the interval', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const tenth = Math.floor(spread(`default/dataset-${i}`) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(count).to.be.within(850, 1150);
  });
});
