import { expect } from 'chai';
import { decide } from '../../../lib/decide/decide.ts';
import { modeInForce } from '../../../lib/decide/mode.ts';
import { rememberWish } from '../../../lib/decide/remember.ts';
import { HOUR, history, MINUTE, NOON, observation, plan, type SpecWishes } from './make.ts';

const full = observation({ reading: { used: 0.95 } });
const pause = (until?: number): SpecWishes => ({
  mode: 'paused',
  paused: {
    by: 'ops',
    why: 'an audit',
    ...(until !== undefined && { until: new Date(until).toISOString() }),
  },
});

function decided(spec: SpecWishes, seen = full) {
  return decide(plan({ policies: { threshold: { up: '90%' } }, ...spec }), seen, history(), NOON);
}

describe('a dry run', () => {
  it('says where it would have gone, and that it stayed', () => {
    const { outcome, current, target, reason, rungs } = decided({ mode: 'dry-run' });
    expect([outcome, current, target]).to.deep.equal(['would', 1, 2]);
    expect(reason).to.deep.equal({ code: 'DryRun', numbers: { from: 1, to: 2 } });
    expect(rungs.at(-1)).to.deep.include({ by: 'mode', from: 2, to: 1, low: 1, high: 1 });
  });

  it('holds where auto would hold, for the same reason', () => {
    const { outcome, reason, rungs } = decided({ mode: 'dry-run' }, observation());
    expect([outcome, reason.code]).to.deep.equal(['hold', 'BelowThreshold']);
    expect(rungs.some(({ by }) => by === 'mode')).to.equal(false);
  });

  it('lets its wish enter the window, so that a change of mode begins nothing anew', () => {
    const past = history();
    expect(rememberWish(past, decided({ mode: 'dry-run' }), 7)).to.equal(true);
    expect(past.wishes).to.deep.equal([{ wish: 3, from: NOON, until: NOON, record: 7 }]);
  });
});

describe('a pause', () => {
  it('says who paused and why', () => {
    const { outcome, target, reason } = decided(pause());
    expect([outcome, target]).to.deep.equal(['would', 2]);
    expect(reason).to.deep.equal({ code: 'Paused', numbers: { by: 'ops', why: 'an audit', from: 1, to: 2 } });
  });

  for (const [name, until, outcome] of [
    ['lasts until its end', NOON + MINUTE, 'would'],
    ['lasts to the last moment', NOON + 1, 'would'],
    ['ends by itself at its end', NOON, 'move'],
    ['is over after its end', NOON - HOUR, 'move'],
  ] as const) {
    it(name, () => expect(decided(pause(until)).outcome).to.equal(outcome));
  }

  it('without an end lasts until the document changes', () => {
    expect(modeInForce(plan(pause()), null, NOON + 1e12)).to.equal('paused');
  });

  it('does not end a dry run', () => {
    const made = { ...plan(pause(NOON - 1)), mode: 'dry-run' as const };
    expect(modeInForce(made, null, NOON)).to.equal('dry-run');
  });
});
