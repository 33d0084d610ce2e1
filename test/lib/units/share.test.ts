import { expect } from 'chai';
import fc from 'fast-check';
import { formatShare, parseShare, readableShare, shareOf, WHOLE } from '../../../lib/units/share.ts';

describe('shares', () => {
  const cases: readonly [string, number | null][] = [
    ['90%', 90_000],
    ['87.5%', 87_500],
    ['0.001%', 1],
    ['100 %', 100_000],
    ['150%', 150_000],
    ['0%', 0],
    ['33.333%', 33_333],
    ['0.0001%', null],
    ['90', null],
    ['-1%', null],
    ['%', null],
    ['1.%', null],
    ['ninety%', null],
  ];
  for (const [text, share] of cases) {
    it(`"${text}" is ${share === null ? 'none' : share}`, () => expect(parseShare(text)).to.equal(share));
  }

  it('read back what they print', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * WHOLE }), (share) => {
        expect(parseShare(formatShare(share))).to.equal(share);
      }),
      { seed: 1 },
    );
  });
});

describe('the share of a part', () => {
  const cases: readonly [string, readonly [number, number, number?, number?], number][] = [
    ['is 100 % of the whole', [7, 7], WHOLE],
    ['is rounded up', [1, 3], 33_334],
    ['is 0 of nothing', [0, 3], 0],
    ['may be more than the whole', [3, 2], 150_000],
    ['is exact for a third that is multiplied by three', [1, 3, 3, 1], WHOLE],
    ['is exact at the edge beyond 2^53', [9 * 2 ** 52, 10 * 2 ** 52], 90_000],
    ['is one more a byte above that edge', [9 * 2 ** 52 + 2048, 10 * 2 ** 52], 90_001],
    ['is exact for a petabyte on a thousand workers', [0.9 * 2 ** 50 * 10, 10 * 2 ** 50, 999, 999], 90_000],
  ];
  for (const [name, [part, whole, partTimes, wholeTimes], expected] of cases) {
    it(name, () => expect(shareOf(part, whole, partTimes, wholeTimes)).to.equal(expected));
  }

  it('is what whole-number arithmetic makes of it, however big', () => {
    const bytes = fc.oneof(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }).map(Number),
    );
    const times = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(bytes, bytes, times, times, (part, whole, partTimes, wholeTimes) => {
        const [dividend, divisor] = [
          BigInt(part) * BigInt(partTimes) * BigInt(WHOLE),
          BigInt(whole) * BigInt(wholeTimes),
        ];
        const exact = (dividend + divisor - 1n) / divisor;
        expect(shareOf(part, whole, partTimes, wholeTimes)).to.equal(Number(exact));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('is exact at every edge: a part that is a whole number of thousandths is not rounded up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 * WHOLE }),
        fc.integer({ min: 1, max: 2 ** 34 }),
        (share, unit) => {
          expect(shareOf(share * unit, WHOLE * unit)).to.equal(share);
          expect(shareOf(share * unit + 1, WHOLE * unit)).to.equal(share + 1);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe('a share as a person reads it', () => {
  const cases: readonly [number, readonly number[], string][] = [
    [90_335, [], '90.3%'],
    [93_750, [90_000], '93.8%'],
    [90_000, [90_000], '90%'],
    [89_960, [90_000], '89.96%'],
    [89_999, [90_000], '89.999%'],
    [90_001, [90_000], '90.001%'],
    [90_060, [90_080], '90.06%'],
    [99_960, [], '99.96%'],
    [40, [], '0.04%'],
    [0, [], '0%'],
    [100_000, [], '100%'],
    [133_334, [90_000], '133.3%'],
  ];
  for (const [share, others, text] of cases) {
    it(`${formatShare(share)} beside ${others.map(formatShare).join(', ') || 'nothing'} reads ${text}`, () => {
      expect(readableShare(share, others)).to.equal(text);
    });
  }

  it('compares with every other as the exact ones do', () => {
    const near = fc.integer({ min: 89_800, max: 90_200 });
    fc.assert(
      fc.property(fc.array(near, { minLength: 2, maxLength: 4 }), (shares) => {
        const read = shares.map(
          (share, i) => parseShare(readableShare(share, shares.toSpliced(i, 1))) ?? Number.NaN,
        );
        for (const [i, a] of shares.entries()) {
          for (const [j, b] of shares.entries()) {
            expect(Math.sign((read[i] as number) - (read[j] as number))).to.equal(Math.sign(a - b));
          }
        }
      }),
    );
  });
});
