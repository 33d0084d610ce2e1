import { expect } from 'chai';
import fc from 'fast-check';
import { cut, wrap } from '../../../lib/report/wrap.ts';

describe('breaking a line for a terminal', () => {
  const cases: readonly [string, string, number | null, string[]][] = [
    ['leaves a line that fits', 'as it is', 20, ['as it is']],
    ['leaves every line where there is no terminal', 'x '.repeat(100), null, ['x '.repeat(100)]],
    ['breaks at a space', 'one two three', 8, ['one two', 'three']],
    [
      'hangs what follows under its last column',
      '  step    one two three four',
      20,
      ['  step    one two', '          three four'],
    ],
    ['keeps an indentation', '    one two three', 11, ['    one two', '    three']],
    ['does not hang under a column far to the right', 'one two  three four', 15, ['one two  three', 'four']],
    ['does not break inside a word', 'abcdefghijkl mno', 5, ['abcdefghijkl', 'mno']],
  ];
  for (const [name, line, columns, expected] of cases) {
    it(name, () => expect(wrap(line, columns)).to.deep.equal(expected));
  }

  it('loses no word, and breaks no line that could be shorter', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 14, max: 60 }), (words, columns) => {
        const lines = wrap(`  ${words.join(' ')}`, columns);
        expect(lines.flatMap((line) => line.trim().split(' '))).to.deep.equal(words);
        for (const line of lines) expect(line.length).to.be.at.most(columns);
      }),
    );
  });
});

describe('cutting a row for a terminal', () => {
  it('shows that it did', () => expect(cut('abcdef', 4)).to.equal('abc…'));
  it('leaves a row that fits', () => expect(cut('abcd', 4)).to.equal('abcd'));
  it('leaves every row where there is no terminal', () => expect(cut('abcd', null)).to.equal('abcd'));
});
