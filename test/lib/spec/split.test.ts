import { expect } from 'chai';
import fc from 'fast-check';
import { hashOf, ownText, splitDocuments } from '../../../lib/spec/split.ts';

const own = (text: string) => splitDocuments(text).map((slice) => [slice.line, ownText(slice.text)]);

describe('a file cut into documents', () => {
  const cases: readonly [string, string, readonly [number, string][]][] = [
    ['one document', 'a: 1\n', [[1, 'a: 1']]],
    ['a marker before it', '---\na: 1\n', [[1, 'a: 1']]],
    [
      'two documents',
      'a: 1\n---\nb: 2\n',
      [
        [1, 'a: 1'],
        [2, 'b: 2'],
      ],
    ],
    [
      'content on the marker line',
      '--- {a: 1}\n--- {b: 2}\n',
      [
        [1, '--- {a: 1}'],
        [2, '--- {b: 2}'],
      ],
    ],
    ['a comment on the marker line', '--- # first\na: 1\n', [[1, '--- # first\na: 1']]],
    [
      'an end marker',
      'a: 1\n...\nb: 2\n',
      [
        [1, 'a: 1'],
        [3, 'b: 2'],
      ],
    ],
    [
      'Windows line ends',
      'a: 1\r\n---\r\nb: 2\r\n',
      [
        [1, 'a: 1'],
        [2, 'b: 2'],
      ],
    ],
    ['empty documents between', '---\n---\n\n---\na: 1\n---\n', [[4, 'a: 1']]],
    ['comments only', '# nothing\n---\n# here\n', []],
    ['a comment before the first marker', '# head\n---\na: 1\n', [[2, 'a: 1']]],
    ['a comment inside', '# head\na: 1\n', [[1, '# head\na: 1']]],
    ['an indented first line', '\n\n  a: 1\n  b: 2\n', [[1, '  a: 1\n  b: 2']]],
    ['dashes inside a line', 'a: ---\n  --- x\n----\n', [[1, 'a: ---\n  --- x\n----']]],
    [
      'a directive, which belongs to the marker after it',
      '%YAML 1.2\n---\na: 1\n---\nb: 2\n',
      [
        [1, '%YAML 1.2\n---\na: 1'],
        [4, 'b: 2'],
      ],
    ],
    [
      'a percent sign in content, which is none',
      'a: |\n %x\n---\nb: 2\n',
      [
        [1, 'a: |\n %x'],
        [3, 'b: 2'],
      ],
    ],
    ['nothing', '', []],
  ];
  for (const [name, text, expected] of cases) {
    it(`handles ${name}`, () => {
      expect(own(text)).to.deep.equal(expected);
    });
  }

  it('gives a document the same text and hash wherever it stands', () => {
    const document = fc.constantFrom('a: 1', 'b:\n  c: 2', '- x\n- y', '# note\nd: 3', '{e: 4}');
    const separator = fc.constantFrom('\n---\n', '\n\n---\n\n', '\n...\n---\n', '\n---  \n');
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 5 }), separator, (documents, between) => {
        const texts = splitDocuments(documents.join(between)).map(({ text }) => ownText(text));
        expect(texts).to.deep.equal(documents);
        expect(texts.map(hashOf)).to.deep.equal(documents.map(hashOf));
      }),
    );
  });
});
