import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { register } from '../../cmd/inspect.ts';
import { realClock } from '../../lib/clock/clock.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/start.ts';
import { articleText } from '../lib/report/make.ts';
import { tempFolder } from '../support/temp.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Captured, run } from './capture.ts';
import { runProgram, startProgram } from './child.ts';

const GIB = 2 ** 30;
/** The article's policy, with a threshold that a loaded cache does not swing around. */
const HALF = articleText.replace('90%', '50%');

describe('the verb inspect', function inspects() {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let folder: string;
  let kubeconfig: string;
  let policy: string;
  before(async () => {
    const article = { namespace: 'default', sizeBytes: 2_909_879_074, perWorkerBytes: GIB, replicas: 1 };
    const load = { startAfterMs: 0, rateBytesPerSecond: 8 * GIB };
    sandbox = await startSandbox({
      clock: realClock,
      datasets: [
        { ...article, name: 'spark', load },
        { ...article, name: 'idle', replicas: 2 },
        { ...article, namespace: 'prod', name: 'imagenet' },
      ],
    });
    folder = tempFolder('inspect');
    kubeconfig = sandbox.kubeconfig(join(folder, 'kubeconfig'));
    policy = join(folder, 'spark.yaml');
    writeFileSync(policy, HALF);
    const isFull = () => sandbox.dataset('default', 'spark').figures().usedBytes > 0.9 * GIB;
    await waitFor(isFull, { what: 'a full cache' });
  });
  after(() => sandbox.stop());

  const inspect = (...args: string[]): Promise<Captured> =>
    run((program) => register(program), 'inspect', '--kubeconfig', kubeconfig, ...args);
  const cells = (line: string | undefined) => (line ?? '').split(/ {3,}/);

  it('prints a line a dataset of the context’s namespace: how full, who says so, how old, workers, decision', async () => {
    const { out, err, exitCode } = await inspect('-f', policy);
    expect([err, exitCode]).to.deep.equal(['', 0]);
    const [header, idle, spark, ...rest] = out.trimEnd().split('\n');
    expect(cells(header)).to.deep.equal([
      'NAME',
      'RUNTIME',
      'USED',
      'CAPACITY',
      'UTILIZATION',
      'SOURCE',
      'AGE',
      'WORKERS',
      'DECISION',
      'REASON',
    ]);
    expect(cells(idle)).to.deep.equal([
      'idle',
      'AlluxioRuntime',
      '0.00B',
      '2.00GiB',
      '0%',
      'alluxio-master',
      '0s',
      '2/2',
      'no policy',
      '-',
    ]);
    expect(spark).to.match(/^spark {3}.* {3}1\/1 {3}.*1 -> 3 {3}.*AboveThreshold: the cache is 9\d.*% full/);
    expect(rest).to.deep.equal([]);
  });

  it('says the namespace with -A', async () => {
    const { out } = await inspect('-A');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => cells(line).slice(0, 2)),
    ).to.deep.equal([
      ['NAMESPACE', 'NAME'],
      ['default', 'idle'],
      ['default', 'spark'],
      ['prod', 'imagenet'],
    ]);
  });

  it('takes one dataset, by its name or by namespace and name', async () => {
    for (const args of [['imagenet', '-n', 'prod'], ['prod/imagenet']]) {
      const { out, exitCode } = await inspect(...args, '-o', 'name');
      expect([out, exitCode], args.join(' ')).to.deep.equal(['dataset.data.fluid.io/imagenet\n', 0]);
    }
  });

  it('gives all it saw as JSON and YAML, the same in both', async () => {
    const json = JSON.parse((await inspect('spark', '-f', policy, '-o', 'json')).out);
    const yaml = parse((await inspect('spark', '-f', policy, '-o', 'yaml')).out);
    const [one] = json.items;
    expect(one).to.include({ namespace: 'default', name: 'spark' });
    expect(one.utilization).to.be.within(0.9, 1);
    expect(one.observation.reading).to.include({ source: 'alluxio-master', capacityBytes: GIB });
    expect(one.decision).to.include({ outcome: 'move', current: 1, target: 3 });
    expect(one.decision.rungs.map(({ by }: { by: string }) => by)).to.include('step');
    expect(Object.keys(yaml.items[0])).to.deep.equal(Object.keys(one));
  });

  it('adds kind, size, document and notes with -o wide', async () => {
    const { out } = await inspect('-f', policy, '-o', 'wide');
    expect(out).to.match(/ RUNTIME .* UFS TOTAL .* POLICY .* NOTES\n/);
    expect(out).to.contain('AlluxioRuntime   2.71GiB').and.to.contain(policy);
  });

  it('takes several documents, and goes on past a broken one', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, HALF.replaceAll('spark', 'idle').replace('threshold', 'treshold'));
    const { out, err, exitCode } = await inspect('-f', policy, '-f', broken);
    expect(err).to.contain('broken.yaml').and.to.contain('treshold');
    expect(out).to.contain('1 -> 3');
    expect(exitCode).to.equal(1);
  });

  it('decides with what a ledger remembers, when it is given one', async () => {
    const { startDaemon } = await import('../../lib/daemon/start.ts');
    const policies = join(folder, 'policies');
    mkdirSync(policies);
    writeFileSync(join(policies, 'idle.yaml'), HALF.replaceAll('spark', 'idle'));
    const quiet = { info() {}, warn() {}, error() {}, debug() {} };
    const ledger = join(folder, 'ledger');
    const clocks = { clock: realClock, wallClock: realClock, random: Math.random };
    const daemon = await startDaemon({
      ...{ ...clocks, policies, ledger, kubeconfig, namespace: 'default', log: quiet, version: 'test' },
      ...{ intervalMs: 500, dryRun: true },
    });
    await waitFor(() => daemon.statuses()[0]?.decision ?? false, { what: 'a decision' });
    await daemon.stop('done');
    // Outside the bounds: a change of somebody's to who knew it inside, to anybody else a runtime not yet adopted.
    sandbox.api
      .as('kubectl')
      .change({ kind: 'AlluxioRuntime', namespace: 'default', name: 'idle' }, (idle) => {
        return { ...idle, spec: { ...(idle.spec as object), replicas: 5 } };
      });
    const of = async (...args: string[]) =>
      JSON.parse((await inspect('idle', '-f', policies, '-o', 'json', ...args)).out).items[0].reason.code;
    expect([await of(), await of('--ledger', ledger)]).to.deep.equal(['NotAdopted', 'Respected']);
  });

  describe('watching', () => {
    it('prints a line when something changes, and nothing while nothing does', async () => {
      const args = ['inspect', '--kubeconfig', kubeconfig, '-n', 'prod', '-w', '--interval', '200ms'];
      const child = startProgram(args);
      const lines = () => child.out().trimEnd().split('\n');
      await waitFor(() => lines().length === 2, { what: 'heading and first line' });
      sandbox.api
        .as('kubectl')
        .change({ kind: 'AlluxioRuntime', namespace: 'prod', name: 'imagenet' }, (runtime) => {
          return { ...runtime, spec: { ...(runtime.spec as object), replicas: 2 } };
        });
      await waitFor(() => child.out().includes('2/2'), { what: 'two workers' });
      child.process.kill('SIGTERM');
      const { err } = await child.ended;
      expect(err).to.equal('');
      // As it was, and as it came to be; never the same line twice.
      const news = lines().map((line) => line.replace(/ \d+s +/, ' '));
      expect(new Set(news).size).to.equal(news.length);
      expect(news.some((line) => line.includes('1/2'))).to.equal(true);
    });

    it('ends when nobody reads on', async () => {
      const args = ['inspect', '--kubeconfig', kubeconfig, '-A', '-w', '--interval', '200ms', '-o', 'name'];
      const child = startProgram(args);
      await waitFor(() => child.out() !== '', { what: 'a line' });
      child.process.stdout?.destroy();
      const grow = (replicas: number) =>
        sandbox.api
          .as('kubectl')
          .change({ kind: 'AlluxioRuntime', namespace: 'prod', name: 'imagenet' }, (runtime) => {
            return { ...runtime, spec: { ...(runtime.spec as object), replicas } };
          });
      grow(3);
      await waitFor(() => child.process.exitCode !== null, { what: 'the end' });
      expect(child.process.exitCode).to.equal(0);
    });
  });

  describe('fails', () => {
    it('where there is no such dataset', async () => {
      const { out, err, exitCode } = await inspect('nope');
      expect([out, err, exitCode]).to.deep.equal(['', 'error: there is no Dataset default/nope\n', 1]);
    });

    it('where nobody answers, and says where it asked', async () => {
      const gone = await startSandbox({ clock: realClock, datasets: [] });
      const config = gone.kubeconfig(join(folder, 'gone'));
      await gone.stop();
      const { err, exitCode } = await runProgram(['inspect', '--kubeconfig', config]);
      expect(err).to.match(/^error: http:\/\/127.0.0.1:\d+ cannot be looked at: no connection/);
      expect(exitCode).to.equal(1);
    });

    it('where the engine of the dataset asked for cannot be read, nor Fluid’s status', async () => {
      await sandbox.dataset('prod', 'imagenet').engine.setFault('refuse');
      for (const kind of ['AlluxioRuntime', 'Dataset']) {
        const status = { cacheStates: {} };
        sandbox.api.as('alluxio').report({ kind, namespace: 'prod', name: 'imagenet' }, (object) => {
          return { ...(object.status as object), ...status };
        });
      }
      const { out, err, exitCode } = await inspect('prod/imagenet');
      expect(out).to.contain('engine not reachable from here').and.not.to.contain('no reading');
      expect(err).to.contain('--via apiserver');
      expect(exitCode).to.equal(1);
    });
  });

  const misuses: readonly [string, () => readonly string[], string][] = [
    ['a dataset beside all namespaces', () => ['spark', '-A'], 'give a dataset or -A, not both'],
    ['a document that is not there', () => ['-f', join(folder, 'none')], 'no such file or folder'],
    ['a way that is none', () => ['--via', 'pigeon'], 'Allowed choices are network, apiserver'],
    ['an output that is none', () => ['-o', 'xml'], 'Allowed choices are table, wide, json, yaml, name'],
    ['a name that is none', () => ['a/b/c'], '"a/b/c" is no dataset'],
    ['a ledger that is not there', () => ['--ledger', join(folder, 'none')], 'there is no ledger'],
  ];
  for (const [name, args, said] of misuses) {
    it(`takes ${name} for misuse`, async () => {
      const { exitCode, err, out } = await runProgram(['inspect', '--kubeconfig', kubeconfig, ...args()]);
      expect(err).to.contain(said);
      expect([exitCode, out]).to.deep.equal([2, '']);
    });
  }
});
