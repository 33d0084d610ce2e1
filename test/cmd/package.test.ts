import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../lib/root.ts';
import { version } from '../../lib/version.ts';
import { tempFolder } from '../support/temp.ts';

const call = promisify(execFile);

/** The modules a package needs at run time, its own needs included, by name. */
function neededBy(name: string, folder = join(projectRoot, 'node_modules', name)): readonly string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return [name, ...Object.keys(dependencies).flatMap((one) => neededBy(one))];
}

describe('the package that npm packs', function packed() {
  this.timeout(60_000);
  let folder: string;
  const run = (...args: string[]) =>
    call(process.execPath, [join(folder, '.build/bundle/main.js'), ...args], { cwd: folder });

  before(
    'pack it, and unpack it where nothing of the project is in reach but what it depends on',
    async () => {
      const temp = tempFolder('package');
      await call('npm', ['pack', '--ignore-scripts', '--pack-destination', temp], { cwd: projectRoot });
      const [tarball = ''] = readdirSync(temp);
      await call('tar', ['-xzf', join(temp, tarball), '-C', temp]);
      folder = join(temp, 'package');
      mkdirSync(join(folder, 'node_modules'));
      const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
      };
      for (const name of new Set(Object.keys(dependencies).flatMap((one) => neededBy(one))))
        cpSync(join(projectRoot, 'node_modules', name), join(folder, 'node_modules', name), {
          recursive: true,
        });
    },
  );

  it('says its version, and finds its examples', async () => {
    expect((await run('version')).stdout).to.equal(`${version}\n`);
    expect((await run('validate', 'examples')).stdout).to.match(/ 0 faults/);
    expect((await run('schema', '-o', 'yaml')).stdout).to.match(/^\$schema: /);
  });

  it('plays the demo, for which it needs the Kubernetes client, the recorded page and the file lock', async () => {
    const { stdout } = await run('demo', '--size', '512MiB', '--rate', '512MiB/s', '--ledger', 'ledger');
    expect(stdout).to.contain('nothing was changed');
    expect((await run('verify', '--ledger', 'ledger')).stdout).to.match(/^whole: /);
  });

  it('holds no tests and no sources', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => !file.startsWith('node_modules'),
    );
    expect(files.filter((file) => /\.ts$|(^|\/)test\//.test(file))).to.deep.equal([]);
  });
});
