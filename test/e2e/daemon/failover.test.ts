import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { expect } from 'chai';
import type { RunningDaemon, StartOptions } from '../../../lib/daemon/start.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from './daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from './dataset.ts';

/** Longer than a Lease takes to run out and be taken, so that the successor meets a period that is not yet over. */
const PERIOD_MS = 60_000;
const POLICY = ARTICLE.replace('max: 4', 'max: 9')
  .replace('per: 10m', `per: ${PERIOD_MS}ms`)
  .replace('afterUp: 20m', 'afterUp: 40s');

describeWithControlPlane('two daemons, each with a ledger volume of its own', (plane) => {
  let dataset: TestDataset;
  let leader: ChildProcess | null = null;
  let successor: (RunningDaemon & { readonly ledger: string }) | null = null;

  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.95 * GIB);
    dataset.write(POLICY);
    await dataset.grow('9.00GiB');
  });
  afterEach(async () => {
    leader?.kill('SIGKILL');
    await successor?.stop('test over');
    [leader, successor] = [null, null];
    await dataset.engine.stop();
  });

  function startChild(program: string, args: readonly string[], options: StartOptions): ChildProcess {
    const { policies, ledger, intervalMs, dryRun, kubeconfig, namespace, version } = options;
    const json = JSON.stringify({ policies, ledger, intervalMs, dryRun, kubeconfig, namespace, version });
    const path = new URL(program, import.meta.url).pathname;
    return spawn(process.execPath, [path, ...args, json], { stdio: 'inherit' });
  }

  it('the leader is killed and its volume destroyed between two steps: the other respects both, and goes on in time', async () => {
    const options = optionsFor(plane(), dataset);
    leader = startChild('./leader-child.js', [], options);
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    await dataset.follow();
    dataset.engine.figures.used = 2.99 * GIB;
    await waitFor(async () => (await entriesOf(options.ledger, 'served')).length === 1, {
      what: 'the workers to serve',
    });
    const [first] = await entriesOf(options.ledger, 'conclusion');
    successor = await runDaemon(optionsFor(plane(), dataset));
    expect(successor.leads()).to.equal(false);

    leader.kill('SIGKILL');
    await once(leader, 'exit');
    rmSync(options.ledger, { recursive: true });
    const { ledger } = successor;
    await waitFor(() => successor?.leads(), { what: 'the other to lead' });

    await waitFor(async () => (await dataset.replicas()) === 5, { what: '5 replicas' });
    const conclusions = await waitFor(
      async () => {
        const all = await entriesOf(ledger, 'conclusion');
        return all.length === 0 ? null : all;
      },
      { what: 'the conclusion' },
    );
    expect(conclusions.map(({ from, to, result }) => `${from} -> ${to} ${result}`)).to.deep.equal([
      '3 -> 5 applied',
    ]);
    const [inherited] = await entriesOf(ledger, 'inherited');
    expect(inherited).to.include({ newest: 'memory', replicas: 3, open: null });
    expect(inherited?.history.changes).to.have.lengthOf(1);
    const [change] = inherited?.history.changes ?? [];
    expect(change).to.include({ at: first?.concludedAt, from: 1, to: 3, by: 'self' });
    expect(await entriesOf(ledger, 'change'), 'nobody else changed anything').to.have.lengthOf(0);
    expect((conclusions[0]?.concludedAt ?? 0) - (first?.concludedAt ?? 0)).to.be.at.least(PERIOD_MS);
    const reasons = (await entriesOf(ledger, 'decision')).map(({ reason }) => reason.code);
    expect(reasons, 'the spent step held').to.include('StepUpLimit');
    expect((await entriesOf(ledger, 'lead'))[0]).to.include({ after: 'another' });
    expect((await verifyLedger(ledger)).whole).to.equal(true);
  });

  for (const [moment, result, replicas] of [
    ['before', 'lost', 1],
    ['after', 'applied', 3],
  ] as const) {
    it(`killed right ${moment} the patch, its volume destroyed: the other concludes the intent as ${result}`, async () => {
      const options = optionsFor(plane(), dataset);
      leader = startChild('./crash-child.js', [moment], options);
      await once(leader, 'exit');
      rmSync(options.ledger, { recursive: true });
      expect(await dataset.replicas()).to.equal(replicas);
      await dataset.follow();
      dataset.engine.figures.used = (replicas - 0.01) * GIB;
      successor = await runDaemon(optionsFor(plane(), dataset));
      const { ledger } = successor;
      const [inherited, conclusion] = await waitFor(
        async () => {
          const [one] = await entriesOf(ledger, 'inherited');
          const [other] = await entriesOf(ledger, 'conclusion');
          return one === undefined || other === undefined ? null : ([one, other] as const);
        },
        { what: 'the intent to be concluded' },
      );
      expect(inherited.open).to.include({ from: 1, to: 3 });
      expect(conclusion).to.include({ from: 1, to: 3, result });
      const decided = await waitFor(
        async () => (await entriesOf(ledger, 'decision')).find(({ decidedAt }) => decidedAt > 0),
        { what: 'a decision' },
      );
      expect(decided.outcome, 'a step that was not spent is there').to.equal(
        result === 'lost' ? 'move' : 'hold',
      );
    });
  }
});
