import { expect } from 'chai';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from './daemon.ts';
import { GIB, makeDataset, type TestDataset } from './dataset.ts';

const IDLE = `  replicas: { min: 2, max: 4 }
  policies:
    step: { down: [{ pods: 3, per: 1s }] }
    scaleDown: enabled
    idle: { after: 1s, floor: 1 }
    guard: { settle: disabled, workers: disabled }`;

describeWithControlPlane('a dataset that pods use, on a real API server', (plane) => {
  let dataset: TestDataset;
  let daemon: RunningDaemon & { readonly ledger: string };

  const pod = (name: string, claimName: string, phase = 'Pending') => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      containers: [{ name: 'app', image: 'x' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    },
    status: { phase },
  });
  const users = () => daemon.statuses()[0]?.observation?.users;
  const untilCount = (count: number) =>
    waitFor(async () => (await dataset.replicas()) === count, { what: `${count} replicas` });

  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.5 * GIB);
    await dataset.scale(4);
    await dataset.follow();
    dataset.write(IDLE);
  });
  afterEach(async () => {
    await daemon.stop('test over');
    await dataset.engine.stop();
  });

  it('falls to its floor when the last pod is done, and has its size back as soon as one comes, Pending as it is', async () => {
    await plane().apply([pod('train', 'spark', 'Running'), pod('other', 'lake')], dataset.namespace);
    daemon = await runDaemon(optionsFor(plane(), dataset));
    const named = [`${dataset.namespace}/train`];
    await waitFor(() => users()?.pods === 1, { what: 'the pod to be seen' });
    expect(users()).to.deep.equal({ pods: 1, named });
    expect(await dataset.replicas()).to.equal(4);
    await plane().apply([pod('train', 'spark', 'Succeeded')], dataset.namespace);
    await untilCount(1);
    await dataset.follow();
    await plane().apply([pod('next', 'spark')], dataset.namespace);
    await untilCount(4);
    const states = (await entriesOf(daemon.ledger, 'use')).map(({ state }) => state);
    expect(states).to.deep.equal(['used', 'unused', 'used']);
  });

  it('is in use by a pod of another namespace, through the claim of a Dataset that refers to it', async () => {
    const lab = await plane().namespace('lab');
    const reference = {
      apiVersion: 'data.fluid.io/v1alpha1',
      kind: 'Dataset',
      metadata: { name: 'shared' },
      spec: { mounts: [{ mountPoint: `dataset://${dataset.namespace}/spark`, name: 'spark' }] },
    };
    await plane().apply([reference, pod('notebook', 'shared', 'Running')], lab);
    daemon = await runDaemon(optionsFor(plane(), dataset, { namespace: null }));
    await waitFor(() => users()?.pods === 1, { what: 'the pod of the other namespace to be seen' });
    expect(users()).to.deep.equal({ pods: 1, named: [`${lab}/notebook`] });
    expect(await dataset.replicas()).to.equal(4);
    await plane().request('DELETE', `/api/v1/namespaces/${lab}/pods/notebook?gracePeriodSeconds=0`);
    await untilCount(1);
  });
});
