import { expect } from 'chai';
import fc from 'fast-check';
import { GIB, makeWorld, type World, writer } from './world.ts';

const [MINUTE, HOUR] = [60, 3600];

/** Wants more than it may have: two workers in ten minutes, and a rest of five after each. */
const GROWING = `
  replicas: { min: 1, max: 9 }
  policies:
    threshold: { up: 90% }
    step: { up: [{ pods: 2, per: 10m }] }
    cooldown: { afterUp: 5m }
    scaleDown: disabled`;

/** Shrinks on wishes that have lasted ten minutes. */
const SHRINKING = `
  replicas: { min: 1, max: 9 }
  respect: 1h
  policies:
    threshold: { up: 90%, down: 60% }
    step: { down: [{ pods: 1, per: 1m }] }
    stabilization: { down: 10m }
    scaleDown: enabled
    guard: { fullFit: disabled }`;

function growing(): World {
  const world = makeWorld(GROWING);
  Object.assign(world, { used: 0.95 * GIB, sizeBytes: 100 * GIB });
  return world;
}

/** Three workers, well used; then nearly empty. */
function shrinking(): World {
  const world = makeWorld(SHRINKING);
  Object.assign(world, { replicas: 3, serving: 3, used: 2 * GIB, sizeBytes: 100 * GIB });
  return world;
}

/** All that is asked for serves and is full. */
async function fullTick(world: World, seconds: number): Promise<void> {
  await world.tick(seconds);
  world.serving = world.replicas;
  world.used = (world.replicas - 0.05) * GIB;
}

const rungs = (world: World) =>
  world.keeper.status().decision?.rungs.map(({ by, reason }) => `${by}: ${reason.code}`);

describe('a clock that jumps', () => {
  for (const hours of [6, -6]) {
    const which = `${hours > 0 ? 'forward' : 'back'} by hours`;

    it(`${which} while it runs: step and cool-down last as long as without, and the ledger says that it jumped`, async () => {
      const grewAt = async (jumps: boolean) => {
        const world = growing();
        const instants: number[] = [];
        for (let second = 0; second < 40 * MINUTE; second += 5) {
          if (jumps && second === 2 * MINUTE) world.skew = hours * HOUR * 1000;
          const before = world.replicas;
          await fullTick(world, 5);
          if (world.replicas !== before) instants.push(second);
        }
        return { world, instants };
      };
      const [jumped, steady] = [await grewAt(true), await grewAt(false)];
      expect(jumped.instants).to.deep.equal(steady.instants);
      expect(jumped.instants).to.have.lengthOf(4);
      expect(jumped.world.entries('jump').map(({ by }) => by)).to.deep.equal([hours * HOUR * 1000]);
    });

    it(`${which} while it runs: nothing shrinks by it, and what has lasted its window shrinks all the same`, async () => {
      const world = shrinking();
      for (let second = 0; second < 15 * MINUTE; second += 30) await world.tick(30);
      world.used = 0.5 * GIB;
      await world.tick(30);
      world.skew = hours * HOUR * 1000;
      for (let second = 30; second < 9.5 * MINUTE; second += 30) await world.tick(30);
      expect(world.patches).to.have.lengthOf(0);
      for (let second = 0; second < 2 * MINUTE; second += 30) await world.tick(30);
      expect(world.patches[0]).to.include({ from: 3, to: 2 });
    });

    it(`${which} while it runs: the same comes back from the ledger`, async () => {
      const world = growing();
      for (let second = 0; second < 3 * MINUTE; second += 5) await fullTick(world, 5);
      world.skew = hours * HOUR * 1000;
      await fullTick(world, 5);
      const before = [world.keeper.status().reason, rungs(world)];
      await world.restart(true);
      await fullTick(world, 0);
      expect([world.keeper.status().reason, rungs(world)]).to.deep.equal(before);
      expect(world.entries('jump')).to.have.lengthOf(1);
    });
  }

  it('back by hours across a restart: a spent step is neither there at once nor gone for hours', async () => {
    const world = growing();
    await fullTick(world, 5);
    await fullTick(world, MINUTE);
    expect(world.replicas).to.equal(3);
    world.skew = -6 * HOUR * 1000;
    await world.restart();
    let seconds = 0;
    for (; world.replicas === 3 && seconds < 2 * HOUR; seconds += 5) await fullTick(world, 5);
    expect(seconds, 'not cut short').to.be.greaterThan(8 * MINUTE);
    expect(seconds, 'a period at the most').to.be.at.most(10 * MINUTE + 5);
  });

  it('forward by hours across a restart looks like a long rest: nothing shrinks before its window was heard again', async () => {
    const world = shrinking();
    world.used = 0.5 * GIB;
    for (let second = 0; second < 8 * MINUTE; second += 30) await world.tick(30);
    world.skew = 6 * HOUR * 1000;
    await world.restart();
    for (let second = 0; second < 10 * MINUTE; second += 30) await world.tick(30);
    expect(world.patches).to.have.lengthOf(0);
    for (let second = 0; second < MINUTE; second += 30) await world.tick(30);
    expect(world.patches).to.have.lengthOf(1);
  });

  it('forgets no minute of looks: the one that is gathered is written before', async () => {
    const world = growing();
    world.used = 0.5 * GIB;
    for (let look = 0; look < 4; look++) await world.tick(5);
    world.skew = -HOUR * 1000;
    await world.tick(5);
    const [quiet] = world.entries('quiet');
    expect(quiet?.ticks).to.equal(3);
    expect((quiet?.to ?? 0) - (quiet?.from ?? 0)).to.equal(10_000);
  });

  it('by less than two seconds is none', async () => {
    const world = growing();
    for (let look = 0; look < 200; look++) {
      world.skew += 1500 * (look % 2 === 0 ? 1 : -1);
      await world.tick(5);
    }
    expect(world.entries('jump')).to.have.lengthOf(0);
  });

  it('a person’s change is respected in full though our clock is hours ahead of the API server’s', async () => {
    const world = shrinking();
    world.used = 0.5 * GIB;
    for (let second = 0; second < 5 * MINUTE; second += 30) await world.tick(30);
    const server = world.now - 3 * HOUR * 1000;
    world.someone(5, 'alice');
    world.managedFields = [{ ...writer('alice'), time: new Date(server).toISOString() }];
    world.serving = 5;
    for (let second = 0; second < 55 * MINUTE; second += 30) await world.tick(30);
    expect(world.patches).to.have.lengthOf(0);
    expect(rungs(world)).to.include('respect: Respected');
  });

  it('however often and far it jumps, grows at the same moments as one that does not', async () => {
    const jumps = fc.array(fc.tuple(fc.nat(30 * MINUTE), fc.integer({ min: -9 * HOUR, max: 9 * HOUR })), {
      maxLength: 6,
    });
    const life = async (skews: readonly (readonly [number, number])[]) => {
      const world = growing();
      const counts: number[] = [];
      for (let second = 0; second < 30 * MINUTE; second += 30) {
        for (const [at, skew] of skews) if (at >= second && at < second + 30) world.skew = skew * 1000;
        await fullTick(world, 30);
        counts.push(world.replicas);
      }
      return counts;
    };
    const steady = await life([]);
    await fc.assert(
      fc.asyncProperty(jumps, async (skews) => {
        const jumping = await life(skews);
        // A jump of less than two seconds is taken for slewing, and may move a moment by a look.
        const big = skews.every(([, skew], i) => Math.abs(skew - (skews[i - 1]?.[1] ?? 0)) > 2);
        fc.pre(big);
        expect(jumping).to.deep.equal(steady);
      }),
      { numRuns: 60, seed: 20260101 },
    );
  });
});

describe('the time zone of the machine', () => {
  const zones = ['UTC', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham'];

  it('decides nothing: the same day gives the same ledger, byte by byte', async () => {
    const before = process.env.TZ;
    const told = new Map<string, string>();
    const offsets = new Set<number>();
    try {
      for (const zone of zones) {
        process.env.TZ = zone;
        offsets.add(new Date(Date.UTC(2026, 10, 22)).getTimezoneOffset());
        const world = growing();
        for (let minute = 0; minute < 24 * 60; minute += 10) await fullTick(world, 10 * MINUTE);
        await world.keeper.flush();
        told.set(zone, JSON.stringify(world.records));
      }
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
    expect(offsets.size, 'the zones are other zones').to.equal(zones.length);
    expect(new Set(told.values()).size).to.equal(1);
    expect(told.get('UTC')?.length).to.be.greaterThan(1000);
  });
});
