import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../lib/root.ts';
import { tempFolder } from '../support/temp.ts';

const call = promisify(execFile);

describe('what npm does with a checkout before it is used', function prepared() {
  this.timeout(60_000);

  // `npm run` says that it is npm's command; so the line itself is run, as npm runs it.
  const { prepare } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).scripts;

  /** Whether a build was begun in a folder that has a build already, or none. */
  async function builds(command: string, bundle: boolean): Promise<boolean> {
    const folder = tempFolder('prepare');
    const build = `node -e "fs.writeFileSync('built', '')"`;
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'checkout', scripts: { build } }));
    if (bundle) {
      mkdirSync(join(folder, '.build', 'bundle'), { recursive: true });
      writeFileSync(join(folder, '.build', 'bundle', 'main.js'), '');
    }
    await call('sh', ['-c', prepare], { cwd: folder, env: { ...process.env, npm_command: command } });
    return existsSync(join(folder, 'built'));
  }

  for (const [command, bundle, built, why] of [
    ['ci', false, true, 'builds when it installs'],
    ['ci', true, true, 'builds anew when it installs again: the sources may be others'],
    ['exec', false, true, 'builds for npx where nothing is built'],
    [
      'exec',
      true,
      false,
      'leaves a build alone for npx: it may be running, and a command is to answer at once',
    ],
  ] as const)
    it(why, async () => {
      expect(await builds(command, bundle)).to.equal(built);
    });
});
