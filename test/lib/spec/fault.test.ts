import { expect } from 'chai';
import { type Fault, formatFault, pathText, valueText } from '../../../lib/spec/fault.ts';

const fault = (rest: Partial<Fault> = {}): Fault => ({
  file: 'a.yaml',
  line: 2,
  column: 3,
  path: 'spec.mode',
  value: '"dry"',
  problem: '"dry" is not allowed',
  allowed: 'auto or dry-run or paused',
  ...rest,
});

describe('a fault on one line', () => {
  const cases: readonly [string, Partial<Fault>, string][] = [
    [
      'says where, what, and what is allowed',
      {},
      'a.yaml:2:3: spec.mode: "dry" is not allowed; allowed: auto or dry-run or paused',
    ],
    [
      'names the word that was meant',
      { suggestion: 'dry-run' },
      'a.yaml:2:3: spec.mode: "dry" is not allowed; did you mean "dry-run"? allowed: auto or dry-run or paused',
    ],
    ['leaves out what it has said', { problem: 'x is y', allowed: 'y' }, 'a.yaml:2:3: spec.mode: x is y'],
    ['has no path at the top', { path: '', allowed: '' }, 'a.yaml:2:3: "dry" is not allowed'],
    [
      'prints a number without quotes',
      { suggestion: '2', allowed: '' },
      'a.yaml:2:3: spec.mode: "dry" is not allowed; did you mean 2?',
    ],
    [
      'says what follows',
      { allowed: '', follows: 'nothing' },
      'a.yaml:2:3: spec.mode: "dry" is not allowed\n  nothing',
    ],
    [
      'keeps a strange file name on its line',
      { file: 'a\nb', allowed: '' },
      'a\\u{a}b:2:3: spec.mode: "dry" is not allowed',
    ],
    [
      'lets nothing of what it is told reach a terminal raw',
      { path: 'spec.\u001b[31m', problem: 'x\u009b2J', allowed: '\u202ey', follows: 'z\u0007' },
      'a.yaml:2:3: spec.\\u{1b}[31m: x\\u{9b}2J; allowed: \\u{202e}y\n  z\\u{7}',
    ],
  ];
  for (const [name, rest, expected] of cases) {
    it(name, () => {
      expect(formatFault(fault(rest))).to.equal(expected);
    });
  }
});

describe('a fault with its line of the file', () => {
  const shown = (source: string, rest: Partial<Fault> = {}) =>
    formatFault(fault({ allowed: '', ...rest }), source)
      .split('\n')
      .slice(1);

  it('puts the caret under the place', () => {
    expect(shown('spec:\n  mode: dry\n')).to.deep.equal(['    2 |   mode: dry', '      |   ^']);
  });

  it('keeps tabs, so that the caret stays where it belongs', () => {
    expect(shown('spec:\n\t\tmode: dry')).to.deep.equal(['    2 | \t\tmode: dry', '      | \t\t^']);
  });

  it('cuts a long line around the place', () => {
    const [line, caret] = shown(`\n${'x'.repeat(500)}Y${'z'.repeat(500)}`, { column: 501 });
    expect(line?.length).to.be.below(140);
    expect(line?.[caret?.indexOf('^') ?? 0]).to.equal('Y');
  });

  it('shows nothing where there is nothing', () => {
    expect(shown('')).to.deep.equal([]);
    expect(shown('a\n   \n')).to.deep.equal([]);
  });

  for (const line of [
    'password: hunter2',
    'db_password: "hunter2"',
    '{ apiKey: hunter2 }',
    'url: http://bob:hunter2@host/',
    'authToken = hunter2',
  ]) {
    it(`hides the secret in ${line}`, () => {
      const text = shown(`\n${line}`, { column: 1 }).join('\n');
      expect(text).to.contain('***').and.not.contain('hunter2');
    });
  }

  it('escapes what a terminal would obey', () => {
    const text = shown('\nmode: \u001b[31mred\u202e').join('');
    expect(text).to.not.contain('\u001b').and.not.contain('\u202e');
  });
});

describe('the value of a fault', () => {
  const cases: readonly [unknown, readonly (string | number)[], string][] = [
    ['dry', ['spec', 'mode'], '"dry"'],
    [5, ['spec', 'interval'], '5'],
    [true, ['spec', 'mode'], 'true'],
    [null, ['spec'], 'nothing'],
    [{ a: 1 }, ['spec'], 'a mapping'],
    [{}, ['spec'], 'an empty mapping'],
    [[1], ['spec'], 'a list'],
    [[], ['spec'], 'an empty list'],
    ['x'.repeat(100), ['spec', 'mode'], `"${'x'.repeat(60)}…"`],
    ['a"b\nc', ['spec', 'mode'], '"a\\"b\\u{a}c"'],
    ['http://bob:pw@host/', ['spec', 'engine', 'url'], '"http://***@host/"'],
    [5, ['metadata', 'annotations', 'x'], '(hidden)'],
    [5, ['metadata', 'labels', 'api-token'], '(hidden)'],
  ];
  for (const [value, path, expected] of cases) {
    it(`${JSON.stringify(value).slice(0, 30)} at ${path.join('.')} reads ${expected.slice(0, 30)}`, () => {
      expect(valueText(value, path)).to.equal(expected);
    });
  }

  it('names a path as a person would', () => {
    expect(pathText(['spec', 'step', 'up', 0, 'pods'])).to.equal('spec.step.up[0].pods');
    expect(pathText(['metadata', 'labels', 'app.io/name'])).to.equal('metadata.labels["app.io/name"]');
    expect(pathText([])).to.equal('');
  });
});
