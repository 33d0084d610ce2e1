import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../lib/root.ts';
import { policies } from '../../policies/index.ts';

const root = join(projectRoot, 'policies');
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

const examples = readdirSync(join(projectRoot, 'examples'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(projectRoot, 'examples', name), 'utf8'));

/** What a policy's folder lacks. */
function missing(name: string, names: readonly string[]): string[] {
  return [
    ...(names.includes(name) ? [] : ['a line in policies/index.ts']),
    ...(existsSync(join(root, name, 'README.md')) ? [] : ['README.md']),
    ...(existsSync(join(projectRoot, 'test', 'policies', `${name}.test.ts`)) ? [] : ['a test']),
    ...(examples.some((text) => new RegExp(`^ {4}${name}:`, 'm').test(text))
      ? []
      : ['a use of it in an example']),
  ];
}

describe('a folder under policies/', () => {
  const names = policies.map(({ name }) => name);

  for (const name of folders) {
    it(`${name} is in the registry, and has a page, a test and an example`, () => {
      expect(missing(name, names)).to.deep.equal([]);
    });
  }

  it('that has none of it is noticed', () => {
    expect(missing('nowhere', names)).to.have.lengthOf(4);
  });

  it('is where every policy of the registry lives, in order of the alphabet', () => {
    expect(names).to.deep.equal(folders);
  });

  it('stands in the table of policies/README.md with its summary', () => {
    const page = readFileSync(join(root, 'README.md'), 'utf8');
    for (const { name, summary } of policies) {
      expect(page).to.include(`| [${name}](${name}/README.md) | ${summary} |`);
    }
  });
});
