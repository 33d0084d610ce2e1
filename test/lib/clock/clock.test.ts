import { install, type Clock as Machine } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { type Clock, fastClock, realClock } from '../../../lib/clock/clock.ts';

const START = Date.UTC(2026, 0, 1);

describe('clocks', () => {
  let machine: Machine;

  beforeEach(() => {
    machine = install({
      now: START,
      toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
    });
  });
  afterEach(() => {
    machine.uninstall();
  });

  /** Whether it has ended, after what was due has run. */
  async function ended(promise: Promise<void>): Promise<boolean> {
    let done = false;
    const watching = promise.then(() => {
      done = true;
    });
    await machine.tickAsync(0);
    if (done) await watching;
    return done;
  }

  describe('the machine’s own', () => {
    it('tells the time of the machine', async () => {
      expect(realClock.now()).to.equal(START);
      await machine.tickAsync(1500);
      expect(realClock.now()).to.equal(START + 1500);
    });

    it('measures spans that do not follow a clock that is set back', async () => {
      const began = realClock.monotonic();
      machine.setSystemTime(START - 3_600_000);
      await machine.tickAsync(250);
      expect(realClock.monotonic() - began).to.equal(250);
      expect(realClock.now()).to.equal(START - 3_600_000 + 250);
    });
  });

  const sleeps: readonly (readonly [string, () => Clock, number])[] = [
    ['the machine’s own', () => realClock, 1],
    ['a fast one', () => fastClock(START, 60), 60],
  ];
  for (const [name, make, speed] of sleeps) {
    describe(`${name}, asleep`, () => {
      it('sleeps as long as it was told, of its own time', async () => {
        const sleep = make().sleep(6000);
        await machine.tickAsync(6000 / speed - 1);
        expect(await ended(sleep)).to.equal(false);
        await machine.tickAsync(1);
        expect(await ended(sleep)).to.equal(true);
      });

      it('wakes at once when it is told to stop, without failing, and leaves no timer', async () => {
        const stop = new AbortController();
        const sleep = make().sleep(6000, stop.signal);
        expect(await ended(sleep)).to.equal(false);
        stop.abort();
        expect(await ended(sleep)).to.equal(true);
        expect(machine.countTimers()).to.equal(0);
      });

      it('does not begin to sleep when it was told to stop before', async () => {
        const sleep = make().sleep(6000, AbortSignal.abort());
        expect(machine.countTimers()).to.equal(0);
        expect(await ended(sleep)).to.equal(true);
      });

      it('leaves the signal alone once it is awake', async () => {
        const stop = new AbortController();
        const sleep = make().sleep(60, stop.signal);
        await machine.tickAsync(60);
        expect(await ended(sleep)).to.equal(true);
        stop.abort();
        expect(machine.countTimers()).to.equal(0);
      });

      it('takes less than nothing for nothing', async () => {
        const sleep = make().sleep(-5);
        expect(await ended(sleep)).to.equal(true);
      });

      it('sleeps no shorter than it was told when that is longer than a timer can wait', async () => {
        const long = 30 * 86_400_000 * speed;
        const sleep = make().sleep(long);
        await machine.tickAsync(2 ** 31);
        expect(await ended(sleep)).to.equal(false);
        await machine.tickAsync(30 * 86_400_000 - 2 ** 31 + 1);
        expect(await ended(sleep)).to.equal(true);
      });
    });
  }

  describe('a fast one', () => {
    it('begins when it is told and runs so many times as fast', async () => {
      const clock = fastClock(1000, 60);
      expect(clock.now()).to.equal(1000);
      await machine.tickAsync(1000);
      expect(clock.now()).to.equal(61_000);
    });

    it('tells whole milliseconds', async () => {
      const clock = fastClock(0, 1 / 3);
      await machine.tickAsync(10);
      expect(clock.now()).to.equal(3);
    });

    it('does not follow the machine’s clock when that is set', async () => {
      const clock = fastClock(0, 2);
      machine.setSystemTime(START + 86_400_000);
      await machine.tickAsync(10);
      expect([clock.now(), clock.monotonic()]).to.deep.equal([20, 20]);
    });
  });
});
