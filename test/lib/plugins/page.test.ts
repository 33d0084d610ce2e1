import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';
import { binFile } from '../../cmd/child.ts';
import { tempFolder } from '../../support/temp.ts';

const call = promisify(execFile);

/** The first block of this language on a page. */
function blockOf(page: string, language: string): readonly string[] {
  // Every second piece is inside a pair of fences.
  const blocks = page.split(/^```/m).filter((_, i) => i % 2 === 1);
  const [, ...lines] =
    blocks
      .find((block) => block.split('\n')[0] === language)
      ?.trimEnd()
      .split('\n') ?? [];
  if (lines.length === 0) throw new Error(`no block of ${language}`);
  return lines;
}

/** Runs a line of a page as a shell would, with the program on its path. @returns what it prints */
async function obey(line: string, cwd: string): Promise<string> {
  const words = line
    .replace(/^npx /, '')
    .replace(/ +#.*$/, '')
    .split(' ');
  const [command = '', ...args] = words;
  const own = command === 'fluid-autoscaler' ? [binFile(), ...args] : args;
  const program = command === 'fluid-autoscaler' || command === 'node' ? process.execPath : command;
  return (await call(program, own, { cwd })).stdout;
}

describe('a page about policies of one’s own', function pages() {
  this.timeout(120_000);

  for (const [file, inside] of [
    ['lib/plugins/README.md', false],
    ['examples/plugins/README.md', true],
  ] as const)
    it(`${file} can be followed by a stranger: every command works, and prints what the page shows`, async () => {
      const page = readFileSync(join(projectRoot, file), 'utf8');
      const cwd = inside ? projectRoot : tempFolder('stranger');
      const commands = blockOf(page, 'sh');
      expect(commands.length).to.be.at.least(3);
      let last = '';
      for (const command of commands) last = await obey(command, cwd);
      for (const line of blockOf(page, '')) expect(last.split('\n')).to.include(line);
    });

  it('names every field that a module may have', async () => {
    const page = readFileSync(join(projectRoot, 'lib/plugins/README.md'), 'utf8');
    for (const field of ['name', 'summary', 'schema', 'build', 'example', 'window', 'clock'])
      expect(page).to.match(new RegExp(`^\\| \`${field}\\b`, 'm'));
  });
});
