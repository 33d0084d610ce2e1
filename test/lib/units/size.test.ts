import { expect } from 'chai';
import fc from 'fast-check';
import { formatSize, parseFluidSize, parseSize } from '../../../lib/units/size.ts';

const GIB = 2 ** 30;

describe('sizes as a person writes them', () => {
  const cases: readonly [string, number | null][] = [
    ['0', 0],
    ['1073741824', GIB],
    ['1Gi', GIB],
    ['1GiB', GIB],
    ['1gib', GIB],
    ['2.71GiB', 2_909_840_343],
    ['1G', 1e9],
    ['1GB', 1e9],
    ['500MB', 5e8],
    ['500 MiB', 500 * 2 ** 20],
    ['1Ti', 2 ** 40],
    ['1.5k', 1500],
    ['1i', null],
    ['GiB', null],
    ['-1Gi', null],
    ['1GiBi', null],
    ['1,5Gi', null],
    ['', null],
  ];
  for (const [text, bytes] of cases) {
    it(`"${text}" is ${bytes === null ? 'none' : `${bytes} bytes`}`, () =>
      expect(parseSize(text)).to.equal(bytes));
  }
});

describe('sizes as Fluid writes them', () => {
  const cases: readonly [string, number | null][] = [
    ['0.00B', 0],
    ['2.71GiB', 2_909_840_343],
    ['1020.92MiB', 1_070_512_210],
    // Every unit of Fluid's is binary, whatever it is called.
    ['1GB', GIB],
    ['1G', GIB],
    ['12', 12],
    ['', null],
    ['N/A', null],
    ['[Calculating]', null],
    ['-1.00GiB', null],
    ['NaN', null],
  ];
  for (const [text, bytes] of cases) {
    it(`"${text}" is ${bytes === null ? 'none' : `${bytes} bytes`}`, () => {
      expect(parseFluidSize(text)).to.equal(bytes);
    });
  }
});

describe('printed sizes', () => {
  it('look as Fluid prints them', () => {
    const shown = [0, 1, 1023, 1024, 2_909_840_343, GIB, 2 ** 60, -GIB].map(formatSize);
    expect(shown).to.deep.equal([
      '0.00B',
      '1.00B',
      '1023.00B',
      '1.00KiB',
      '2.71GiB',
      '1.00GiB',
      '1.00EiB',
      '-1.00GiB',
    ]);
  });

  it('read back, both ways, to within half a hundredth of their unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }).map(Number), (bytes) => {
        const text = formatSize(bytes);
        const unit =
          1024 ** Math.max(0, 'B KiB MiB GiB TiB PiB EiB'.split(' ').indexOf(text.replace(/^[\d.]+/, '')));
        for (const read of [parseSize(text), parseFluidSize(text)]) {
          expect(Math.abs((read ?? Number.NaN) - bytes)).to.be.at.most(0.005 * unit + 1);
        }
      }),
      { seed: 1 },
    );
  });
});
