import { expect } from 'chai';
import { memoryIn, memoryStore } from '../../../lib/daemon/memory.ts';
import type { MemoryPort } from '../../../lib/daemon/ports.ts';
import type { TravellingMemory } from '../../../lib/daemon/travelling.ts';
import { GIB, makeWorld, NOON, type World } from './world.ts';

const LARGE = `
  replicas: { min: 1, max: 9 }
  policies:
    threshold: { up: 90%, down: 30% }
    step: { up: [{ pods: 2, per: 10m }] }
    scaleDown: enabled
    guard: disabled`.replace('guard: disabled', 'guard: { fullFit: disabled }');

/** What another daemon left: it grew from 1 to 3 a minute ago, and its workers serve. */
const left: TravellingMemory = {
  dataset: 'default/spark',
  uid: 'uid-1',
  stamp: NOON - 60_000,
  replicas: 3,
  adopted: true,
  changes: [{ at: NOON - 60_000, from: 1, to: 3, by: 'self', manager: 'fluid-autoscaler' }],
  servedAt: NOON - 30_000,
  open: null,
  unknownTo: null,
};

/** A daemon whose ledger is empty, on a dataset of 3 full workers that needs more. */
async function successor(memory: TravellingMemory | null, store = memoryStore()) {
  const world = makeWorld(LARGE);
  Object.assign(world, { replicas: 3, serving: 3, used: 2.95 * GIB, sizeBytes: 100 * GIB });
  world.memory = memoryIn(store);
  const before = memoryIn(store);
  await before.recall('default', 'spark');
  if (memory !== null) await before.keep('default', 'spark', memory);
  world.turnedAt = NOON;
  return { world, store, before };
}

const rungs = (world: World) =>
  world.keeper.status().decision?.rungs.map(({ by, reason }) => `${by}: ${reason.code}`);

describe('taking over from another daemon', () => {
  it('counts its step as spent, says so in the ledger, and grows when the period allows it again', async () => {
    const { world } = await successor(left);
    await world.tick(1);
    const [inherited] = world.entries('inherited');
    expect(inherited).to.include({ newest: 'memory', replicas: 3, stamp: left.stamp });
    expect(world.keeper.status().reason.code).to.equal('StepUpLimit');
    await world.tick(530);
    expect(world.patches).to.have.lengthOf(0);
    await world.tick(10);
    expect(world.patches.map(({ from, to }) => `${from} -> ${to}`)).to.deep.equal(['3 -> 5']);
  });

  it('shrinks nothing for one window, and then again', async () => {
    const { world } = await successor(left);
    world.used = 0.1 * GIB;
    await world.tick(1);
    expect(rungs(world)).to.include('memory: TookOver');
    for (let minute = 0; minute < 60; minute++) await world.tick(60);
    expect(world.patches.map(({ to }) => to)).to.deep.equal([2]);
    expect(world.entries('conclusion')[0]?.concludedAt).to.be.greaterThan(NOON + 3_600_000 - 60_000);
  });

  it('rebuilds from its own ledger, after a kill, exactly what it took over', async () => {
    const { world } = await successor(left);
    await world.tick(1);
    const decided = () => JSON.stringify([world.keeper.status().reason, rungs(world)]);
    const before = decided();
    world.memory = undefined;
    await world.restart();
    await world.tick(0);
    expect(decided()).to.equal(before);
    expect(world.entries('seen')).to.have.lengthOf(0);
  });

  for (const [what, runtime, result] of [
    ['applied, where the count is there and was written by our name', { replicas: 5 }, 'applied'],
    ['lost, where nobody has touched the runtime since', { replicas: 3 }, 'lost'],
    ['unknown, where somebody has', { replicas: 3, touched: true }, 'unknown'],
  ] as const) {
    it(`concludes its open intent as ${what}`, async () => {
      const generation = 2;
      const { world } = await successor({ ...left, changes: [], open: { from: 3, to: 5, generation } });
      if ('touched' in runtime) world.someone(4);
      world.someone(runtime.replicas, runtime.replicas === 5 ? 'fluid-autoscaler' : 'kubectl-scale');
      await world.tick(1);
      const [conclusion] = world.entries('conclusion');
      const seq = world.kinds().indexOf('inherited') + 1;
      expect(conclusion).to.include({ intent: seq, from: 3, to: 5, result });
      expect(world.patches, 'what is spent is not spent again').to.have.lengthOf(result === 'lost' ? 1 : 0);
    });
  }

  it('counts a patch of the dead daemon that arrives after it seemed lost', async () => {
    const { world } = await successor({ ...left, changes: [], open: { from: 3, to: 5, generation: 2 } });
    world.used = 2 * GIB;
    await world.tick(1);
    expect(world.entries('conclusion')[0]?.result).to.equal('lost');
    world.someone(5, 'fluid-autoscaler');
    Object.assign(world, { serving: 5, used: 4.95 * GIB });
    await world.tick(1);
    expect(world.entries('change')[0]).to.include({ from: 3, to: 5, by: 'peer' });
    expect(world.keeper.status().reason.code).to.equal('StepUpLimit');
  });

  it('does not believe its own memory when it leads again after another one', async () => {
    const { world, before } = await successor(null);
    world.turnedAt = null;
    await world.tick(1);
    expect(world.patches.map(({ to }) => to)).to.deep.equal([5]);
    world.now += 3_600_000;
    // Meanwhile another one leads, and grows by the two there are.
    Object.assign(world, { replicas: 7, serving: 7, used: 6.95 * GIB });
    await before.recall('default', 'spark');
    const stamp = world.now;
    const changes = [{ at: stamp, from: 5, to: 7, by: 'self', manager: 'fluid-autoscaler' } as const];
    await before.keep('default', 'spark', { ...left, stamp, replicas: 7, changes });
    Object.assign(world, { term: 2, turnedAt: world.now });
    await world.tick(1);
    expect(world.entries('inherited')[0]).to.include({ newest: 'memory', replicas: 7 });
    expect(world.entries('change')).to.have.lengthOf(0);
    expect(world.keeper.status().reason.code).to.equal('StepUpLimit');
    expect(world.patches).to.have.lengthOf(1);
  });

  it('meets a runtime of another uid afresh: what travels is of the old one', async () => {
    const { world } = await successor({ ...left, uid: 'uid-0' });
    await world.tick(1);
    expect(world.entries('seen')[0]?.history.changes).to.have.lengthOf(0);
    expect(world.patches.map(({ to }) => to)).to.deep.equal([5]);
  });

  it('holds shrinks and says so where what travels was edited by hand, and mends it with its next write', async () => {
    const { world, store } = await successor(left);
    const [name, stored] = [...store.stored][0] ?? ['', null];
    const text = stored?.data.memory?.replace('"replicas":3', '"replicas":4') ?? '';
    store.stored.set(name, { data: { ...stored?.data, memory: text }, version: 'by hand' });
    world.turnedAt = null;
    world.used = 0.1 * GIB;
    await world.tick(1);
    expect(rungs(world)).to.include('memory: MemoryDamaged');
    world.used = 2.95 * GIB;
    await world.tick(1);
    expect(world.patches.map(({ to }) => to)).to.deep.equal([5]);
    expect(await memoryIn(store).recall('default', 'spark')).to.include({ result: 'found' });
  });
});

describe('what travels while a daemon leads', () => {
  const kept = (world: World) => {
    const stamps: { readonly stamp: number; readonly open: unknown; readonly patches: number }[] = [];
    const port = memoryIn(memoryStore());
    world.memory = {
      ...port,
      keep: (namespace, dataset, memory) => {
        stamps.push({ stamp: memory.stamp, open: memory.open, patches: world.patches.length });
        return port.keep(namespace, dataset, memory);
      },
    };
    return stamps;
  };

  it('is written before the patch, after it, when workers serve and when somebody changes the count; never when quiet', async () => {
    const world = makeWorld();
    const stamps = kept(world);
    for (let look = 0; look < 100; look++) await world.tick(60);
    expect(stamps).to.have.lengthOf(0);
    world.used = 0.95 * GIB;
    await world.tick();
    expect(stamps.map(({ open, patches }) => [open, patches])).to.deep.equal([
      [{ from: 1, to: 3, generation: 1 }, 0],
      [null, 1],
    ]);
    world.serving = 3;
    await world.tick();
    world.someone(2);
    await world.tick();
    expect(stamps).to.have.lengthOf(4);
    for (let look = 0; look < 100; look++) await world.tick(60);
    expect(stamps).to.have.lengthOf(4);
  });

  const failing = (port: Partial<MemoryPort>): MemoryPort => ({ ...memoryIn(memoryStore()), ...port });

  it('must be stored before anything is patched: else it is refused, with the reason, and tried again later', async () => {
    const world = makeWorld();
    let [fails, attempts] = [true, 0];
    const port = memoryIn(memoryStore());
    world.memory = failing({
      recall: port.recall,
      keep: async (...given) => {
        attempts++;
        return fails ? { result: 'failed', text: '403 Forbidden' } : port.keep(...given);
      },
    });
    world.used = 0.95 * GIB;
    await world.tick();
    expect(world.patches).to.have.lengthOf(0);
    expect(world.entries('conclusion')[0]).to.include({ result: 'refused' });
    expect(world.entries('conclusion')[0]?.text).to.contain('403 Forbidden');
    await world.tick(1);
    expect(world.keeper.status().reason.code).to.equal('MemoryUnwritable');
    expect(attempts, 'not tried at every look').to.equal(1);
    fails = false;
    await world.tick(10);
    expect(world.patches).to.have.lengthOf(1);
    expect(world.entries('conclusion')[1]).to.include({ result: 'applied' });
  });

  it('is sent again later when the conclusion could not be', async () => {
    const world = makeWorld();
    const port = memoryIn(memoryStore());
    let fails = false;
    const kepts: unknown[] = [];
    world.memory = failing({
      recall: port.recall,
      keep: async (...given) => {
        if (fails) return { result: 'failed', text: 'time-out' };
        kepts.push(given[2].open);
        return port.keep(...given);
      },
    });
    const really = world.patch;
    world.patch = (request) => {
      fails = true;
      return really(request);
    };
    world.used = 0.95 * GIB;
    await world.tick();
    fails = false;
    expect(kepts).to.have.lengthOf(1);
    await world.tick(1);
    expect(kepts, 'not yet').to.have.lengthOf(1);
    await world.tick(5);
    expect(kepts[1]).to.equal(null);
  });

  it('decides nothing while it cannot be read, says why once, and asks less and less often', async () => {
    const world = makeWorld();
    let asked = 0;
    let readable = false;
    const port = memoryIn(memoryStore());
    world.memory = failing({
      keep: port.keep,
      recall: async (...of) => {
        asked++;
        return readable ? port.recall(...of) : { result: 'unreadable', text: '403 Forbidden' };
      },
    });
    world.used = 0.95 * GIB;
    for (let look = 0; look < 24; look++) await world.tick(5);
    expect(world.kinds()).to.deep.equal(['waiting']);
    expect(world.keeper.status().reason).to.deep.include({ code: 'MemoryUnreadable' });
    expect(asked).to.be.within(3, 6);
    readable = true;
    for (let look = 0; look < 24; look++) await world.tick(5);
    expect(world.patches).to.have.lengthOf(1);
  });

  it('does not patch when the Lease turned between the look and the intent', async () => {
    const world = makeWorld();
    const port = memoryIn(memoryStore());
    world.memory = failing({
      recall: port.recall,
      keep: (...given) => {
        world.term = 2;
        return port.keep(...given);
      },
    });
    world.used = 0.95 * GIB;
    await world.tick();
    expect(world.patches).to.have.lengthOf(0);
    expect(world.entries('conclusion')[0]).to.include({ result: 'refused' });
  });

  it('is caught up at the next start where the daemon was killed before its conclusion was sent', async () => {
    const world = makeWorld();
    const port = memoryIn(memoryStore());
    let dead = false;
    world.memory = failing({
      recall: port.recall,
      keep: async (...given) => (dead ? { result: 'failed', text: 'killed' } : port.keep(...given)),
    });
    const really = world.patch;
    world.patch = (request) => {
      dead = true;
      return really(request);
    };
    world.used = 0.95 * GIB;
    await world.tick();
    dead = false;
    await world.restart();
    await world.tick();
    const recalled = await port.recall('default', 'spark');
    const memory = recalled.result === 'found' ? recalled.memory : null;
    expect(memory).to.deep.include({ open: null, replicas: 3 });
    expect(memory?.changes).to.have.lengthOf(1);
  });
});
