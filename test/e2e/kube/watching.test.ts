import { expect } from 'chai';
import { realClock } from '../../../lib/clock/clock.ts';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { createCluster } from '../../../lib/kube/cluster.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { discover } from '../../../lib/kube/discovery.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { createReflector, type ReflectorOptions } from '../../../lib/kube/reflector.ts';
import { compareAndSwap } from '../../../lib/kube/scale.ts';
import { type ControlPlane, startControlPlane } from '../../support/control-plane.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';

const apiVersion = 'data.fluid.io/v1alpha1';
const resource = {
  group: 'data.fluid.io',
  version: 'v1alpha1',
  plural: 'alluxioruntimes',
  kind: 'AlluxioRuntime',
};
const runtime = (name: string, replicas = 1, kind = 'AlluxioRuntime') => {
  return { apiVersion, kind, metadata: { name }, spec: { replicas } };
};
const replicasOf = (object: KubeObject | undefined | null) =>
  (object?.spec as { replicas?: number } | undefined)?.replicas;

describeWithControlPlane('the real API server, watching', (plane) => {
  let namespace: string;
  let client: KubeClient;
  let stop: AbortController;
  let running: Promise<void>[];
  before(async () => {
    await plane().applyFluidCrds();
    client = connect({ kubeconfig: plane().kubeconfig });
  });
  beforeEach(async () => {
    namespace = await plane().namespace('kube');
    stop = new AbortController();
    running = [];
  });
  afterEach(async () => {
    stop.abort();
    await Promise.all(running);
  });
  after(() => client?.close());

  function reflect(options: Partial<ReflectorOptions> = {}) {
    const base = { client, clock: realClock, random: Math.random, resource, namespace };
    const reflector = createReflector({ ...base, ...options });
    running.push(reflector.run(stop.signal));
    return reflector;
  }

  it("finds Fluid's kinds and which of them can be scaled", async () => {
    const { runtimes, dataset, operations, owners, failures, leases } = await discover(client);
    expect(failures).to.deep.equal([]);
    // Kinds newer than that release may be served by now, for tests that need them.
    const released = runtimes.filter(({ kind }) => kind !== 'CacheRuntime');
    expect(released.map(({ kind, scale }) => `${kind} ${scale}`)).to.deep.equal([
      'AlluxioRuntime true',
      'EFCRuntime true',
      'GooseFSRuntime true',
      'JindoRuntime true',
      'JuiceFSRuntime true',
      'ThinRuntime false',
      'VineyardRuntime true',
    ]);
    expect([dataset?.kind, leases?.kind]).to.deep.equal(['Dataset', 'Lease']);
    expect(operations.map(({ kind }) => kind)).to.deep.equal([
      'DataLoad',
      'DataMigrate',
      'DataBackup',
      'DataProcess',
    ]);
    expect(owners.map(({ kind }) => kind)).to.deep.equal(['HorizontalPodAutoscaler']);
  });

  it('lists in pages and follows every change', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    await plane().apply(
      names.map((name) => runtime(name)),
      namespace,
    );
    const told: string[] = [];
    const onChange: ReflectorOptions['onChange'] = (type, { metadata }) =>
      told.push(`${type} ${metadata.name}`);
    const reflector = reflect({ pageLimit: 2, onChange });
    await waitFor(() => reflector.objects.size === 5, { what: 'the list' });
    expect(told).to.deep.equal(names.map((name) => `added ${name}`));
    told.length = 0;
    await plane().apply(runtime('a', 4), namespace);
    const path = `/apis/${apiVersion}/namespaces/${namespace}/alluxioruntimes`;
    await plane().request('DELETE', `${path}/b`);
    await plane().apply(runtime('f'), namespace);
    await waitFor(() => told.length === 3, { what: 'three changes' });
    expect(told).to.deep.equal(['modified a', 'deleted b', 'added f']);
    expect(replicasOf(reflector.objects.get(`${namespace}/a`))).to.equal(4);
    expect(reflector.state()).to.include({ synced: true, connected: true, access: 'ok' });
  });

  it('says so when a role is missing, and follows once it is given', async () => {
    const unable = connect({ kubeconfig: await plane().serviceAccountKubeconfig(namespace, 'reader') });
    const reflector = reflect({ client: unable });
    await waitFor(() => reflector.state().access === 'forbidden', { what: 'a refusal' });
    expect(reflector.state().lastError?.text).to.match(
      /^403 Forbidden: alluxioruntimes\.data\.fluid\.io is forbidden: User/,
    );
    stop.abort();
    await Promise.all(running);
    stop = new AbortController();
    const rules = 'rules: [{apiGroups: [data.fluid.io], resources: [alluxioruntimes], verbs: [list, watch]}]';
    await plane().serviceAccountKubeconfig(namespace, 'reader', rules);
    const again = reflect({ client: unable });
    await waitFor(() => again.state().connected, { what: 'the list' });
    await unable.close();
  });

  it('shows all that concerns a dataset as Fluid would write it, and tells of each change', async () => {
    const labels = { 'fluid.io/dataset-id': `${namespace}-spark` };
    const workers = { ...labels, 'fluid.io/dataset': `${namespace}-spark`, role: 'alluxio-worker' };
    const template = { metadata: { labels: workers }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const pod = (name: string, podLabels: object) => {
      return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: podLabels }, spec: template.spec };
    };
    const target = { apiVersion, kind: 'AlluxioRuntime', name: 'spark' };
    await plane().apply(
      [
        {
          apiVersion,
          kind: 'Dataset',
          metadata: { name: 'spark' },
          spec: { mounts: [{ mountPoint: 'https://x/', name: 'm' }] },
        },
        runtime('spark'),
        {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          metadata: { name: 'spark-worker', labels: workers },
          spec: { serviceName: 'spark-worker', replicas: 1, selector: { matchLabels: workers }, template },
        },
        pod('spark-worker-0', workers),
        pod('spark-master-0', { ...labels, role: 'alluxio-master' }),
        pod('somebody-elses-0', { app: 'web' }),
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { name: 'spark-master-0-x', labels },
          addressType: 'IPv4',
          endpoints: [{ addresses: ['10.98.0.12'] }],
          ports: [{ name: 'web', port: 22864 }],
        },
        {
          apiVersion,
          kind: 'DataLoad',
          metadata: { name: 'load' },
          spec: { dataset: { name: 'spark', namespace } },
        },
        {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'hpa' },
          spec: { scaleTargetRef: target, maxReplicas: 4 },
        },
      ],
      namespace,
    );
    const workerSetOf = (_: string, name: string) =>
      ({ kind: 'StatefulSet', name: `${name}-worker` }) as const;
    const cluster = createCluster({
      client,
      namespace,
      clock: realClock,
      random: Math.random,
      workerSetOf,
    });
    const told: string[] = [];
    cluster.onDatasetChange((_, name) => told.push(name));
    running.push(cluster.run(stop.signal));
    await cluster.whenSynced();
    expect(cluster.blindSpots()).to.deep.equal([]);
    const found = cluster.objects(namespace, 'spark');
    const namesOf = (list: readonly KubeObject[]) =>
      list.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(found.dataset?.metadata.name).to.equal('spark');
    expect(found.runtime?.kind).to.equal('AlluxioRuntime');
    expect(found.workerSet?.metadata.name).to.equal('spark-worker');
    expect(namesOf(found.workerPods)).to.deep.equal(['Pod/spark-worker-0']);
    expect(namesOf(found.slices)).to.deep.equal(['EndpointSlice/spark-master-0-x']);
    expect(namesOf(found.operations)).to.deep.equal(['DataLoad/load']);
    expect(namesOf(found.owners)).to.deep.equal(['HorizontalPodAutoscaler/hpa']);
    await waitFor(() => told.length === 1, { what: 'the first telling' });

    const { uid } = found.runtime?.metadata ?? { uid: '' };
    const seen = { writes: 'scale', plural: 'alluxioruntimes', namespace, name: 'spark' } as const;
    const swap = { ...seen, uid, from: 1, to: 3 };
    expect(await compareAndSwap(client, swap)).to.include({ result: 'applied' });
    await waitFor(() => replicasOf(cluster.objects(namespace, 'spark').runtime) === 3, {
      what: 'our own write',
    });
    const managers = cluster.objects(namespace, 'spark').runtime?.metadata.managedFields ?? [];
    expect(
      managers.some(({ manager, subresource }) => manager === 'fluid-autoscaler' && subresource === 'scale'),
    ).to.equal(true);
    await waitFor(() => told.length === 2, { what: 'the second telling' });
    expect(told).to.deep.equal(['spark', 'spark']);
  });

  describe('that goes away', () => {
    let own: ControlPlane | undefined;
    after(() => own?.stop());

    it('is followed again after it was killed and came back, and after it hung', async () => {
      own = await startControlPlane();
      await own.applyFluidCrds();
      const mine = connect({ kubeconfig: own.kubeconfig });
      await own.apply([runtime('a'), runtime('b')]);
      const told: string[] = [];
      const reflector = reflect({
        client: mine,
        namespace: null,
        onChange: (type, { metadata }) => told.push(`${type} ${metadata.name}`),
      });
      await waitFor(() => reflector.objects.size === 2, { what: 'the list' });
      await own.stopApiServer('SIGKILL');
      await waitFor(() => !reflector.state().connected, { what: 'the loss' });
      expect(reflector.objects.size).to.equal(2);
      const refused = {
        writes: 'scale' as const,
        plural: 'alluxioruntimes',
        namespace: 'default',
        name: 'a',
        uid: 'x',
        from: 1,
        to: 2,
      };
      expect(await compareAndSwap(mine, refused)).to.include({ result: 'unsent', code: 'ECONNREFUSED' });
      await own.startApiServer();
      await own.apply([runtime('c')]);
      await own.request('DELETE', `/apis/${apiVersion}/namespaces/default/alluxioruntimes/a`);
      await waitFor(() => reflector.objects.has('default/c') && !reflector.objects.has('default/a'), {
        what: 'what was missed',
      });
      expect([...told].sort()).to.deep.equal(['added a', 'added b', 'added c', 'deleted a']);

      own.pauseApiServer();
      const hung = await compareAndSwap(mine, { ...refused, timeoutMs: 300 });
      expect(hung).to.include({ code: 'TIMEOUT' });
      own.resumeApiServer();
      await own.apply([runtime('d')]);
      await waitFor(() => reflector.objects.has('default/d'), { what: 'the next change' });
      stop.abort();
      await Promise.all(running);
      await mine.close();
    });
  });
});
