import { expect } from 'chai';
import type { AutoscalerStatus } from '../../../lib/daemon/objects/status.ts';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from '../daemon/daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from '../daemon/dataset.ts';
import { applyAutoscalerCrd } from './install.ts';
import { type Autoscaler, autoscalerOf } from './object.ts';
import { rightsWithout } from './rights.ts';

describeWithControlPlane('the status of DatasetAutoscalers on a real API server', (plane) => {
  let dataset: TestDataset;
  let spark: Autoscaler;
  let daemons: RunningDaemon[] = [];

  const start = async (more: Parameters<typeof optionsFor>[2] = {}) => {
    const options = { policies: null, policiesFromCluster: true, ...more };
    const daemon = await runDaemon(optionsFor(plane(), dataset, options));
    daemons.push(daemon);
    return daemon;
  };
  const statusOf = async () => (await spark.get()).status as AutoscalerStatus | undefined;
  const until = (what: string, holds: (status: AutoscalerStatus) => boolean) =>
    waitFor(
      async () => {
        const status = await statusOf();
        return status !== undefined && holds(status) ? status : null;
      },
      { what },
    );
  const condition = (status: AutoscalerStatus, type: string) => {
    const found = status.conditions.find((each) => each.type === type);
    return `${found?.status} ${found?.reason}`;
  };

  before(() => applyAutoscalerCrd(plane()));
  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.5 * GIB);
    spark = autoscalerOf(plane(), dataset);
    await spark.apply(ARTICLE);
  });
  afterEach(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop('test over')));
    daemons = [];
    await dataset.engine.stop();
  });

  it('says what the HPA would say, and how the last decision came about', async () => {
    const daemon = await start();
    const quiet = await until('the first status', ({ conditions }) => conditions.length === 3);
    expect(quiet).to.include({
      observedGeneration: 1,
      reference: 'AlluxioRuntime/spark',
      currentReplicas: 1,
    });
    expect(condition(quiet, 'ScalingActive')).to.equal('True CacheRead');
    dataset.engine.figures.used = 0.95 * GIB;
    const scaled = await until('the scaling', ({ currentReplicas }) => currentReplicas === 3);
    await dataset.follow();
    // Whichever of its decisions came last: the ledger has the same one.
    const { time = '', ...told } = scaled.lastDecision ?? {};
    const decisions = await entriesOf(daemon.ledger, 'decision');
    const recorded = decisions.find(({ decidedAt }) => decidedAt === Date.parse(time));
    expect(told).to.include({
      outcome: recorded?.outcome,
      to: recorded?.target,
      reason: recorded?.reason.code,
    });
    expect(Date.parse(scaled.lastScaleTime ?? '')).to.be.within(Date.now() - 60_000, Date.now());
    const table = await plane().kubectl('get', 'dsa', '-n', dataset.namespace, '-o', 'wide');
    expect(table).to.match(/spark +AlluxioRuntime\/spark +\d+%\/90% +1 +4 +3 /);
    const described = await plane().kubectl('describe', 'dsa', 'spark', '-n', dataset.namespace);
    expect(described).to.contain('nothing stands in the way of scaling AlluxioRuntime spark');
  });

  it('names a fault that only the daemon finds, and what follows', async () => {
    await start();
    await until('the first status', ({ conditions }) => conditions.length === 3);
    await spark.apply(`${ARTICLE}\n  respect: 400d`);
    const status = await until(
      'the fault',
      (each) => condition(each, 'ScalingActive') === 'False PolicyFaulty',
    );
    expect(status.observedGeneration).to.equal(2);
    const { message } = status.conditions.find(({ type }) => type === 'ScalingActive') ?? {};
    expect(message).to.contain('spec.respect: "400d" is not allowed').and.contain('still in force');
  });

  it('is written over what somebody else wrote there', async () => {
    await start();
    await until('the first status', ({ conditions }) => conditions.length === 3);
    const path = `/apis/fluid-autoscaler.dev/v1alpha1/namespaces/${dataset.namespace}/datasetautoscalers/spark/status`;
    await plane().request('PATCH', path, { status: { currentReplicas: 77 } }, 'application/merge-patch+json');
    dataset.engine.figures.used = 0.95 * GIB;
    await until('it to be mended', ({ currentReplicas }) => currentReplicas === 3);
  });

  it('is not written in a dry run, which writes nothing to the cluster', async () => {
    const daemon = await start({ dryRun: true });
    await waitFor(() => daemon.statuses()[0]?.reason.code === 'BelowThreshold', { what: 'a decision' });
    expect(await statusOf()).to.equal(undefined);
  });

  it('is only missed where the right to write it is, while the daemon scales', async () => {
    const kubeconfig = await plane().serviceAccountKubeconfig(
      dataset.namespace,
      'narrow',
      rightsWithout('datasetautoscalers/status'),
    );
    dataset.engine.figures.used = 0.95 * GIB;
    await start({ kubeconfig });
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    expect(await statusOf()).to.equal(undefined);
  });
});
