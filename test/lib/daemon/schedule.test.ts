import { expect } from 'chai';
import { createSchedule, LEAST_GAP_MS } from '../../../lib/daemon/schedule.ts';
import { spread } from '../../../lib/daemon/slots.ts';
import { steppedClock } from '../../support/stepped-clock.ts';

describe('the schedule of one dataset', () => {
  const start = (intervalMs = 5000, due: readonly number[] = []) => {
    const { clock, advance } = steppedClock();
    const looks: number[] = [];
    const schedule = createSchedule<null>(clock, {
      pace: () => ({ slowMs: intervalMs, fastestMs: 1000 }),
      dueAt: () => due.find((at) => at > clock.now()) ?? Number.POSITIVE_INFINITY,
      tick: async () => {
        looks.push(clock.now());
      },
    });
    const scheduled = schedule.add('default/spark', null);
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

  it('looks later where it is told to, once, and not at all where it has looked meanwhile', async () => {
    const first = 5000 * spread('default/spark');
    const { looks, advance, scheduled } = start();
    await advance(first + 1000);
    scheduled.poke(2000);
    scheduled.poke(3000);
    await advance(3999);
    expect(looks).to.deep.equal([first, first + 3000]);
    scheduled.poke(2000);
    await advance(1501);
    expect(looks.at(-1), 'its slot came first').to.equal(first + 5000);
    await advance(4000);
    expect(looks).to.deep.equal([first, first + 3000, first + 5000, first + 10_000]);
    await scheduled.stop();
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

describe('the schedule of many datasets', () => {
  const INTERVAL = 5000;

  /** Looks that never end by themselves go on until they are stopped. */
  const startMany = (
    names: readonly string[],
    endless: readonly string[] = [],
    sleeps: (ms: number) => number = (ms) => ms,
  ) => {
    const { clock: exact, advance, sleeping } = steppedClock();
    const clock = { ...exact, sleep: (ms: number, signal?: AbortSignal) => exact.sleep(sleeps(ms), signal) };
    const looks = new Map<string, number[]>(names.map((name) => [name, []]));
    const schedule = createSchedule<string>(clock, {
      pace: () => ({ slowMs: INTERVAL, fastestMs: 1000 }),
      tick: async (name, signal) => {
        looks.get(name)?.push(clock.now());
        if (!endless.includes(name)) return;
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
    });
    const scheduled = new Map(names.map((name) => [name, schedule.add(name, name)]));
    return { looks, advance, scheduled, sleeping };
  };
  const names = Array.from({ length: 300 }, (_, i) => `default/dataset-${i}`);

  it('looks at each on its own slots, with one timer for all', async () => {
    const { looks, advance, sleeping } = startMany(names);
    await advance(3 * INTERVAL);
    for (const name of names) {
      const first = INTERVAL * spread(name);
      expect(looks.get(name), name).to.deep.equal([first, first + INTERVAL, first + 2 * INTERVAL]);
    }
    expect(sleeping()).to.equal(1);
  });

  it('looks no sooner than on a slot where timers end early, as they do by part of a millisecond: that would be a look more', async () => {
    const { looks, advance } = startMany(names, [], (ms) => (ms < 1 ? ms : Math.floor(ms)));
    await advance(10 * INTERVAL);
    for (const name of names) expect(looks.get(name), name).to.have.lengthOf(10);
  });

  it('gives looks the signals of earlier ones, of which it keeps no more than are under way together as a rule', async () => {
    const { clock, advance } = steppedClock();
    const many = Array.from({ length: 1000 }, (_, i) => `default/dataset-${i}`);
    const signals = new Set<AbortSignal>();
    let hang = true;
    const open: (() => void)[] = [];
    const schedule = createSchedule<string>(clock, {
      pace: () => ({ slowMs: INTERVAL, fastestMs: 1000 }),
      tick: async (_, signal) => {
        signals.add(signal);
        if (hang) await new Promise<void>((resolve) => open.push(resolve));
      },
    });
    for (const name of many) schedule.add(name, name);
    await advance(INTERVAL);
    expect(signals.size, 'all are under way').to.equal(1000);
    hang = false;
    for (const end of open) end();
    const before = new Set(signals);
    signals.clear();
    await advance(INTERVAL);
    expect(signals.size, 'one at a time takes few').to.be.below(20);
    expect([...signals].every((signal) => before.has(signal))).to.equal(true);
    hang = true;
    signals.clear();
    await advance(INTERVAL);
    expect([...signals].filter((signal) => before.has(signal)).length, 'kept').to.be.at.most(256);
  });

  it('lets a look that does not end hold up nobody, and stops by aborting it', async () => {
    const [stuck, ...others] = names as [string, ...string[]];
    const { looks, advance, scheduled, sleeping } = startMany(names, [stuck]);
    await advance(3 * INTERVAL);
    expect(looks.get(stuck)).to.have.lengthOf(1);
    for (const name of others) expect(looks.get(name), name).to.have.lengthOf(3);
    await Promise.all([...scheduled.values()].map((one) => one.stop()));
    await advance(0);
    expect(sleeping(), 'and leaves no timer').to.equal(0);
  });

  it('looks at all that are called at the same instant, and at those stopped meanwhile no more', async () => {
    const { looks, advance, scheduled } = startMany(names);
    await advance(3 * INTERVAL + 1000);
    const before = new Map(names.map((name) => [name, looks.get(name)?.length ?? 0]));
    for (const one of scheduled.values()) one.poke();
    const stopped = names.filter((_, i) => i % 3 === 0);
    await Promise.all(stopped.map((name) => scheduled.get(name)?.stop()));
    await advance(LEAST_GAP_MS);
    for (const [name, count] of before) {
      const more = (looks.get(name)?.length ?? 0) - count;
      if (stopped.includes(name)) expect(more, name).to.equal(0);
      else expect(more, name).to.be.within(1, 2);
    }
    await advance(2 * INTERVAL);
    for (const name of stopped) expect(looks.get(name), name).to.have.lengthOf(before.get(name) ?? 0);
  });
});
