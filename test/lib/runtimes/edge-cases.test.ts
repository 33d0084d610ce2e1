import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';

const page = readFileSync(join(projectRoot, 'lib/runtimes/edge-cases.md'), 'utf8');
const SHOWN = /^`(test\/[^`]+\.test\.ts)` `([^`]+)`$/;

/** The rows of the table below a heading, each as its cells. */
function rowsBelow(heading: string): string[][] {
  const [, rest = ''] = page.split(`\n## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const table = section.split('\n').filter((line) => line.startsWith('| '));
  return table.slice(1).map((line) => line.slice(2, -2).split(' | '));
}

/** What is wrong with a row, or null: each test it names must be there, word by word, and an exception must have a reason. */
function faultOf(cells: readonly string[]): string | null {
  if (cells.length !== 4 || cells.some((cell) => cell.trim() === ''))
    return 'not four cells that say something';
  const [, , , shown = ''] = cells;
  if (shown.startsWith('exception: ')) return shown.length > 50 ? null : 'an exception without a reason';
  for (const one of shown.split('<br>')) {
    const [, file, words] = SHOWN.exec(one) ?? [];
    if (file === undefined || words === undefined) return `names no test: ${one}`;
    if (!existsSync(join(projectRoot, file))) return `no such file: ${file}`;
    if (!readFileSync(join(projectRoot, file), 'utf8').includes(words)) return `not in ${file}: ${words}`;
  }
  return null;
}

describe('edge cases', () => {
  const cases = rowsBelow('Cases');
  const seen = rowsBelow('What real controllers and engines were seen to do');

  it('are 70, in order', () => {
    expect(cases.map(([number]) => Number(number))).to.deep.equal(
      Array.from({ length: 70 }, (_, i) => i + 1),
    );
  });

  it('are beside what was seen of Fluid and of both engines', () => {
    expect([...new Set(seen.map(([of]) => of))]).to.deep.equal(['Fluid', 'Alluxio', 'JuiceFS']);
  });

  for (const cells of [...cases, ...seen])
    it(`each have their tests, or a reason to have none: ${cells.slice(0, 2).join(', ')}`, () =>
      expect(faultOf(cells)).to.equal(null));

  const SELF = 'test/lib/runtimes/edge-cases.test.ts';
  const BROKEN: [string, string[], string][] = [
    ['a file that is not there', ['1', 'a', 'b', '`test/none.test.ts` `x`'], 'no such file'],
    ['words that are not in it', ['1', 'a', 'b', `\`${SELF}\` \`${['no', 'where'].join('-')}\``], 'not in'],
    ['words of no test', ['1', 'a', 'b', 'somewhere'], 'names no test'],
    ['nothing', ['1', 'a', 'b', ' '], 'not four cells'],
    ['an exception without a reason', ['1', 'a', 'b', 'exception: no'], 'without a reason'],
  ];
  for (const [what, cells, fault] of BROKEN)
    it(`would be found with ${what}`, () => expect(faultOf(cells)).to.include(fault));
});
