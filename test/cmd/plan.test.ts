import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { register } from '../../cmd/plan.ts';
import { realClock } from '../../lib/clock/clock.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/start.ts';
import { articleText } from '../lib/report/make.ts';
import { tempFolder } from '../support/temp.ts';
import { type Captured, run } from './capture.ts';
import { runProgram } from './child.ts';

const GIB = 2 ** 30;

/** What is decided and which rights there are is proven on a real API server (test/e2e); here it is how that is printed. */
describe('the verb plan', function plans() {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let folder: string;
  let kubeconfig: string;
  let policy: string;
  before(async () => {
    const article = { namespace: 'default', sizeBytes: 2_909_879_074, perWorkerBytes: GIB, replicas: 1 };
    sandbox = await startSandbox({ clock: realClock, datasets: [{ ...article, name: 'spark' }] });
    folder = tempFolder('plan');
    kubeconfig = sandbox.kubeconfig(join(folder, 'kubeconfig'));
    policy = join(folder, 'spark.yaml');
    writeFileSync(policy, articleText);
  });
  after(() => sandbox.stop());

  const plan = (...args: string[]): Promise<Captured> =>
    run((program) => register(program), 'plan', '--kubeconfig', kubeconfig, ...args);
  const cells = (line: string | undefined) => (line ?? '').split(/ {3,}/);

  it('tells it in words unless asked for something else', async () => {
    const [plain, text] = [await plan('-f', policy), await plan('-f', policy, '-o', 'text')];
    expect(plain.out)
      .to.match(/^default\/spark {2}\(/)
      .and.to.contain('nothing was written');
    expect(text.out.split('\n')[0]).to.equal(plain.out.split('\n')[0]);
  });

  it('prints a line a document with -o table, its namespace with -A', async () => {
    const { out } = await plan('-f', policy, '-o', 'table');
    const [header, spark, ...rest] = out.trimEnd().split('\n');
    expect(cells(header)).to.deep.equal(['NAME', 'WORKERS', 'BOUNDS', 'VERDICT', 'REASON']);
    expect(spark).to.match(/^spark +1 +\d+-\d+ +stays +\S/);
    expect(rest).to.deep.equal([]);
    const all = await plan('-f', policy, '-o', 'table', '-A');
    expect(all.out).to.match(/^NAMESPACE +NAME .*\ndefault +spark /);
  });

  it('adds document, defaults and what is in the way with -o wide', async () => {
    const { out } = await plan('-f', policy, '-o', 'wide');
    expect(out).to.match(/ RUNTIME .* POLICY .* IN THE WAY .* DEFAULTS .* NOTES .* OBJECT\n/);
    expect(out).to.contain(policy).and.to.contain('AlluxioRuntime/spark').and.to.contain('spec.respect: 1h');
  });

  it('prints names, and JSON and YAML that are alike', async () => {
    expect((await plan('-f', policy, '-o', 'name')).out).to.equal('dataset.data.fluid.io/spark\n');
    const json = JSON.parse((await plan('-f', policy, '-o', 'json')).out);
    const yaml = parse((await plan('-f', policy, '-o', 'yaml')).out);
    expect(Object.keys(json)).to.deep.equal(['adoptions', 'faults', 'hints', 'rights']);
    expect(json.adoptions[0]).to.include({ dataset: 'default/spark', current: 1 });
    expect(Object.keys(yaml.adoptions[0])).to.deep.equal(Object.keys(json.adoptions[0]));
  });

  it('keeps faults out of the list, on the error stream', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, articleText.replaceAll('spark', 'idle').replace('threshold', 'treshold'));
    const { out, err, exitCode } = await plan('-f', policy, '-f', broken, '-o', 'name');
    expect(out).to.equal('dataset.data.fluid.io/spark\n');
    expect(err).to.contain('broken.yaml').and.to.contain('treshold');
    expect(exitCode).to.equal(1);
  });

  it('takes an output that is none for misuse', async () => {
    const { exitCode, err, out } = await runProgram(['plan', '-f', policy, '-o', 'xml']);
    expect(err).to.contain('Allowed choices are text, table, wide, json, yaml, name');
    expect([exitCode, out]).to.deep.equal([2, '']);
  });
});
