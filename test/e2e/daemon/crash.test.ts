import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from './daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from './dataset.ts';

describeWithControlPlane('a daemon killed with kill -9', (plane) => {
  let dataset: TestDataset;
  let daemon: RunningDaemon | null = null;

  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.95 * GIB);
    dataset.write(ARTICLE);
  });
  afterEach(async () => {
    await daemon?.stop('test over');
    daemon = null;
    await dataset.engine.stop();
  });

  /** Runs a daemon until it kills itself at that moment; returns the ledger it leaves. */
  async function crash(moment: 'before' | 'after'): Promise<ReturnType<typeof optionsFor>> {
    const options = optionsFor(plane(), dataset);
    const { policies, ledger, intervalMs, dryRun, kubeconfig, namespace, version } = options;
    const json = JSON.stringify({ policies, ledger, intervalMs, dryRun, kubeconfig, namespace, version });
    const program = new URL('./crash-child.js', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, moment, json], { stdio: 'inherit' });
    const [, signal] = await once(child, 'exit');
    expect(signal).to.equal('SIGKILL');
    expect(await entriesOf(ledger, 'intent'), 'an intent').to.have.lengthOf(1);
    expect(await entriesOf(ledger, 'conclusion'), 'no conclusion').to.have.lengthOf(0);
    return options;
  }

  it('between intent and patch: the next start concludes the intent as lost, and only then scales', async () => {
    const options = await crash('before');
    expect(await dataset.replicas()).to.equal(1);
    daemon = await runDaemon(options);
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    const conclusions = await waitFor(
      async () => {
        const all = await entriesOf(options.ledger, 'conclusion');
        return all.length === 2 ? all : null;
      },
      { what: 'both conclusions' },
    );
    expect(conclusions.map(({ result }) => result)).to.deep.equal(['lost', 'applied']);
    const leads = await entriesOf(options.ledger, 'lead');
    expect(
      leads.map(({ after }) => after),
      'a restart is no failover',
    ).to.deep.equal(['nobody', 'ourselves']);
    expect(await entriesOf(options.ledger, 'inherited')).to.have.lengthOf(0);
    expect((await verifyLedger(options.ledger)).whole).to.equal(true);
  });

  it('between patch and conclusion: the next start concludes it as applied, and the step counts as spent', async () => {
    const options = await crash('after');
    expect(await dataset.replicas()).to.equal(3);
    await dataset.follow();
    dataset.engine.figures.used = 2.99 * GIB;
    // Full again, and nothing but the spent step and the cool-down holds it: the dataset needs more than fits.
    dataset.write(
      ARTICLE.replace('max: 4', 'max: 9').replace('cooldown: { afterUp: 20m }', 'cooldown: { afterUp: 0 }'),
    );
    await dataset.grow('9.00GiB');
    daemon = await runDaemon(options);
    const status = await waitFor(
      () => daemon?.statuses().find(({ decision }) => decision?.reason.code === 'StepUpLimit'),
      { what: 'the spent step to hold' },
    );
    expect(status.decision).to.include({ current: 3, target: 3, outcome: 'hold' });
    const conclusions = await entriesOf(options.ledger, 'conclusion');
    expect(conclusions.map(({ result, from, to }) => [result, from, to])).to.deep.equal([['applied', 1, 3]]);
    expect(await dataset.replicas()).to.equal(3);
  });
});
