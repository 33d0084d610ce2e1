import { expect } from 'chai';
import type { Control } from '../../../lib/model/control.ts';
import type { DecisionRecord } from '../../../lib/model/records.ts';
import { makeWorld, NOON, type World } from './world.ts';

const HOUR = 3_600_000;
const pause = { by: 'jane', why: 'an audit', until: NOON + HOUR };
const paused: Control = { pause };

/** What the ledger was told people said, oldest first. */
function told(world: World): readonly (readonly [string, string | undefined])[] {
  return world
    .entries('decision')
    .flatMap((entry: DecisionRecord) =>
      (entry.saidNews ?? []).map(({ code, numbers }) => [code, numbers?.by?.toString()] as const),
    );
}

describe('what people say of a dataset', () => {
  it('is on the ledger when it comes and when its time is over, though the count does not move', async () => {
    const world = makeWorld();
    await world.tick();
    world.control = paused;
    await world.tick();
    await world.tick();
    expect(world.keeper.dueAt(), 'it looks exactly then').to.equal(NOON + HOUR);
    world.now = NOON + HOUR;
    await world.tick(0);
    expect(told(world)).to.deep.equal([
      ['PauseCame', 'jane'],
      ['PauseEnded', 'jane'],
    ]);
    const [, began, ended] = world.entries('decision');
    expect(began?.said).to.deep.equal({
      pauses: [{ ...pause, place: 'annotation' }],
      override: null,
      unclear: [],
    });
    expect(began?.observation.control, 'the decision can be taken again from its record').to.deep.equal(
      paused,
    );
    expect(ended).to.not.have.property('said');
  });

  it('is told once, also across a restart that finds it as it was', async () => {
    const world = makeWorld();
    world.control = paused;
    await world.tick();
    await world.restart();
    await world.tick();
    await world.restart(true);
    await world.tick();
    expect(told(world)).to.deep.equal([['PauseCame', 'jane']]);
  });

  it('is told after a restart where it was taken back meanwhile', async () => {
    const world = makeWorld();
    world.control = paused;
    await world.tick();
    await world.restart();
    world.control = null;
    await world.tick();
    expect(told(world).map(([code]) => code)).to.deep.equal(['PauseCame', 'PauseEnded']);
  });

  it('is told again when the ledger did not take it', async () => {
    const world = makeWorld();
    await world.tick();
    world.control = paused;
    world.ledgerFault = new Error('no space left');
    await world.tick();
    world.ledgerFault = null;
    await world.tick();
    expect(told(world)).to.deep.equal([['PauseCame', 'jane']]);
  });

  it('is obeyed: no patch while paused, one when it is over', async () => {
    const world = makeWorld();
    world.used = 0.95 * 2 ** 30;
    world.control = paused;
    await world.tick();
    expect(world.patches).to.deep.equal([]);
    expect(world.entries('decision').at(-1)?.outcome).to.equal('would');
    world.now = NOON + HOUR;
    await world.tick(0);
    expect(world.patches).to.have.lengthOf(1);
  });

  it('is obeyed: an override grows the cache by step, and lets go when it ends', async () => {
    const world = makeWorld();
    const span = { since: NOON, until: NOON + HOUR };
    world.control = {
      override: { workers: 3, by: 'jane', why: 'a test', ...span, immediately: false },
    };
    await world.tick();
    world.serving = 3;
    await world.tick();
    expect(world.patches.map(({ to }) => to)).to.deep.equal([3]);
    world.now = NOON + HOUR;
    await world.tick(0);
    expect(told(world).map(([code]) => code)).to.deep.equal(['OverrideCame', 'OverrideEnded']);
    expect(world.keeper.status().reason.code).to.equal('BelowThreshold');
  });
});
