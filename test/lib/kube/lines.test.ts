import { expect } from 'chai';
import fc from 'fast-check';
import { ConnectionError } from '../../../lib/kube/errors.ts';
import { createLineSplitter } from '../../../lib/kube/lines.ts';

function split(chunks: readonly Buffer[], maxBytes = 2 ** 20): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line), maxBytes);
  for (const chunk of chunks) splitter.push(chunk);
  return lines;
}

describe('the line splitter', () => {
  it('gives the same lines wherever the bytes are cut, and never the unfinished last one', () => {
    const whole = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', '')));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    const property = fc.property(whole, fc.string(), sizes, (lines, rest, cuts) => {
      const text = `${lines.map((line) => `${line}\n`).join('')}${rest.replaceAll('\n', '')}`;
      const bytes = Buffer.from(text, 'utf8');
      const chunks: Buffer[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const end = at + (cuts[turn % cuts.length] ?? 1);
        chunks.push(bytes.subarray(at, end));
        at = end;
      }
      expect(split(chunks)).to.deep.equal(lines);
    });
    fc.assert(property);
  });

  it('takes a line of several MiB in small pieces', () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    const pieces = Array.from({ length: 64 }, () => piece);
    const [line] = split([...pieces, Buffer.from('\n')], 16 * 2 ** 20);
    expect(line).to.have.length(4 * 2 ** 20);
  });

  it('refuses a line that grows past the limit', () => {
    expect(() => split([Buffer.alloc(6, 'x'), Buffer.alloc(5, 'x')], 10))
      .to.throw(ConnectionError)
      .with.property('code', 'TOO_LARGE');
  });

  it('counts the limit anew for each line', () => {
    expect(split([Buffer.from('12345678\n12345678\n12345678\n')], 10)).to.have.length(3);
  });
});
