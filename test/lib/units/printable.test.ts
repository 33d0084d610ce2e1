import { expect } from 'chai';
import { printable } from '../../../lib/units/printable.ts';

describe('a text from outside', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['an escape sequence', 'a\u001b[2J', 'a\\u{1b}[2J'],
    ['the one-byte form of one', '\u009b31m', '\\u{9b}31m'],
    ['line breaks and tabs', 'a\r\n\tb', 'a\\u{d}\\u{a}\\u{9}b'],
    ['separators of lines and paragraphs', '\u2028\u2029', '\\u{2028}\\u{2029}'],
    ['delete', '\u007f', '\\u{7f}'],
    ['a bidi override and isolate', '\u202efdp\u2066', '\\u{202e}fdp\\u{2066}'],
    ['half a surrogate pair', 'a\ud83d', 'a\\u{d83d}'],
  ];
  for (const [what, text, shown] of cases) {
    it(`shows ${what} instead of letting it act, and the same when shown twice`, () => {
      expect(printable(text)).to.equal(shown);
      expect(printable(shown)).to.equal(shown);
    });
  }

  it('is left alone in any language', () => {
    expect(printable('größer, 更多, 🙂')).to.equal('größer, 更多, 🙂');
  });
});
