import { expect } from 'chai';
import { memoryIn, memoryStore } from '../../../lib/daemon/memory.ts';
import { memoryFrom, readMemory, travellingOf, writeMemory } from '../../../lib/daemon/travelling.ts';
import type { DatasetMemory } from '../../../lib/ledger/replay.ts';
import type { Users } from '../../../lib/model/observation.ts';
import { GIB, makeWorld, NOON, type World } from './world.ts';

const NOBODY: Users = { pods: 0, named: [] };
const SOMEBODY: Users = { pods: 1, named: ['default/train-0'] };
const HIDDEN: Users = { pods: null, why: { code: 'UsersForbidden', numbers: { namespace: 'default' } } };
const UNLISTED: Users = { pods: null, why: { code: 'UsersNotListed', numbers: { namespace: 'default' } } };

const IDLE = `
  replicas: { min: 2, max: 6 }
  policies:
    step: { up: [{ pods: 2, per: 1m }], down: [{ pods: 1, per: 1m }] }
    scaleDown: enabled
    idle: { after: 10m, floor: 1 }
    guard: { settle: disabled, workers: disabled }`;

function idleWorld(spec = IDLE): World {
  const world = makeWorld(spec);
  Object.assign(world, { replicas: 4, serving: 4, used: 0.5 * GIB, users: SOMEBODY });
  return world;
}

async function minutes(world: World, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await world.tick(60);
    world.serving = world.replicas;
  }
}

const counts = (world: World) => world.patches.map(({ to }) => to);
const useOf = (world: World) => world.keeper.status().history?.use;

describe('what a daemon remembers of use', () => {
  it('is each turn as one record, and nothing in between', async () => {
    const world = idleWorld();
    await minutes(world, 5);
    world.users = NOBODY;
    await minutes(world, 3);
    world.users = HIDDEN;
    await minutes(world, 2);
    world.users = SOMEBODY;
    await minutes(world, 2);
    const turns = world.entries('use').map(({ state, seenAt }) => [state, (seenAt - NOON) / 60_000]);
    expect(turns).to.deep.equal([
      ['used', 1],
      ['unused', 6],
      ['unknown', 9],
      ['used', 11],
    ]);
  });

  it('goes down when the time is over, and comes back with the first pod', async () => {
    const world = idleWorld();
    await minutes(world, 1);
    world.users = NOBODY;
    await minutes(world, 11);
    expect(counts(world), 'to the tick').to.deep.equal([3]);
    await minutes(world, 4);
    expect(counts(world)).to.deep.equal([3, 2, 1]);
    world.users = SOMEBODY;
    await minutes(world, 3);
    expect(counts(world)).to.deep.equal([3, 2, 1, 3, 4]);
    expect(useOf(world)).to.not.have.property('before');
  });

  for (const [how, clean] of [
    ['a kill', false],
    ['a clean restart', true],
  ] as const) {
    it(`survives ${how}: since when it is not used, and what is owed, are as they were`, async () => {
      const world = idleWorld();
      await minutes(world, 1);
      world.users = NOBODY;
      await minutes(world, 5);
      await world.restart(clean);
      world.users = UNLISTED;
      await world.tick(30);
      expect(counts(world), 'what is not listed yet changes nothing').to.deep.equal([]);
      world.users = NOBODY;
      await world.tick(30);
      await minutes(world, 6);
      expect(counts(world), 'ten minutes after the last use, not after the restart').to.deep.equal([3, 2]);
      const before = JSON.stringify(useOf(world));
      await world.restart(clean);
      world.users = SOMEBODY;
      await minutes(world, 2);
      expect(before).to.include('"before":4');
      expect(counts(world)).to.deep.equal([3, 2, 4]);
    });
  }

  for (const clean of [false, true]) {
    it(`begins anew where nobody looked for hours (${clean ? 'stopped' : 'killed'}): somebody may have used it`, async () => {
      const world = idleWorld();
      world.users = NOBODY;
      await minutes(world, 5);
      world.now += 3 * 3_600_000;
      await world.restart(clean);
      await minutes(world, 10);
      expect(counts(world)).to.deep.equal([]);
      await minutes(world, 1);
      expect(counts(world)).to.deep.equal([3]);
      const { decidedAt } = world.entries('decision').at(-1) as { decidedAt: number };
      expect(world.historyBefore(decidedAt).use, 'as a replay knows it').to.include({
        since: decidedAt - 600_000,
      });
    });
  }

  it('begins anew when it was not known for a while', async () => {
    const world = idleWorld();
    world.users = NOBODY;
    await minutes(world, 9);
    world.users = HIDDEN;
    await minutes(world, 1);
    world.users = NOBODY;
    await minutes(world, 10);
    expect(counts(world)).to.deep.equal([]);
    await minutes(world, 1);
    expect(counts(world)).to.deep.equal([3]);
  });

  it('owes nothing any more once somebody else has set the count', async () => {
    const world = idleWorld(`${IDLE}\n  respect: 0`);
    world.users = NOBODY;
    await minutes(world, 13);
    expect(useOf(world)?.before).to.equal(4);
    world.someone(2);
    world.users = SOMEBODY;
    await minutes(world, 3);
    expect(useOf(world)).to.deep.include({ state: 'used' }).and.not.have.property('before');
    expect(world.replicas).to.equal(2);
  });

  it('is not recorded for a document that does not ask, and forgotten by one that no longer does', async () => {
    const world = makeWorld();
    world.users = NOBODY;
    await minutes(world, 3);
    expect(world.entries('use')).to.have.lengthOf(0);
  });
});

describe('what a daemon remembers of data operations', () => {
  const SHRINKING = `
  replicas: { min: 1, max: 6 }
  policies:
    threshold: { up: 90%, down: 60% }
    step: { down: [{ pods: 1, per: 1m }] }
    scaleDown: enabled
    guard: { fullFit: disabled, settle: disabled }`;

  it('is the end of one that is deleted as soon as it is over, across a kill', async () => {
    const world = makeWorld(SHRINKING);
    Object.assign(world, { replicas: 3, serving: 3, used: 0.1 * GIB, operations: ['DataLoad/warm'] });
    await minutes(world, 2);
    world.operations = [];
    await minutes(world, 1);
    await world.restart();
    await minutes(world, 9);
    expect(counts(world)).to.deep.equal([]);
    expect(world.entries('operated').map(({ running }) => running)).to.deep.equal([['DataLoad/warm'], []]);
    await minutes(world, 1);
    expect(counts(world)).to.deep.equal([2]);
  });

  it('is one that ran before the kill and is gone after it: it ended when that was first seen', async () => {
    const world = makeWorld(SHRINKING);
    Object.assign(world, { replicas: 3, serving: 3, used: 0.1 * GIB, operations: ['DataLoad/warm'] });
    await minutes(world, 2);
    world.operations = [];
    await world.restart();
    await minutes(world, 10);
    expect(counts(world)).to.deep.equal([]);
    await minutes(world, 1);
    expect(counts(world)).to.deep.equal([2]);
  });

  it('is not recorded where nothing may shrink', async () => {
    const world = makeWorld();
    world.operations = ['DataLoad/warm'];
    await minutes(world, 2);
    expect(world.entries('operated')).to.have.lengthOf(0);
  });
});

describe('what travels of use and of data operations', () => {
  const history = {
    uid: 'uid-1',
    firstSeen: { at: NOON, replicas: 3 },
    adopted: true,
    changes: [],
    wishes: [],
    servedAt: null,
    use: { state: 'unused', since: NOON - 60_000, before: 4 },
    operated: { running: [], since: NOON - 5_000, last: 'DataLoad/warm' },
  } as const;
  const memory = {
    history: { ...history, changes: [], wishes: [] },
    replicas: 3,
    open: null,
    unknownTo: null,
    stamp: 7,
  } as unknown as DatasetMemory;

  it('comes back as it was', () => {
    const read = readMemory(writeMemory(travellingOf('default/spark', memory)), 'default/spark');
    if (typeof read === 'string') throw new Error(read);
    const { use, operated } = memoryFrom(read, NOON).history;
    expect({ use, operated }).to.deep.equal({ use: history.use, operated: history.operated });
  });

  it('reaches the daemon that leads next: idleness goes on, and what is owed is given back', async () => {
    const store = memoryStore();
    const first = idleWorld();
    first.memory = memoryIn(store);
    await minutes(first, 1);
    first.users = NOBODY;
    await minutes(first, 11);
    expect(counts(first)).to.deep.equal([3]);
    const next = idleWorld();
    next.memory = memoryIn(store);
    Object.assign(next, { now: first.now, replicas: 3, serving: 3, users: SOMEBODY, turnedAt: first.now });
    await minutes(next, 1);
    expect(counts(next)).to.deep.equal([4]);
  });
});
