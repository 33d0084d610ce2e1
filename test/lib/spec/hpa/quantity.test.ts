import { expect } from 'chai';
import { floatOf, milliOf, parseQuantity } from '../../../../lib/spec/hpa/quantity.ts';

describe('A Kubernetes quantity', () => {
  const readable: readonly [string | number, string, number][] = [
    ['90', '90', 90_000],
    [90, '90', 90_000],
    [0.1, '100m', 100],
    ['0.1', '100m', 100],
    ['100m', '100m', 100],
    ['1.', '1', 1000],
    ['.5', '500m', 500],
    ['0.0001', '100u', 1],
    ['1500m', '1500m', 1500],
    ['0.0000000001', '1n', 1],
    ['250u', '250u', 1],
    ['7n', '7n', 1],
    ['12e3', '12000', 12_000_000],
    ['1E2', '100', 100_000],
    ['1E', '1000000000000000000', 1e21],
    ['1k', '1000', 1_000_000],
    ['1Ki', '1024', 1_024_000],
    ['1.5Mi', '1572864', 1_572_864_000],
    ['0', '0', 0],
    ['-0', '0', 0],
    ['1e9999', '9223372036854775807', 2 ** 63 * 1000],
    ['9223372036854775807m', '9223372036854775807m', 2 ** 63],
    ['1e-20', '1n', 1],
  ];
  for (const [written, text, milli] of readable) {
    it(`reads ${JSON.stringify(written)} as ${text}`, () => {
      const quantity = parseQuantity(written);
      expect(quantity?.text).to.equal(text);
      expect(quantity === null ? null : milliOf(quantity)).to.equal(milli);
    });
  }

  it('keeps the sign', () => {
    expect(parseQuantity('-0.001')).to.deep.equal({ text: '-1m', nano: -1_000_000n });
  });

  for (const written of ['', 'abc', '1 Gi', '1gi', '1kk', '--1', '1e', '1.2.3', '0x10', '∞', Number.NaN]) {
    it(`does not read ${JSON.stringify(written)}`, () => {
      expect(parseQuantity(written)).to.equal(null);
    });
  }

  const floats: readonly [string, number][] = [
    ['0.1', 0.1],
    ['100m', 0.1],
    ['0.01', 0.01],
    ['0.3', 0.3],
    ['70m', 0.07],
    ['0', 0],
    ['10', 10],
    ['1500u', 0.0015],
    ['-0.5', -0.5],
  ];
  for (const [written, double] of floats) {
    it(`computes with ${written} as the double ${double}`, () => {
      const quantity = parseQuantity(written);
      expect(quantity === null ? null : floatOf(quantity)).to.equal(double);
    });
  }
});
