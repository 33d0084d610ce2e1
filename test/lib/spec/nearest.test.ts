import { expect } from 'chai';
import fc from 'fast-check';
import { distance, nearest } from '../../../lib/spec/nearest.ts';

const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });

describe('the distance between two words', () => {
  const cases: readonly [string, string, number][] = [
    ['', '', 0],
    ['step', 'step', 0],
    ['stp', 'step', 1],
    ['stepp', 'step', 1],
    ['stop', 'step', 1],
    ['setp', 'step', 1],
    ['treshold', 'threshold', 1],
    ['', 'step', 4],
    ['abc', 'xyz', 3],
  ];
  for (const [a, b, expected] of cases) {
    it(`of "${a}" and "${b}" is ${expected}`, () => {
      expect(distance(a, b)).to.equal(expected);
    });
  }

  it('is the same both ways, and 0 only for equal words', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).to.equal(distance(b, a));
        expect(distance(a, b) === 0).to.equal(a === b);
      }),
    );
  });

  it('is never more than the longer word, nor less than the difference in length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).to.be.within(Math.abs(a.length - b.length), Math.max(a.length, b.length));
      }),
    );
  });
});

describe('the nearest known word', () => {
  const known = ['threshold', 'target', 'step', 'cooldown', 'scaleUp', 'scaleDown', 'afterUp', 'up'];
  const cases: readonly [string, string | undefined][] = [
    ['treshold', 'threshold'],
    ['Threshold', 'threshold'],
    ['cool-down', 'cooldown'],
    ['cool_down', 'cooldown'],
    ['steps', 'step'],
    ['scaledown', 'scaleDown'],
    ['scaleDwon', 'scaleDown'],
    ['ups', 'up'],
    ['replicas', undefined],
    ['down', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ];
  for (const [typo, expected] of cases) {
    it(`for "${typo.slice(0, 12)}" is ${expected ?? 'none'}`, () => {
      expect(nearest(typo, known)).to.equal(expected);
    });
  }

  it('finds any known word of four letters or more after one slip', () => {
    const long = known.filter(({ length }) => length >= 4);
    const slip = fc.tuple(fc.constantFrom(...long), fc.nat(), fc.constantFrom('x', ''));
    fc.assert(
      fc.property(slip, ([right, at, letter]) => {
        const index = at % right.length;
        const typo = right.slice(0, index) + letter + right.slice(index + 1);
        expect(nearest(typo, known)).to.equal(right);
      }),
    );
  });
});
