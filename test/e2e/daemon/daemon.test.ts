import { expect } from 'chai';
import type { ClusterPort } from '../../../lib/daemon/ports.ts';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from './daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from './dataset.ts';

const FULL = 0.95 * GIB;

describeWithControlPlane('the daemon on a real API server', (plane) => {
  let dataset: TestDataset;
  let daemons: RunningDaemon[] = [];

  const start = async (more: Parameters<typeof optionsFor>[2] = {}) => {
    const daemon = await runDaemon(optionsFor(plane(), dataset, more));
    daemons.push(daemon);
    return daemon;
  };
  const until = (reason: string) =>
    waitFor(
      () => daemons.some((daemon) => daemon.statuses().some((status) => status.reason.code === reason)),
      {
        what: `a dataset with the reason ${reason}`,
      },
    );

  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.5 * GIB);
    dataset.write(ARTICLE);
  });
  afterEach(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop('test over')));
    daemons = [];
    await dataset.engine.stop();
  });

  it('scales the article’s full cache from 1 to 3, records why, and leaves a ledger that verifies', async () => {
    const { ledger } = await start();
    await until('BelowThreshold');
    dataset.engine.figures.used = FULL;
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    await dataset.follow();
    await waitFor(async () => (await entriesOf(ledger, 'served')).length === 1, {
      what: 'the workers to serve',
    });
    const [conclusion] = await entriesOf(ledger, 'conclusion');
    expect(conclusion).to.include({ from: 1, to: 3, result: 'applied' });
    const moves = (await entriesOf(ledger, 'decision')).filter(({ outcome }) => outcome === 'move');
    expect(moves).to.have.lengthOf(1);
    expect(moves[0]?.reason.code).to.equal('AboveThreshold');
    expect((await verifyLedger(ledger)).whole).to.equal(true);
  });

  it('writes nothing at all to the cluster in a dry run, not even a Lease', async () => {
    dataset.engine.figures.used = FULL;
    const before = await dataset.versions();
    const { ledger } = await start({ dryRun: true });
    await until('DryRun');
    expect(await dataset.versions()).to.deep.equal(before);
    const [decision, ...more] = (await entriesOf(ledger, 'decision')).filter(
      ({ outcome }) => outcome === 'would',
    );
    expect(decision).to.include({ current: 1, target: 3 });
    expect(more, 'recorded once').to.have.lengthOf(0);
    expect(await entriesOf(ledger, 'intent')).to.have.lengthOf(0);
  });

  it('changes nothing while paused, says who paused it, and acts once the pause is lifted', async () => {
    dataset.engine.figures.used = FULL;
    dataset.write(`${ARTICLE}\n  mode: paused\n  paused: { by: alice, why: benchmark }`);
    const { ledger } = await start();
    await until('Paused');
    expect(await dataset.replicas()).to.equal(1);
    const [would] = (await entriesOf(ledger, 'decision')).filter(({ outcome }) => outcome === 'would');
    expect(would?.reason.numbers).to.include({ by: 'alice', why: 'benchmark' });
    dataset.write(ARTICLE);
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas after the pause' });
  });

  it('notices a change by someone else, names its manager, and does not reverse it', async () => {
    const { ledger } = await start();
    await until('BelowThreshold');
    await dataset.scale(4, 'alice');
    await dataset.follow();
    await waitFor(async () => (await entriesOf(ledger, 'change')).length === 1, {
      what: 'the change to be recorded',
    });
    const [change] = await entriesOf(ledger, 'change');
    expect(change).to.include({ from: 1, to: 4, by: 'other', manager: 'alice' });
    dataset.write(ARTICLE.replace('max: 4', 'max: 2').replace('scaleDown: disabled', 'scaleDown: enabled'));
    await waitFor(
      () =>
        daemons[0]
          ?.statuses()[0]
          ?.decision?.rungs.some(({ by, reason }) => by === 'respect' && reason.code === 'Respected'),
      { what: 'the change to be respected' },
    );
    expect(await dataset.replicas()).to.equal(4);
  });

  it('raises a count of 0 that it wrote itself, and leaves a 0 that someone else wrote', async () => {
    dataset.engine.figures.used = 0;
    dataset.write(
      '  semantics: hpa\n  replicas: { min: 0, max: 4 }\n  policies: { target: { utilization: 80% } }',
    );
    const { ledger } = await start();
    await waitFor(async () => (await dataset.replicas()) === 0, { what: '0 replicas' });
    await dataset.follow();
    dataset.write('  replicas: { min: 2, max: 4 }\n  policies: {}');
    await waitFor(async () => (await dataset.replicas()) === 2, { what: '2 replicas' });
    await dataset.scale(0, 'alice');
    await dataset.follow();
    await until('OffByPerson');
    expect(await dataset.replicas()).to.equal(0);
    const conclusions = await entriesOf(ledger, 'conclusion');
    expect(conclusions.map(({ from, to, result }) => `${from} -> ${to} ${result}`)).to.deep.equal([
      '1 -> 0 applied',
      '0 -> 2 applied',
    ]);
  });

  it('remembers what happened while a policy was gone for a while: the history is the runtime’s', async () => {
    const { ledger } = await start();
    dataset.engine.figures.used = FULL;
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    await dataset.follow();
    dataset.remove();
    await waitFor(async () => (await entriesOf(ledger, 'policy-gone')).length === 1, {
      what: 'the policy to be gone',
    });
    await dataset.scale(1, 'alice');
    await dataset.follow();
    dataset.engine.figures.used = FULL;
    dataset.write(ARTICLE);
    await waitFor(async () => (await entriesOf(ledger, 'change')).length === 1, {
      what: 'the change to be noticed',
    });
    await until('CooldownRunning');
    expect(await dataset.replicas()).to.equal(1);
    expect(await entriesOf(ledger, 'seen')).to.have.lengthOf(1);
  });

  it('leaves nothing running when it cannot be started: probes on a taken port, a ledger owned by another', async () => {
    const { ledger, port } = await start({ listen: '127.0.0.1:0' });
    const failure = (more: object) =>
      runDaemon(optionsFor(plane(), dataset, more)).then(
        () => 'started',
        (error: Error) => error.message,
      );
    expect(await failure({ listen: `127.0.0.1:${port}` })).to.contain('EADDRINUSE');
    expect(await failure({ listen: 'nonsense' })).to.contain('HOST:PORT');
    expect(await failure({ ledger })).to.contain('lock');
    expect(await failure({ kubeconfig: '/nonexistent' })).to.contain('/nonexistent');
  });

  it('holds for a HorizontalPodAutoscaler on the same runtime until it is gone', async () => {
    dataset.engine.figures.used = FULL;
    const target = { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', name: 'spark' };
    const spec = { scaleTargetRef: target, minReplicas: 1, maxReplicas: 4, metrics: [] };
    const hpa = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'spark' },
      spec,
    };
    await plane().apply([hpa], dataset.namespace);
    await start();
    await until('OwnedByOther');
    expect(await dataset.replicas()).to.equal(1);
    const path = `/apis/autoscaling/v2/namespaces/${dataset.namespace}/horizontalpodautoscalers/spark`;
    await plane().request('DELETE', path);
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
  });

  it('loses the race when someone changes the count between decision and patch, and decides afresh', async () => {
    dataset.engine.figures.used = FULL;
    const { ledger } = await start({ throughCluster: (port) => once(port, () => dataset.scale(2, 'alice')) });
    await waitFor(async () => (await entriesOf(ledger, 'change')).length === 1, { what: 'the other change' });
    const [first] = await entriesOf(ledger, 'conclusion');
    expect(first).to.include({ from: 1, to: 3, result: 'lost' });
    expect(await dataset.replicas()).to.equal(2);
  });

  it('does not touch a runtime that was deleted and made again mid-decision, and starts its history afresh', async () => {
    dataset.engine.figures.used = FULL;
    const old = (await dataset.runtime()).metadata.uid;
    const { ledger } = await start({ throughCluster: (port) => once(port, () => dataset.remake()) });
    await waitFor(async () => (await entriesOf(ledger, 'seen')).length === 2, {
      what: 'the new runtime to be seen',
    });
    const [first] = await entriesOf(ledger, 'conclusion');
    expect(first).to.include({ uid: old, result: 'lost' });
    await waitFor(async () => (await dataset.replicas()) === 3, { what: 'the new runtime to be scaled' });
    const [, second] = await entriesOf(ledger, 'conclusion');
    expect(second?.uid).to.not.equal(old);
    expect(second).to.include({ from: 1, to: 3, result: 'applied' });
  });
});

/** The port, with something that happens right before the first patch is sent. */
function once(port: ClusterPort, meanwhile: () => Promise<void>): ClusterPort {
  let done = false;
  return {
    ...port,
    patch: async (request) => {
      if (!done) await meanwhile();
      done = true;
      return port.patch(request);
    },
  };
}
