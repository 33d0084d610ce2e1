import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { register } from '../../cmd/simulate.ts';
import { projectRoot } from '../../lib/root.ts';
import { tempFolder } from '../support/temp.ts';
import { run } from './capture.ts';
import { runProgram } from './child.ts';

const example = (file: string) => join(projectRoot, 'examples', file);
const ARTICLE = example('scenarios/article.yaml');
const SPARK = example('spark.yaml');

const simulate = (...args: string[]) => run((program) => register(program), 'simulate', ...args);

describe('the verb simulate', () => {
  it("tells the article's case: the decision, what it came to, the chart, and what the model is worth", async () => {
    const { out, err, exitCode } = await simulate('-f', SPARK, '--scenario', ARTICLE);
    expect([err, exitCode]).to.deep.equal(['', 0]);
    expect(out).to.match(
      /^scenario article \(30m from 2026-01-01T00:00:00Z, \d+ looks\) under the policy for default\/spark/,
    );
    expect(out).to.match(/^\+44s +1 -> 3 +policy +AboveThreshold: the cache is 93\.8% full/m);
    expect(out).to.match(/^scalings +1$/m);
    expect(out).to.match(/^workers, most +3$/m);
    expect(out).to.match(/^ +3 ┤ +█+$/m);
    expect(out).to.match(/^cache model: off by \d/m);
    expect(out).not.to.include('\x1b');
  });

  it('prints the decisions to hold too with --all', async () => {
    const holds = async (...more: string[]) =>
      (await simulate('-f', SPARK, '--scenario', ARTICLE, ...more)).out.match(/^\S+ +\d+ +hold /gm)?.length ??
      0;
    expect([await holds(), await holds('--all')]).to.deep.equal([0, 3]);
  });

  it('prints the same bytes every time, as JSON and CSV too, jumping or not', async () => {
    for (const output of ['text', 'json', 'csv']) {
      const args = ['-f', SPARK, '--scenario', example('scenarios/outage.yaml'), '-o', output];
      const [one, two, walked] = [
        await simulate(...args),
        await simulate(...args),
        await simulate(...args, '--no-jump'),
      ];
      expect(one.out).to.equal(two.out);
      expect(one.out).to.equal(walked.out);
    }
  });

  it('-o json is one object, -o csv a line a sample', async () => {
    const json = JSON.parse((await simulate('-f', SPARK, '--scenario', ARTICLE, '-o', 'json')).out);
    expect(json.changes).to.deep.equal([
      { at: '2026-01-01T00:00:44Z', from: 1, to: 3, manager: 'fluid-autoscaler' },
    ]);
    expect(json.summary.scalings).to.equal(1);
    const csv = (await simulate('-f', SPARK, '--scenario', ARTICLE, '-o', 'csv', '--every', '10m')).out
      .trim()
      .split('\n');
    expect(csv.map((line) => line.split(',').slice(0, 2).join(' '))).to.deep.equal([
      'at replicas',
      '2026-01-01T00:00:00Z 1',
      '2026-01-01T00:10:00Z 3',
      '2026-01-01T00:20:00Z 3',
      '2026-01-01T00:30:00Z 3',
    ]);
    expect(new Set(csv.map((line) => line.split(',').length)).size).to.equal(1);
  });

  it('another seed draws other start-up times', async () => {
    const args = ['-f', SPARK, '--scenario', example('scenarios/training.yaml'), '-o', 'json'];
    const evicted = async (seed: string) =>
      JSON.parse((await simulate(...args, '--seed', seed)).out).summary.evictedBytes;
    expect(await evicted('1')).not.to.equal(await evicted('2'));
  });

  it('compares several policies before one scenario', async () => {
    const files = `${SPARK},${example('target.yaml')}`;
    const { out } = await simulate('--scenario', ARTICLE, '--compare', files);
    expect(out).to.match(/^ +spark +target$/m);
    expect(out).to.match(/^time full +.* \* +.*$/m);
    const { policies, best } = JSON.parse(
      (await simulate('--scenario', ARTICLE, '--compare', files, '-o', 'json')).out,
    );
    expect(policies.map(({ name }: { name: string }) => name)).to.deep.equal(['spark', 'target']);
    expect(best.fullMs).to.deep.equal(['spark']);
  });

  describe('of several datasets', () => {
    const SEVERAL = ['-f', example('budget.yaml'), '--scenario', example('scenarios/budget.yaml')];

    it('tells what was decided of which, figures side by side, and what their budget came to', async () => {
      const { out, err, exitCode } = await simulate(...SEVERAL);
      expect([err, exitCode]).to.deep.equal(['', 0]);
      expect(out).to.match(
        /^scenario budget \(40m .*\) of 3 datasets under their policies \(\S*budget\.yaml\)/,
      );
      expect(out).to.match(
        /^\+2m46s +lab\/voices +1 -> 3 +policy +BudgetCut: budget cache-nodes has 8 workers, of which 5/m,
      );
      expect(out).to.match(/^workers, most +3 +4 +4$/m);
      expect(out).to.include('budget cache-nodes over 3 datasets: at most 8 of 8 workers at one time');
      for (const name of ['shop/catalog', 'lab/imagenet', 'lab/voices'])
        expect(out).to.match(new RegExp(`^ +${name}\n +utilization$`, 'm'));
      const times = [...out.matchAll(/^\+(?:(\d+)m)?(?:(\d+)s)? /gm)].map(
        ([, m, s]) => Number(m ?? 0) * 60 + Number(s ?? 0),
      );
      expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
    });

    it('-o json names the dataset of everything, -o csv in each line; the same bytes every time', async () => {
      const json = async (...more: string[]) => (await simulate(...SEVERAL, '-o', 'json', ...more)).out;
      const data = JSON.parse(await json());
      expect(data.datasets.map((one: { policy: { dataset: string } }) => one.policy.dataset)).to.deep.equal([
        'shop/catalog',
        'lab/imagenet',
        'lab/voices',
      ]);
      expect(data.budgets).to.deep.equal([
        {
          budget: 'cache-nodes',
          unit: 'workers',
          limit: 8,
          datasets: ['shop/catalog', 'lab/imagenet', 'lab/voices'],
          most: 8,
        },
      ]);
      expect(await json('--no-jump')).to.equal(await json());
      const csv = (await simulate(...SEVERAL, '-o', 'csv', '--every', '20m')).out.trimEnd().split('\n');
      expect(csv.map((line) => line.split(',').slice(0, 3).join(' ')).slice(0, 4)).to.deep.equal([
        'dataset at replicas',
        'shop/catalog 2026-01-01T00:00:00Z 1',
        'shop/catalog 2026-01-01T00:20:00Z 1',
        'shop/catalog 2026-01-01T00:40:00Z 3',
      ]);
    });

    it('writes one ledger of all', async () => {
      const folder = join(tempFolder('simulate'), 'ledger');
      await simulate(...SEVERAL, '--ledger', folder);
      const when = ['--ledger', folder, '--at', '2026-01-01T00:02:46Z'];
      const { out } = await runProgram(['explain', 'lab/voices', ...when]);
      expect(out).to.include('BudgetCut').and.to.include('because of lab/imagenet');
      expect((await runProgram(['verify', '--ledger', folder])).exitCode).to.equal(0);
    });

    it('needs a document for each, and is not compared', async () => {
      const none = await simulate('-f', SPARK, '--scenario', example('scenarios/budget.yaml'));
      expect([none.exitCode, none.err]).to.deep.equal([2, none.err]);
      expect(none.err).to.include('holds no policy document for shop/catalog, but for: default/spark');
      const compared = await simulate(
        '--scenario',
        example('scenarios/budget.yaml'),
        '--compare',
        `${SPARK},${SPARK}`,
      );
      expect([compared.exitCode, compared.err.includes('is not compared')]).to.deep.equal([2, true]);
    });
  });

  it('writes a real ledger, which the other verbs read; never into one that is there', async () => {
    const folder = join(tempFolder(), 'ledger');
    const args = ['simulate', '-f', SPARK, '--scenario', ARTICLE, '--ledger', folder];
    expect((await runProgram(args)).exitCode).to.equal(0);
    const verified = await runProgram(['verify', '--ledger', folder]);
    expect([verified.exitCode, verified.out]).to.satisfy(
      ([code, out]: [number, string]) => code === 0 && out.startsWith('whole:'),
    );
    const told = await runProgram(['explain', 'spark', '--ledger', folder, '--at', '2026-01-01T00:00:44Z']);
    expect(told.out).to.include('default/spark at 2026-01-01T00:00:44Z: 1 -> 3 (applied)');
    const again = await runProgram(args);
    expect(again.exitCode).to.equal(2);
    expect(again.err).to.include('there is a ledger in');
  });

  it('reads the policy from the standard input', async () => {
    const stdin = (async function* () {
      yield Buffer.from(
        'apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: tiny }\nspec: { replicas: { max: 2 }, policies: { threshold: { up: 90% } } }',
      );
    })();
    const { out } = await run(
      (program) => register(program, stdin),
      'simulate',
      '-f',
      '-',
      '--scenario',
      ARTICLE,
    );
    expect(out).to.match(/^\+44s +1 -> 2 /m);
  });

  it('notes what of a scenario never happens', async () => {
    const file = join(tempFolder(), 'late.yaml');
    writeFileSync(
      file,
      'apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: Scenario\nmetadata: { name: late }\nspec:\n  duration: 1m\n  dataset: { size: 1GiB }\n  workers: { capacity: 1GiB }\n  loads: [{ at: 2m, rate: 1MiB/s }]\n',
    );
    const { err, exitCode } = await simulate('-f', SPARK, '--scenario', file);
    expect(err).to.match(/^note: spec\.loads\[0\] never happens/);
    expect(exitCode).to.equal(0);
  });

  describe('with bad inputs', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'broken.yaml'), 'kind: Scenario\nspec: [');
    writeFileSync(join(folder, 'comments.yaml'), '# nothing\n');
    copyFileSync(SPARK, join(folder, 'twin.yaml'));
    const MANY = example('many.yaml');

    for (const [what, args, code, text] of [
      ['no policy at all', ['--scenario', ARTICLE], 2, 'no policy: give one with -f FILE'],
      ['no scenario', ['-f', SPARK], 2, '--scenario'],
      [
        'a scenario that is not there',
        ['-f', SPARK, '--scenario', 'nope.yaml'],
        2,
        'there is no scenario file nope.yaml',
      ],
      [
        'a policy that is not there',
        ['-f', 'nope.yaml', '--scenario', ARTICLE],
        2,
        'nope.yaml: no such file',
      ],
      [
        'a policy in place of a scenario',
        ['-f', SPARK, '--scenario', SPARK],
        1,
        ':2:7: kind: "DatasetAutoscaler" is not allowed',
      ],
      [
        'a scenario in place of a policy',
        ['-f', ARTICLE, '--scenario', ARTICLE],
        1,
        ':3:7: kind: "Scenario" is not allowed',
      ],
      ['a scenario that is no YAML', ['-f', SPARK, '--scenario', join(folder, 'broken.yaml')], 1, 'not YAML'],
      [
        'a file of comments',
        ['-f', join(folder, 'comments.yaml'), '--scenario', ARTICLE],
        1,
        'holds no policy document',
      ],
      [
        'a folder without policies',
        ['-f', join(folder, 'empty'), '--scenario', ARTICLE],
        2,
        'no policy file in this folder',
      ],
      [
        'several documents',
        ['-f', MANY, '--scenario', ARTICLE],
        2,
        'say with --dataset which to play: default/hot, default/cold',
      ],
      [
        'a dataset no document is for',
        ['-f', MANY, '--dataset', 'warm', '--scenario', ARTICLE],
        2,
        'no policy document for default/warm, but for: default/hot, default/cold',
      ],
      [
        'two documents for one dataset',
        ['-f', SPARK, '-f', join(folder, 'twin.yaml'), '--dataset', 'spark', '--scenario', ARTICLE],
        2,
        'more than one for default/spark: give one file',
      ],
      [
        '-f beside --compare',
        ['-f', SPARK, '--compare', `${SPARK},${MANY}`, '--scenario', ARTICLE],
        2,
        'either -f or --compare',
      ],
      [
        'one file to compare',
        ['--compare', SPARK, '--scenario', ARTICLE],
        2,
        '--compare takes several files',
      ],
      [
        'CSV of a comparison',
        ['--compare', `${SPARK},${SPARK}`, '--scenario', ARTICLE, '-o', 'csv'],
        2,
        '-o csv is for a single policy',
      ],
      [
        'a seed that is none',
        ['-f', SPARK, '--scenario', ARTICLE, '--seed', '-1'],
        2,
        'must be a whole number, 0 or more',
      ],
    ] as const) {
      it(`${what}: exit code ${code}`, async () => {
        const { err, exitCode } = await simulate(...args);
        expect(err).to.include(text);
        // Commander's own complaints become 2 in the program.
        expect(
          exitCode === 1 && code === 2 ? /must be|required option/.test(err) : exitCode === code,
        ).to.equal(true);
      });
    }

    it('plays the document that is asked for, also without its namespace', async () => {
      for (const name of ['hot', 'default/hot']) {
        const { out } = await simulate('-f', MANY, '--dataset', name, '--scenario', ARTICLE);
        expect(out).to.include('under the policy for default/hot');
      }
    });

    it('takes the document of the dataset that the scenario names', async () => {
      const file = join(tempFolder(), 'cold.yaml');
      writeFileSync(
        file,
        'apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: Scenario\nmetadata: { name: cold }\nspec:\n  duration: 1m\n  dataset: { name: cold, size: 1GiB }\n  workers: { capacity: 1GiB }\n',
      );
      const { out } = await simulate('-f', MANY, '--scenario', file);
      expect(out).to.include('under the policy for default/cold');
      // One document is played whatever dataset it is for.
      expect((await simulate('-f', SPARK, '--scenario', file)).out).to.include(
        'under the policy for default/spark',
      );
    });
  });
});
