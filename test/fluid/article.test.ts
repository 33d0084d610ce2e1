import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { KubeObject } from '../../lib/kube/objects.ts';
import { readLedger } from '../../lib/ledger/read.ts';
import type { LedgerEntry } from '../../lib/model/records.ts';
import { projectRoot } from '../../lib/root.ts';
import { describeWithFluidLab } from '../support/describe-needing.ts';
import { articleDataset } from '../support/fluid-lab.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp.ts';
import { waitFor } from '../support/wait-for.ts';

const program = new URL('../../cmd/main.js', import.meta.url).pathname;
const execute = promisify(execFile);
/** 99 % of one worker's 1 GiB, and the whole dataset: 90.3 % of three. */
const [ONE_FULL, ALL] = [1_063_004_406, 2_909_879_074];

describeWithFluidLab('the article’s case on real Fluid, from a Bound dataset to a scaled cache', (lab) => {
  const ledger = join(tempFolder('article'), 'ledger');
  let daemon: ServerProcess;

  const entries = async () => {
    const all: LedgerEntry[] = [];
    for await (const { entry } of readLedger(ledger)) all.push(entry as unknown as LedgerEntry);
    return all;
  };
  const decided = (code: string) =>
    waitFor(
      async () => (await entries()).find((entry) => entry.kind === 'decision' && entry.reason.code === code),
      { what: `a decision for the reason ${code}` },
    );
  const cli = async (...args: string[]) => (await execute(process.execPath, [program, ...args])).stdout;

  before('a Bound dataset, its engine, and the daemon with the policy of the example', async () => {
    await lab().kubectl('create', '-f', articleDataset);
    await lab().until('dataset/spark', '{.status.phase}', 'Bound');
    await lab().startEngine();
    const policies = join(tempFolder('article'), 'policies');
    mkdirSync(policies);
    copyFileSync(join(projectRoot, 'examples/spark.yaml'), join(policies, 'spark.yaml'));
    const folders = ['--policies', policies, '--ledger', ledger, '--kubeconfig', lab().kubeconfig];
    daemon = lab().startNode('daemon', [program, 'run', ...folders, '-n', 'default', '--interval', '1s']);
    await decided('BelowThreshold');
  });

  it('grows 1 -> 3 when the first worker is full', async () => {
    lab().setEngineState({ used: ONE_FULL, ufsread: ONE_FULL });
    await lab().until('alluxioruntime/spark', '{.spec.replicas}', '3');
    await lab().until('statefulset/spark-worker', '{.status.readyReplicas}', '3');
    const conclusions = await waitFor(
      async () => {
        const found = (await entries()).filter(({ kind }) => kind === 'conclusion');
        return found.length > 0 && found;
      },
      { what: 'the conclusion' },
    );
    expect(conclusions).to.have.lengthOf(1);
    expect(conclusions[0]).to.include({ from: 1, to: 3, result: 'applied' });
  });

  it('writes through /scale under its own name', async () => {
    const json = await lab().kubectl('get', 'alluxioruntime', 'spark', '-o', 'json', '--show-managed-fields');
    const { metadata } = JSON.parse(json) as KubeObject;
    const scaled = metadata.managedFields?.filter(({ subresource }) => subresource === 'scale');
    expect(scaled?.map(({ manager }) => manager)).to.deep.equal(['fluid-autoscaler']);
  });

  it('stays at 3 with the whole dataset in it, 90.3 % full, until Fluid’s own status has caught up', async () => {
    lab().setEngineState({ used: ALL, ufsread: ALL });
    await decided('FullNotNeeded');
    await lab().until('alluxioruntime/spark', '{.status.workerNumberReady}', '3');
    await lab().until('dataset/spark', '{.status.cacheStates.cacheCapacity}', '3.00GiB');
    expect(await lab().kubectl('get', 'alluxioruntime', 'spark', '-o', 'jsonpath={.spec.replicas}')).to.equal(
      '3',
    );
    expect((await entries()).filter(({ kind }) => kind === 'intent')).to.have.lengthOf(1);
  });

  it('explains itself from the ledger, and the ledger verifies against the head that left the folder', async () => {
    const explained = await cli('explain', 'default/spark', '--ledger', ledger);
    expect(explained).to.contain('stays at 3').and.to.contain('growing cannot help');
    const history = await cli('history', 'spark', '--ledger', ledger);
    expect(history)
      .to.match(/move 1 -> 3/)
      .and.to.match(/applied 1 -> 3/);
    await daemon.stop('SIGTERM');
    expect(daemon.ended(), daemon.lastWords()).to.equal('exit code 0');
    const lease = await lab().kubectl('get', 'lease', 'fluid-autoscaler', '-o', 'json');
    const anchor = (JSON.parse(lease) as KubeObject).metadata.annotations?.[
      'fluid-autoscaler.dev/ledger-head'
    ];
    const verified = await cli('verify', '--ledger', ledger, '--anchor', String(anchor));
    expect(verified).to.match(/^whole: /);
  });
});
