/** The sandbox as a person with the real kubectl sees it. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { projectRoot } from '../../../lib/root.ts';
import { type Child, startProgram } from '../../cmd/child.ts';
import { findControlPlane } from '../../support/binaries.ts';
import { describeNeeding } from '../../support/describe-needing.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';

const program = findControlPlane()?.kubectl ?? null;
const missing = program === null ? 'kubectl: not found; run "npm run cluster:build" (needs Go 1.26)' : null;

interface PrinterColumn {
  readonly name: string;
  readonly priority?: number;
}

/** The kinds of Fluid's own CRDs that the sandbox has, each with the columns Fluid prints. */
function printedByFluid(
  served: readonly string[],
): readonly [plural: string, columns: readonly PrinterColumn[]][] {
  const folder = join(projectRoot, 'test/fixtures/fluid-crds');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')))
    .map(({ spec }) => [spec.names.plural, spec.versions[0].additionalPrinterColumns ?? [{ name: 'Age' }]])
    .filter(([plural]) => served.includes(plural)) as [string, PrinterColumn[]][];
}

describeNeeding(missing, 'the sandbox under kubectl', (suite) => {
  suite.timeout(60_000);
  let sandbox: Child;
  let kubeconfig: string;
  let env: NodeJS.ProcessEnv;
  const kubectl = async (...args: string[]) =>
    (await promisify(execFile)(program as string, ['--kubeconfig', kubeconfig, ...args], { env })).stdout;

  before('start the verb, and read where its kubeconfig is', async () => {
    env = { ...process.env, HOME: tempFolder('home') };
    // Readers that never end: what is used swings by a block for as long as anybody looks.
    const traffic = ['--load', '80MiB/s', '--reads', '80MiB/s'];
    sandbox = startProgram(['sandbox', 'spark', 'prod/imagenet', '--speed', '20', ...traffic]);
    const said = await waitFor(() => /kubectl --kubeconfig (\S+) get/.exec(sandbox.out()), {
      what: 'the sandbox to say where its kubeconfig is',
    });
    kubeconfig = said[1] as string;
  });

  after(() => sandbox.process.kill('SIGKILL'));

  it('shows the columns that Fluid prints, for every kind of Fluid it has', async () => {
    const served = (await kubectl('api-resources', '--api-group', 'data.fluid.io', '-o', 'name')).split(
      '.data.fluid.io\n',
    );
    const kinds = printedByFluid(served);
    expect(kinds.map(([plural]) => plural)).to.include.members(['datasets', 'alluxioruntimes', 'dataloads']);
    for (const [plural, columns] of kinds) {
      for (const wide of [false, true]) {
        const shown = columns.filter(({ priority = 0 }) => wide || priority === 0);
        const expected = ['NAMESPACE', 'NAME', ...shown.map(({ name }) => name.toUpperCase())];
        const header = await headerOf(plural, wide);
        if (header !== null) expect(header, `${plural}, wide: ${wide}`).to.deep.equal(expected);
      }
    }
  });

  /** Null where there is no object, and so no table. */
  async function headerOf(plural: string, wide: boolean): Promise<readonly string[] | null> {
    const out = await kubectl('get', plural, '-A', ...(wide ? ['-o', 'wide'] : []));
    return out === '' ? null : ((out.split('\n')[0] as string).trimEnd().split(/ {2,}/) as string[]);
  }

  it('lists datasets and runtimes side by side, of one namespace or all', async () => {
    expect(await kubectl('get', 'datasets,alluxioruntimes')).to.match(
      /^NAME .*\ndataset\.data\.fluid\.io\/spark .*\n\nNAME .*\nalluxioruntime\.data\.fluid\.io\/spark /,
    );
    const names = (await kubectl('get', 'datasets', '-A', '-o', 'name')).trim().split('\n');
    expect(names).to.have.members(['dataset.data.fluid.io/spark', 'dataset.data.fluid.io/imagenet']);
  });

  it('follows a dataset with -w while its cache moves', async () => {
    const watching = spawn(program as string, ['--kubeconfig', kubeconfig, 'get', 'datasets', '-w'], { env });
    let out = '';
    watching.stdout.on('data', (text) => {
      out += text;
    });
    await waitFor(() => new Set(out.match(/\d+\.\d%/g)).size > 1, {
      what: 'the cached percentage to change',
    });
    watching.kill();
    expect(out).to.match(
      /^NAME +UFS TOTAL SIZE +CACHED +CACHE CAPACITY +CACHED PERCENTAGE +PHASE +AGE\nspark /,
    );
  });

  it('is scaled by a patch of the scale, and describe shows the event', async () => {
    const patch = ['patch', 'alluxioruntime', 'spark', '--subresource=scale', '--type=merge'];
    expect(await kubectl(...patch, '-p', '{"spec":{"replicas":3}}')).to.contain('patched');
    await waitFor(
      async () => /spark +1 +1 +Ready +3 +3 +Ready/.test(await kubectl('get', 'alluxio', '-o', 'wide')),
      {
        what: 'three workers to serve',
      },
    );
    const described = await kubectl('describe', 'alluxioruntime', 'spark');
    expect(described).to.contain('Workers scaled out from 1 replicas to 3 replicas.');
    expect(described).to.match(/Worker Number Ready: +3\n/);
    expect(await kubectl('describe', 'dataset', 'spark')).to.match(/\nKind: +Dataset\n/);
    expect(await kubectl('get', 'events')).to.match(/^NAME +LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/);
    expect(await kubectl('scale', 'alluxioruntime', 'spark', '--replicas=2')).to.contain('scaled');
  });

  it('takes what kubectl writes, and tells kubectl what it serves', async () => {
    expect(await kubectl('annotate', 'dataset', 'spark', 'a=b')).to.contain('annotated');
    expect(await kubectl('get', 'dataset', 'spark', '-o', 'jsonpath={.metadata.annotations.a}')).to.equal(
      'b',
    );
    expect(await kubectl('explain', 'alluxioruntimes')).to.match(/KIND: +AlluxioRuntime\n/);
    expect(await kubectl('version')).to.contain('+sandbox');
  });

  it('shows what the daemon tells of a dataset, as kubectl describe prints it', async () => {
    const ledger = join(tempFolder('ledger'), 'ledger');
    const policies = ['--policies', join(projectRoot, 'examples/spark.yaml'), '--ledger', ledger];
    const daemon = startProgram(['run', '-A', ...policies, '--kubeconfig', kubeconfig]);
    try {
      await waitFor(async () => /fluid-autoscaler/.test(await kubectl('describe', 'dataset', 'spark')), {
        what: 'an Event of the daemon on the dataset',
        giveUpMs: 50_000,
      });
    } finally {
      daemon.process.kill('SIGTERM');
    }
    expect((await daemon.ended).out).to.not.contain('an Event could not be written');
    expect(await kubectl('describe', 'dataset', 'spark')).to.match(
      /\n {2}Normal +PolicyInForce +.*fluid-autoscaler/,
    );
  });

  it('ends on Ctrl-C, as it should, and leaves nothing behind', async () => {
    sandbox.process.kill('SIGINT');
    const { err, exitCode } = await sandbox.ended;
    expect([err, exitCode]).to.deep.equal(['', 0]);
    expect(existsSync(kubeconfig)).to.equal(false);
  });
});
