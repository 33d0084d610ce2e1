import { expect } from 'chai';
import { rememberLevel } from '../../../lib/decide/levels.ts';
import { latestOf, shiftPast } from '../../../lib/decide/remember.ts';
import type { History } from '../../../lib/model/history.ts';
import { blind, GIB, history, MINUTE, NOON, observation, SECOND } from './make.ts';

/** A quiet minute that ends so many minutes after noon, with so many GiB of 1 in the cache. */
function minute(end: number, used: number | null, more: { from?: number; levelsMs?: number } = {}) {
  const to = NOON + end * MINUTE;
  const bytes = used === null ? null : { min: 0, max: used * GIB, last: used * GIB };
  const kind = 'quiet' as const;
  return { kind, from: to - 55 * SECOND, to, used: bytes, capacity: GIB, levelsMs: 10 * MINUTE, ...more };
}

const decided = (at: number, used: number | null) => ({
  kind: 'decision' as const,
  decidedAt: NOON + at * MINUTE,
  observation: observation({ reading: used === null ? blind() : { used } }),
  levelsMs: 10 * MINUTE,
});

/** `used` in GiB and the record, of each level. */
const kept = ({ levels }: History) => levels?.map(({ used, record }) => [used / GIB, record]);

describe('levels', () => {
  it('are entered by quiet minutes, as they ended, and by decisions', () => {
    const past = history();
    expect(rememberLevel(past, minute(0, 0.25), 7)).to.equal(true);
    expect(rememberLevel(past, decided(1, 0.5), 9)).to.equal(true);
    expect(past.levels).to.deep.equal([
      { from: NOON - 55 * SECOND, at: NOON, used: 0.25 * GIB, capacity: GIB, record: 7 },
      { from: NOON + MINUTE, at: NOON + MINUTE, used: 0.5 * GIB, capacity: GIB, record: 9 },
    ]);
  });

  it('are told again and again by a minute that is still being gathered, and last when it is written', () => {
    const past = history();
    const { from } = minute(0, 0.25);
    for (const seconds of [10, 20, 30]) {
      rememberLevel(past, { ...minute(0, seconds / 100), from, to: NOON + seconds * SECOND }, 0);
    }
    expect(kept(past)).to.deep.equal([[0.3, 0]]);
    rememberLevel(past, { ...minute(0, 0.3), from, to: NOON + 30 * SECOND }, 12);
    expect(kept(past)).to.deep.equal([[0.3, 12]]);
  });

  it('are none while blind: no missing reading is read as zero', () => {
    const past = history();
    rememberLevel(past, minute(0, null), 1);
    rememberLevel(past, decided(1, null), 2);
    expect(past.levels).to.equal(undefined);
  });

  it('are forgotten beyond the span the document asks for, but for one before it', () => {
    const past = history();
    for (let i = 0; i < 30; i++) rememberLevel(past, minute(i, 0.5), i);
    expect(kept(past)?.map(([, record]) => record)).to.deep.equal([
      18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    ]);
  });

  it('are forgotten altogether where the document asks for none', () => {
    const past = history();
    rememberLevel(past, minute(0, 0.25), 1);
    const { levelsMs: _, ...unasked } = minute(1, 0.25);
    expect(rememberLevel(past, unasked, 2)).to.equal(false);
    expect('levels' in past).to.equal(false);
  });

  it('stay in order of time, whatever a clock did', () => {
    const past = history();
    rememberLevel(past, minute(5, 0.25), 1);
    expect(rememberLevel(past, minute(2, 0.5), 2)).to.equal(false);
    expect(kept(past)).to.deep.equal([[0.25, 1]]);
  });

  it('move along with a clock that is set, and count as something that was', () => {
    const past = history();
    rememberLevel(past, minute(5, 0.25), 1);
    expect(latestOf(past)).to.equal(NOON + 5 * MINUTE);
    shiftPast(past, -60 * MINUTE);
    expect(past.levels?.[0]?.at).to.equal(NOON - 55 * MINUTE);
    expect(past.levels?.[0]?.from).to.equal(NOON - 55 * MINUTE - 55 * SECOND);
  });
});
