import { expect } from 'chai';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { type ControlPlane, startControlPlane } from '../../support/control-plane.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from './daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from './dataset.ts';

describeWithControlPlane('the daemon and an API server that comes and goes', () => {
  let plane: ControlPlane;
  let dataset: TestDataset;
  let daemon: RunningDaemon & { readonly ledger: string };

  before(async () => {
    plane = await startControlPlane();
  });
  after(() => plane.stop());
  beforeEach(async () => {
    dataset = await makeDataset(plane, 0.5 * GIB);
    dataset.write(ARTICLE);
    daemon = await runDaemon(optionsFor(plane, dataset));
  });
  afterEach(async () => {
    await daemon.stop('test over');
    await dataset.engine.stop();
  });

  const reasonIs = (code: string) =>
    waitFor(() => daemon.statuses()[0]?.reason.code === code, { what: `the reason ${code}` });

  it('keeps running while it is down, and scales when it is back', async () => {
    await reasonIs('BelowThreshold');
    await plane.stopApiServer('SIGKILL');
    dataset.engine.figures.used = 0.95 * GIB;
    // It either still holds its Lease and fails to send, or has lost it and stands by: no change is claimed either way.
    await waitFor(() => !daemon.leads(), { what: 'the Lease to run out' });
    expect(daemon.unready().join()).to.contain('Lease');
    await plane.startApiServer();
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    const conclusions = await waitFor(
      async () => {
        const all = await entriesOf(daemon.ledger, 'conclusion');
        return all.some(({ result }) => result === 'applied') ? all : null;
      },
      { what: 'the conclusion' },
    );
    expect(conclusions.filter(({ result }) => result === 'applied')).to.have.lengthOf(1);
    expect(await entriesOf(daemon.ledger, 'change'), 'nobody else changed anything').to.have.lengthOf(0);
  });
});

describeWithControlPlane('two daemons on one cluster', (plane) => {
  let dataset: TestDataset;
  const daemons: (RunningDaemon & { readonly ledger: string })[] = [];

  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.95 * GIB);
    dataset.write(ARTICLE.replace('max: 4', 'max: 9'));
    await dataset.grow('9.00GiB');
  });
  afterEach(async () => {
    await Promise.all(daemons.splice(0).map((daemon) => daemon.stop('test over')));
    await dataset.engine.stop();
  });

  it('never spend the same allowance: one leads, and the one that takes over counts the step as spent', async () => {
    for (const _ of [1, 2]) daemons.push(await runDaemon(optionsFor(plane(), dataset)));
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    await dataset.follow();
    dataset.engine.figures.used = 2.99 * GIB;
    const leader = await waitFor(() => daemons.find((daemon) => daemon.leads()), {
      what: 'a leader',
    });
    const other = daemons.find((daemon) => daemon !== leader);
    expect(other?.leads()).to.equal(false);
    await waitFor(() => other?.unready().length === 0, {
      what: 'the one that stands by to be ready all the same',
    });
    await waitFor(() => other?.statuses()[0]?.reason.code === 'StandingBy', {
      what: 'it to say that it stands by, at its own slot',
    });
    await leader.stop('handing over');
    daemons.splice(daemons.indexOf(leader), 1);
    const status = await waitFor(() => other?.statuses().find(({ decision }) => decision !== null), {
      what: 'the successor to decide',
    });
    expect(status.decision).to.include({ current: 3, target: 3, outcome: 'hold' });
    expect(await dataset.replicas()).to.equal(3);
    const [inherited] = await entriesOf(other?.ledger ?? '', 'inherited');
    expect(inherited?.history.changes[0]).to.include({ by: 'self', from: 1, to: 3 });
  });
});
