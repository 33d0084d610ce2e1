import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** Uses all of what an author is given. */
const AUTHORS_MODULE = `
import type { Context, Interval, Kit, Plugin, Wish } from 'fluid-autoscaler';

const own = ({ z, values, policy }: Kit) =>
  policy({
    name: 'own',
    summary: 'a policy in TypeScript',
    schema: z.strictObject({
      above: values.share().prefault('80%').describe('How full.'),
      workers: values.positive(),
      kind: z.enum(['eager', 'careful']).prefault('eager'),
      note: z.string().min(1).max(20).optional(),
      factor: z.number().min(0).max(10).prefault(1),
      on: z.boolean().prefault(true),
      after: values.duration().prefault('5m'),
      each: z
        .array(z.strictObject({ upTo: values.size(), workers: values.count() }))
        .max(3)
        .refine((rows) => rows.length < 3, { error: 'must be at most two rows' })
        .prefault([]),
    }),
    example: { workers: 3 },
    window: 3_600_000,
    build: ({ above, workers, kind, each, factor, after, on, note }, setting) => ({
      sizers: [
        {
          size: ({ fullness, observation, history, now }: Context): Wish => {
            if (fullness === null || observation.dataset.sizeBytes === null) return { says: 'blind', reason: 'dark' };
            const last = history.changes.at(-1);
            const rested = last === undefined || now - last.at >= after;
            const words: string = [kind, note ?? 'none', String(factor), String(on), setting.semantics].join(' ');
            if (fullness < above || !rested || each.some((row) => row.upTo < 1)) return { says: 'abstain', reason: words };
            return { says: 'wish', wish: workers, reason: { code: 'Full', numbers: { fullness } } };
          },
        },
      ],
      limiters: [
        { scope: 'everything', limit: ({ current }): Interval | null => ({ low: 0, high: current + 2, reason: 'slowly' }) },
      ],
    }),
  });
export default own satisfies Plugin;
`;
const AUTHORS_DOCUMENT = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark }
spec:
  replicas: { max: 4 }
  policies: { own: { workers: 3 }, scaleDown: disabled }
`;

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

  it('runs policies of one’s own, each in its thread', async () => {
    const own = join('examples', 'plugins');
    const args = ['--plugins', own, '-f', join(own, 'spark.yaml'), '--scenario', join(own, 'growing.yaml')];
    expect((await run('simulate', ...args)).stdout).to.match(/1 -> 2 +policy +PluginWishes/);
  });

  describe('has types for the authors of policies', () => {
    /** Compiled by a stranger who has nothing but TypeScript and the package. */
    async function compile(text: string): Promise<string> {
      const project = tempFolder('author');
      mkdirSync(join(project, 'node_modules'));
      symlinkSync(folder, join(project, 'node_modules', 'fluid-autoscaler'));
      writeFileSync(join(project, 'own.mts'), text);
      const tsc = join(projectRoot, 'node_modules/.bin/tsc');
      const options = [
        '--ignoreConfig',
        '--strict',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        '--types',
        '',
      ];
      await call(tsc, [...options, '--exactOptionalPropertyTypes', 'own.mts'], { cwd: project }).catch(
        ({ stdout }: { stdout: string }) => {
          throw new Error(stdout);
        },
      );
      return project;
    }

    it('with which a module is compiled that runs', async () => {
      const project = await compile(AUTHORS_MODULE);
      writeFileSync(join(project, 'a.yaml'), AUTHORS_DOCUMENT);
      const { stdout } = await run('validate', '--plugins', project, join(project, 'a.yaml'));
      expect(stdout).to.match(/1 document, 0 faults, 0 notes/);
    });

    for (const [mistake, right, wrong] of [
      ['a wish that is a text', 'wish: workers', "wish: 'three'"],
      ['a scope nobody knows', "scope: 'everything'", "scope: 'nothing'"],
      ['a figure that no context has', 'observation.dataset', 'observation.datasets'],
      ['a field that its schema does not read', '{ above, ', '{ beyond, '],
    ] as const)
      it(`that notice ${mistake}`, async () => {
        const error = await compile(AUTHORS_MODULE.replace(right, wrong)).then(
          () => null,
          ({ message }: Error) => message,
        );
        expect(error).to.match(/^own\.mts\(\d+,\d+\): error TS/);
      });

    it('in one file that names no other', () => {
      const types = readFileSync(join(folder, '.build/types/plugin.d.ts'), 'utf8');
      expect(types).not.to.match(/\bimport\b(?! type \{ )|from '|require\(/);
    });
  });

  it('holds no tests and no sources', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => !file.startsWith('node_modules'),
    );
    expect(files.filter((file) => /(?<!\.d)\.ts$|(^|\/)test\//.test(file))).to.deep.equal([]);
  });
});
