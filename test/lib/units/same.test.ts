import { expect } from 'chai';
import fc from 'fast-check';
import { sameValue } from '../../../lib/units/same.ts';

describe('whether two plain values say the same', () => {
  it('is what their texts say, whatever order their fields have', () => {
    const sorted = (value: unknown): string =>
      JSON.stringify(value, (_, one) =>
        typeof one === 'object' && one !== null && !Array.isArray(one)
          ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
          : one,
      );
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(fc.property(value, value, (a, b) => sameValue(a, b) === (sorted(a) === sorted(b))));
    fc.assert(fc.property(value, (a) => sameValue(a, JSON.parse(JSON.stringify(a)))));
  });

  it('knows a list from an object, and a field that is missing from one that is null', () => {
    expect(sameValue([], {})).to.equal(false);
    expect(sameValue({ a: null }, {})).to.equal(false);
    expect(sameValue({}, { a: 1 })).to.equal(false);
    expect(sameValue({ a: 1, b: [{ c: 'x' }] }, { b: [{ c: 'x' }], a: 1 })).to.equal(true);
  });
});
