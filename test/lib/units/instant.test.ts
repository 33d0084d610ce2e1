import { expect } from 'chai';
import fc from 'fast-check';
import { formatInstant, parseInstant } from '../../../lib/units/instant.ts';

const now = Date.UTC(2026, 10, 22, 14, 5, 30);

describe('instants as people type them', () => {
  const cases: readonly [string, number | null][] = [
    ['now', now],
    ['-10m', now - 600_000],
    ['-1h30m', now - 5_400_000],
    ['2026-11-22T14:05:00Z', now - 30_000],
    ['2026-11-22T15:05:00+01:00', now - 30_000],
    [' 2026-11-22T14:05:00Z ', now - 30_000],
    ['2026-11-22', null],
    ['2026-13-22T14:05:00Z', null],
    ['24:00', null],
    ['12:60', null],
    ['12:00:60', null],
    ['12', null],
    ['-', null],
    ['yesterday', null],
    ['', null],
  ];
  for (const [text, at] of cases) {
    it(`"${text}" is ${at === null ? 'none' : at - now}`, () => expect(parseInstant(text, now)).to.equal(at));
  }

  it('may be a time of today, in the local time zone', () => {
    const at = new Date(now);
    at.setHours(14, 5, 0, 0);
    expect(parseInstant('14:05', now)).to.equal(at.getTime());
    at.setHours(9, 0, 7, 0);
    expect(parseInstant('9:00:07', now)).to.equal(at.getTime());
  });

  it('read back what is printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        expect(parseInstant(formatInstant(ms), now)).to.equal(ms);
      }),
      { seed: 1 },
    );
    expect(formatInstant(now)).to.equal('2026-11-22T14:05:30Z');
    expect(formatInstant(now + 7)).to.equal('2026-11-22T14:05:30.007Z');
  });
});
