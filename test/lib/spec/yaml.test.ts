import { expect } from 'chai';
import { readYaml } from '../../../lib/spec/yaml.ts';

/** Plain objects, so that a table can be compared. */
const value = (text: string) => JSON.parse(JSON.stringify(readYaml(text, 1).value ?? null));
const problems = (text: string) => {
  const { broken, problems, place } = readYaml(text, 1);
  return [...broken, ...problems].map(({ offset, problem }) => {
    const { line, column } = place(offset);
    return `${line}:${column} ${problem}`;
  });
};

describe('YAML read into values', () => {
  const cases: readonly [string, string, unknown][] = [
    [
      'scalars',
      'a: 1\nb: x\nc: 90%\nd: true\ne:\nf: 20m',
      { a: 1, b: 'x', c: '90%', d: true, e: null, f: '20m' },
    ],
    ['words that YAML 1.1 took for booleans', 'a: yes\nb: on\nc: off', { a: 'yes', b: 'on', c: 'off' }],
    ['instants, as text', 'a: 2026-11-22T18:00:00Z', { a: '2026-11-22T18:00:00Z' }],
    ['keys that are numbers', '1: 2', { 1: 2 }],
    ['JSON indented with tabs', '{\n\t"a": {\n\t\t"b": [1, 2]\n\t}\n}', { a: { b: [1, 2] } }],
    ['an anchor used twice', 'a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['the latest of two anchors of one name', 'a: &x 1\nb: &x 2\nc: *x', { a: 1, b: 2, c: 2 }],
    [
      'an anchor inside an anchored value, which an alias does not set anew',
      'a: &x [&y 1]\nb: &y 2\nc: *x\nd: *y',
      { a: [1], b: 2, c: [1], d: 2 },
    ],
    [
      'an anchor inside a merged value, which the merge does not set anew',
      'a: &x {p: &y 1}\nb: &y 2\nc: {<<: *x}\nd: *y',
      { a: { p: 1 }, b: 2, c: { p: 1 }, d: 2 },
    ],
    ['a merge key', 'a: &x { p: 1, q: 2 }\nb: { <<: *x, q: 3 }', { a: { p: 1, q: 2 }, b: { p: 1, q: 3 } }],
    [
      'a merge of several, the first winning',
      'a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc: {<<: [*x, *y]}',
      {
        a: { p: 1 },
        b: { p: 2, q: 2 },
        c: { p: 1, q: 2 },
      },
    ],
    ['a merge key in quotes, which is none', 'a: {"<<": 1}', { a: { '<<': 1 } }],
    ['nothing', '# only a comment', null],
  ];
  for (const [name, text, expected] of cases) {
    it(`reads ${name}`, () => {
      expect(problems(text)).to.deep.equal([]);
      expect(value(text)).to.deep.equal(expected);
    });
  }

  it('takes __proto__ for a field like any other', () => {
    const read = readYaml('__proto__: { polluted: 1 }', 1).value as object;
    expect(Object.keys(read)).to.deep.equal(['__proto__']);
    expect('polluted' in {}).to.equal(false);
  });

  it('knows where each field and value stands, in lines of the file', () => {
    const { spots, place } = readYaml('spec:\n  up: [{ pods: 2 }]\n', 11);
    const spot = spots.get('spec.up[0].pods');
    expect(spot && place(spot.key)).to.deep.equal({ line: 12, column: 10 });
    expect(spot && place(spot.value)).to.deep.equal({ line: 12, column: 16 });
  });
});

describe('YAML that is refused', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['a key given twice', 'a: 1\nb: { c: 1, d: 2, c: 3 }', ['2:18 "c" is given twice']],
    ['a tab as indentation', 'a:\n\tb: 1', ['2:1 not YAML: Tabs are not allowed as indentation']],
    ['a mapping as a key', '? [1, 2]\n: 3', ['1:3 not YAML: With stringKeys, all keys must be strings']],
    ['a tag', 'a: !include x', ['1:4 not YAML: Unresolved tag: !include']],
    ['bytes', 'a: !!binary aGVsbG8=', ['1:4 not YAML: Unresolved tag: tag:yaml.org,2002:binary']],
    ['an alias of nothing', 'a: *x', ['1:4 alias "*x" has no anchor before it']],
    ['an alias before its anchor', 'a: *x\nb: &x 1', ['1:4 alias "*x" has no anchor before it']],
    ['an alias inside its own anchor', 'a: &x [*x]', ['1:8 alias "*x" stands inside its own anchor']],
    ['a merge of itself', 'a: &x { <<: *x }', ['1:13 alias "*x" stands inside its own anchor']],
    ['a merge of a scalar', 'a: &x 1\nb: { <<: *x }', ['2:10 "<<" merges what is no mapping']],
  ];
  for (const [name, text, expected] of cases) {
    it(`names ${name}`, () => {
      expect(problems(text)).to.deep.equal(expected);
    });
  }

  // A recursive reader ends the whole process here: the stack overflows inside the engine's own regular expressions.
  for (const bracket of ['[', '{a: ', '- ', '? ', ': ', '[{']) {
    it(`survives a file that only says ${JSON.stringify(bracket)}`, () => {
      expect(problems(bracket.repeat(30_000))[0]).to.match(/^1:\d+ nested deeper than 64 levels$/);
    });
  }

  it('accepts 60 levels', () => {
    expect(problems('['.repeat(60) + ']'.repeat(60))).to.deep.equal([]);
  });

  it('stops at aliases that multiply each other', () => {
    const level = (i: number) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`;
    const text = ['a0: &a0 [1, 1]', ...Array.from({ length: 30 }, (_, i) => level(i))].join('\n');
    expect(problems(text)).to.have.lengthOf(1);
    expect(problems(text)[0]).to.match(/too many values: aliases multiply each other$/);
  });

  it('stops at merges that multiply each other', () => {
    const keys = Array.from({ length: 500 }, (_, i) => `k${i}: 1`).join(', ');
    const level = (i: number) => `a${i + 1}: &a${i + 1} { <<: [*a${i}, *a${i}] }`;
    const text = [`a0: &a0 { ${keys} }`, ...Array.from({ length: 30 }, (_, i) => level(i))].join('\n');
    expect(problems(text)[0]).to.match(/too many values: aliases multiply each other$/);
  });

  it('reports no more than three faults of syntax, each short and printable', () => {
    const found = problems(`${'] '.repeat(50)}\n${'!'.repeat(5000)}`);
    expect(found).to.have.lengthOf(3);
    for (const each of found) expect(each.length).to.be.below(200);
  });
});
