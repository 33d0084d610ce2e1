import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import { foresee } from '../../../lib/decide/foresee.ts';
import type { DatasetStatus } from '../../../lib/serve/shown.ts';
import { GIB, makeWorld, type World } from '../daemon/world.ts';

const MINUTE = 60_000;

function comingFor({ plan, observation, history, decision }: DatasetStatus) {
  if (observation === null || history === null || decision === null) throw new Error('nothing is decided');
  return foresee(plan, observation, history, decision);
}

/** What is foreseen, as minutes from now and words. */
function inMinutes(world: World): (readonly [number, string, string])[] {
  return comingFor(world.keeper.status()).map(({ at, what, next }) => [
    Math.round((at - world.now) / MINUTE),
    what,
    next.outcome === 'hold' ? `stays at ${next.current}` : `${next.current} -> ${next.target}`,
  ]);
}

async function grown(spec?: string): Promise<World> {
  const world = makeWorld(spec);
  world.sizeBytes = 10 * GIB;
  await world.tick();
  world.used = 0.94 * GIB;
  await world.tick();
  world.serving = world.replicas;
  world.used = world.replicas * 0.94 * GIB;
  await world.tick();
  return world;
}

describe('what comes', () => {
  it('is the step that returns and the cool-down that ends, each with what would follow', async () => {
    const world = await grown();
    expect(world.replicas).to.equal(3);
    expect(inMinutes(world)).to.deep.equal([
      [10, 'what was spent of the step comes back', 'stays at 3'],
      [20, 'the cool-down ends', '3 -> 4'],
    ]);
  });

  it('comes true: at that instant it is decided as foreseen, and not a moment before', async () => {
    const world = await grown();
    const { plan, observation, history } = world.keeper.status();
    if (observation === null || history === null) throw new Error('nothing is seen');
    const end = comingFor(world.keeper.status()).at(-1);
    const at = (now: number) => decide(plan, { ...observation, at: now }, history, now);
    expect(at((end?.at ?? 0) - 1).outcome).to.equal('hold');
    expect(at(end?.at ?? 0)).to.include({ outcome: 'move', target: 4 });
  });

  it('is the end of a cool-down’s waiting while workers do not serve', async () => {
    const world = makeWorld();
    await world.tick();
    world.used = 0.94 * GIB;
    await world.tick();
    await world.tick();
    expect(inMinutes(world).map(([minutes, what]) => [minutes, what])).to.deep.include([
      15,
      'workers that do not serve are given up, and the cool-down begins',
    ]);
  });

  it('is a person’s change that may be reversed again', async () => {
    const world = makeWorld('\n  replicas: { min: 2, max: 4 }\n  policies: { threshold: { up: 90% } }');
    world.replicas = 2;
    await world.tick();
    world.someone(1);
    await world.tick();
    const what = 'somebody else’s change may be reversed again';
    expect(inMinutes(world)).to.deep.include([60, what, '1 -> 2']);
  });

  it('is the pause that ends', async () => {
    const until = '2026-11-22T12:30:00Z';
    const world = makeWorld(
      `\n  mode: paused\n  paused: { by: ada, why: upgrade, until: "${until}" }\n  replicas: { min: 2, max: 4 }`,
    );
    world.replicas = 2;
    await world.tick();
    expect(comingFor(world.keeper.status()).map(({ at, what }) => [at, what])).to.deep.equal([
      [Date.parse(until), 'the pause ends'],
    ]);
  });

  it('is a stabilization window that lets go of a shrink', async () => {
    const world = makeWorld(`
  replicas: { min: 1, max: 6 }
  policies:
    threshold: { up: 90%, down: 40% }
    scaleDown: enabled
    step: { down: [{ pods: 5, per: 1m }] }
    guard: { fullFit: disabled }
    stabilization: { down: 10m }`);
    world.replicas = 4;
    world.serving = 4;
    world.used = 2 * GIB;
    for (let minute = 0; minute < 12; minute++) await world.tick(60);
    world.used = 0.5 * GIB;
    for (let minute = 0; minute < 3; minute++) await world.tick(60);
    const coming = inMinutes(world);
    expect(coming.map(([minutes, what]) => [minutes, what])).to.deep.include([
      7,
      'the stabilization window lets go',
    ]);
    const [, , next] = coming.find(([, what]) => what.includes('lets go')) ?? [];
    expect(next).to.match(/^4 -> /);
  });

  it('is nothing for a dataset that rests, and changes nothing it was asked about', async () => {
    const world = makeWorld();
    for (let i = 0; i < 5; i++) await world.tick();
    const before = JSON.stringify(world.keeper.status());
    expect(inMinutes(world)).to.deep.equal([]);
    expect(JSON.stringify(world.keeper.status())).to.equal(before);
  });
});
