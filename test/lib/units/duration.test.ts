import { expect } from 'chai';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../../lib/units/duration.ts';

describe('durations', () => {
  const cases: readonly [string, number | null][] = [
    ['0', 0],
    ['0s', 0],
    ['250ms', 250],
    ['90s', 90_000],
    ['20m', 1_200_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['30m1h', 5_400_000],
    ['1.5h', 5_400_000],
    ['0.0004s', 0],
    [' 5m ', 300_000],
    ['', null],
    [' ', null],
    ['5', null],
    ['m', null],
    ['5 m', null],
    ['-5m', null],
    ['5M', null],
    ['5mm', null],
    ['5m!', null],
    ['1e3s', null],
    ['.5h', null],
    [`${'9'.repeat(400)}d`, null],
  ];
  for (const [text, ms] of cases) {
    it(`"${text.slice(0, 20)}" is ${ms === null ? 'none' : `${ms} ms`}`, () => {
      expect(parseDuration(text)).to.equal(ms);
    });
  }

  it('print in the shortest form', () => {
    const shown = [0, 1, 999, 1000, 1_200_000, 5_400_000, 90_061_001, -60_000].map(formatDuration);
    expect(shown).to.deep.equal(['0s', '1ms', '999ms', '1s', '20m', '1h30m', '1d1h1m1s1ms', '-1m']);
  });

  it('read back what they print', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).to.equal(ms);
      }),
      { seed: 1 },
    );
  });

  it('read no text as something else than a duration, and never throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseDuration(text);
        if (ms === null) return;
        expect(text.trim()).to.match(/^(0|(\d+(\.\d+)?(ms|s|m|h|d))+)$/);
        expect(Number.isSafeInteger(ms) && ms >= 0).to.equal(true);
      }),
      { seed: 1 },
    );
  });
});
