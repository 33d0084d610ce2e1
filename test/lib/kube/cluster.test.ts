import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { type Cluster, type ClusterOptions, createCluster } from '../../../lib/kube/cluster.ts';
import { connect } from '../../../lib/kube/connect.ts';
import type { WorkerSetRef } from '../../../lib/kube/filing.ts';
import { type FakeApi, fakeApi } from './support/fake-api.ts';
import { type ManualClock, manualClock, until } from './support/manual-clock.ts';
import { writeKubeconfig } from './support/server.ts';

const fluidApi = 'data.fluid.io/v1alpha1';

function workerSetOf(kind: string, name: string): WorkerSetRef | null {
  if (kind === 'ThinRuntime') return null;
  if (kind === 'CacheRuntime') return { kind: 'AdvancedStatefulSet', name: `${name}-worker` };
  return {
    kind: 'StatefulSet',
    name: kind === 'JindoRuntime' ? `${name}-jindofs-worker` : `${name}-worker`,
  };
}
const at = (name: string, namespace = 'default', more = {}) => ({ metadata: { name, namespace, ...more } });
const labelled = (label: string, value: string) => ({ labels: { [label]: value } });
const worker = (name: string, namespace = 'default') =>
  at(name, namespace, labelled('fluid.io/dataset', 'x'));
const slice = (name: string, id: string, namespace = 'default') =>
  at(name, namespace, labelled('fluid.io/dataset-id', id));
const aimedAt = (kind: string, name: string, apiVersion = fluidApi) => ({
  spec: { scaleTargetRef: { apiVersion, kind, name } },
});

describe('the cluster', () => {
  let api: FakeApi;
  let client: KubeClient;
  let clock: ManualClock;
  let cluster: Cluster;
  let stop: AbortController;
  let running: Promise<void>;
  let told: string[];

  async function start(options: Partial<ClusterOptions> = {}): Promise<void> {
    cluster = createCluster({ client, namespace: null, clock, random: () => 0.5, workerSetOf, ...options });
    cluster.onDatasetChange((namespace, name) => told.push(`${namespace}/${name}`));
    running = cluster.run(stop.signal);
  }
  /** Everything is listed and what there was has been told. */
  async function settled(): Promise<void> {
    await cluster.whenSynced();
    await until(() => told.length >= cluster.datasets().length);
    told.length = 0;
  }
  const names = (list: readonly { readonly metadata: { readonly name: string } }[]) =>
    list.map(({ metadata }) => metadata.name);

  beforeEach(async () => {
    api = await fakeApi();
    client = connect({ kubeconfig: writeKubeconfig({ server: api.server.url }) });
    clock = manualClock(20_000);
    stop = new AbortController();
    running = Promise.resolve();
    told = [];
  });
  afterEach(async () => {
    stop.abort();
    await running;
    expect(clock.sleeping(), 'sleeps left behind').to.equal(0);
    await client.close();
    await api.server.close();
  });

  it("watches each kind once, pods and StatefulSets and slices only where they are Fluid's", async () => {
    await start();
    await settled();
    await until(() => api.watching().length === 11);
    expect(api.watching()).to.deep.equal([
      'alluxioruntimes',
      'databackups',
      'dataloads',
      'datamigrates',
      'datasets',
      'endpointslices?fluid.io/dataset-id',
      'horizontalpodautoscalers',
      'jindoruntimes',
      'pods?fluid.io/dataset',
      'statefulsets?fluid.io/dataset',
      'thinruntimes',
    ]);
    expect(cluster.blindSpots()).to.deep.equal([]);
    expect(cluster.kinds().map(({ kind, scale }) => [kind, scale])).to.deep.equal([
      ['AlluxioRuntime', true],
      ['JindoRuntime', true],
      ['ThinRuntime', false],
    ]);
  });

  it('shows all that concerns one dataset, and nothing of another', async () => {
    for (const name of ['spark', 'other']) {
      api.put('datasets', at(name));
      api.put('alluxioruntimes', at(name));
      api.put('statefulsets', worker(`${name}-worker`));
      for (const ordinal of [10, 2, 0]) api.put('pods', worker(`${name}-worker-${ordinal}`));
      api.put('endpointslices', slice(`${name}-master-0-abc`, `default-${name}`));
      api.put('dataloads', { ...at(`load-${name}`), spec: { dataset: { name } } });
      api.put('horizontalpodautoscalers', { ...at(`hpa-${name}`), ...aimedAt('AlluxioRuntime', name) });
    }
    await start();
    await settled();
    const found = cluster.objects('default', 'spark');
    expect(found).to.include({ namespace: 'default', name: 'spark' });
    expect(found.dataset?.metadata.name).to.equal('spark');
    expect(found.runtime?.kind).to.equal('AlluxioRuntime');
    expect(found.workerSet?.metadata.name).to.equal('spark-worker');
    expect(names(found.workerPods)).to.deep.equal(['spark-worker-0', 'spark-worker-2', 'spark-worker-10']);
    expect(names(found.slices)).to.deep.equal(['spark-master-0-abc']);
    expect(names(found.operations)).to.deep.equal(['load-spark']);
    expect(names(found.owners)).to.deep.equal(['hpa-spark']);
    expect(cluster.datasets()).to.deep.equal([
      { namespace: 'default', name: 'other' },
      { namespace: 'default', name: 'spark' },
    ]);
  });

  it('shows nothing of a dataset that does not exist', async () => {
    await start();
    await settled();
    expect(cluster.objects('default', 'nothing')).to.deep.equal({
      namespace: 'default',
      name: 'nothing',
      dataset: null,
      runtime: null,
      workerSet: null,
      workerPods: [],
      slices: [],
      operations: [],
      owners: [],
    });
  });

  it('tells a-b/c from a/b-c, whose labels are the same', async () => {
    api.put('datasets', at('c', 'a-b'));
    api.put('datasets', at('b-c', 'a'));
    api.put('endpointslices', slice('first', 'a-b-c', 'a-b'));
    api.put('endpointslices', slice('second', 'a-b-c', 'a'));
    await start();
    await settled();
    expect(names(cluster.objects('a-b', 'c').slices)).to.deep.equal(['first']);
    expect(names(cluster.objects('a', 'b-c').slices)).to.deep.equal(['second']);
    api.put('endpointslices', slice('third', 'a-b-c', 'a'));
    await until(() => told.length > 0);
    expect(told).to.deep.equal(['a/b-c']);
  });

  it('finds the engine of a long name by the uid of its Dataset, also while only the runtime is known', async () => {
    const long = 'x'.repeat(60);
    const ownerReferences = [{ apiVersion: fluidApi, kind: 'Dataset', name: long, uid: 'dataset-uid' }];
    api.put('alluxioruntimes', at(long, 'default', { ownerReferences }));
    api.put('endpointslices', slice('engine', 'dataset-uid'));
    await start();
    await settled();
    expect(names(cluster.objects('default', long).slices)).to.deep.equal(['engine']);
    api.put('datasets', at(long, 'default', { uid: 'dataset-uid' }));
    await until(() => told.length > 0);
    told.length = 0;
    api.put('endpointslices', slice('engine-2', 'dataset-uid'));
    await until(() => told.length > 0);
    expect(told).to.deep.equal([`default/${long}`]);
    expect(names(cluster.objects('default', long).slices)).to.deep.equal(['engine', 'engine-2']);
  });

  it('finds the workers of each kind under their own names', async () => {
    api.put('jindoruntimes', at('a'));
    api.put('alluxioruntimes', at('b'));
    api.put('thinruntimes', at('c'));
    for (const set of ['a-jindofs-worker', 'a-worker', 'b-worker', 'c-worker'])
      api.put('statefulsets', worker(set));
    await start();
    await settled();
    const setOf = (name: string) => cluster.objects('default', name).workerSet?.metadata.name ?? null;
    expect(['a', 'b', 'c'].map(setOf)).to.deep.equal(['a-jindofs-worker', 'b-worker', null]);
  });

  it('gives a worker set that two runtimes could call theirs to the one it names', async () => {
    api.put('jindoruntimes', at('a'));
    api.put('alluxioruntimes', at('a-jindofs'));
    const ownerReferences = [
      { apiVersion: fluidApi, kind: 'AlluxioRuntime', name: 'a-jindofs', controller: true },
    ];
    const labels = { 'fluid.io/dataset': 'x' };
    api.put('statefulsets', at('a-jindofs-worker', 'default', { labels, ownerReferences }));
    api.put('pods', worker('a-jindofs-worker-0'));
    await start();
    await settled();
    expect(cluster.objects('default', 'a')).to.deep.include({ workerSet: null, workerPods: [] });
    expect(names(cluster.objects('default', 'a-jindofs').workerPods)).to.deep.equal(['a-jindofs-worker-0']);
  });

  it('prefers, of several runtimes of one name, the kind the Dataset is bound to, else the oldest', async () => {
    api.put('thinruntimes', at('spark', 'default', { creationTimestamp: '2026-01-01T00:00:00Z' }));
    api.put('alluxioruntimes', at('spark', 'default', { creationTimestamp: '2026-02-01T00:00:00Z' }));
    api.put('datasets', at('spark'));
    await start();
    await settled();
    expect(cluster.objects('default', 'spark').runtime?.kind).to.equal('ThinRuntime');
    api.put('datasets', { ...at('spark'), status: { runtimes: [{ name: 'spark', type: 'alluxio' }] } });
    await until(() => told.length > 0);
    expect(cluster.objects('default', 'spark').runtime?.kind).to.equal('AlluxioRuntime');
  });

  it('sees every autoscaler aimed at a runtime or at its workers, and when it is aimed elsewhere', async () => {
    api.serve({ groupVersion: 'keda.sh/v1alpha1', plural: 'scaledobjects', kind: 'ScaledObject' });
    api.put('alluxioruntimes', at('spark'));
    api.put('horizontalpodautoscalers', { ...at('by-hpa'), ...aimedAt('AlluxioRuntime', 'spark') });
    api.put('horizontalpodautoscalers', {
      ...at('on-workers'),
      ...aimedAt('StatefulSet', 'spark-worker', 'apps/v1'),
    });
    api.put('horizontalpodautoscalers', { ...at('of-another-kind'), ...aimedAt('JindoRuntime', 'spark') });
    api.put('horizontalpodautoscalers', {
      ...at('elsewhere', 'other'),
      ...aimedAt('AlluxioRuntime', 'spark'),
    });
    api.put('scaledobjects', { ...at('by-keda'), ...aimedAt('AlluxioRuntime', 'spark') });
    await start();
    await settled();
    const owners = () =>
      cluster.objects('default', 'spark').owners.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(owners()).to.deep.equal([
      'HorizontalPodAutoscaler/by-hpa',
      'HorizontalPodAutoscaler/on-workers',
      'ScaledObject/by-keda',
    ]);
    api.put('scaledobjects', { ...at('by-keda'), ...aimedAt('JindoRuntime', 'other') });
    await until(() => told.length > 0);
    expect(told).to.deep.equal(['default/spark']);
    expect(owners()).to.have.length(2);
  });

  for (const [what, plural, made] of [
    ['its Dataset', 'datasets', at('spark')],
    ['its runtime', 'alluxioruntimes', { ...at('spark'), spec: { replicas: 2 } }],
    ['its worker set', 'statefulsets', worker('spark-worker')],
    ['a worker pod', 'pods', worker('spark-worker-0')],
    ['an engine', 'endpointslices', slice('s', 'default-spark')],
    ['a data operation', 'dataloads', { ...at('l'), spec: { dataset: { name: 'spark' } } }],
    ['an autoscaler', 'horizontalpodautoscalers', { ...at('h'), ...aimedAt('AlluxioRuntime', 'spark') }],
  ] as const) {
    it(`tells of the dataset when ${what} comes, changes or goes`, async () => {
      api.put('alluxioruntimes', at('spark'));
      api.put('alluxioruntimes', at('other'));
      await start();
      await settled();
      for (const act of [() => api.put(plural, made), () => api.put(plural, made)]) {
        act();
        await until(() => told.length > 0);
        expect(told.splice(0)).to.deep.equal(['default/spark']);
      }
      api.remove(plural, 'default', made.metadata.name);
      await until(() => told.length > 0);
      expect(told).to.deep.equal(['default/spark']);
    });
  }

  it('tells nothing before it has listed everything, then of each dataset once', async () => {
    api.failGroup('apps/v1', 500);
    api.put('datasets', at('spark'));
    api.put('alluxioruntimes', at('spark'));
    clock = manualClock(0);
    await start();
    await until(() => cluster.objects('default', 'spark').runtime !== null && clock.sleeping() > 10);
    expect(cluster.synced()).to.equal(false);
    expect(told).to.deep.equal([]);
    expect(cluster.blindSpots()).to.deep.equal([
      { kind: 'apps/v1', why: 'could not be asked for: 500 Broken: Broken', needed: 'all' },
    ]);
    api.failGroup('apps/v1', null);
    await clock.advance(1_000);
    await cluster.whenSynced();
    await until(() => told.length > 0);
    expect(told).to.deep.equal(['default/spark']);
  });

  it('reports what it may not read, and works without it', async () => {
    api.forbid('horizontalpodautoscalers');
    api.forbid('pods');
    api.put('alluxioruntimes', at('spark'));
    await start();
    await settled();
    expect(cluster.synced()).to.equal(true);
    expect(cluster.blindSpots()).to.deep.equal([
      { kind: 'Pod', why: 'may not be read: 403 Forbidden: pods is forbidden', needed: 'all' },
      {
        kind: 'HorizontalPodAutoscaler',
        why: 'may not be read: 403 Forbidden: horizontalpodautoscalers is forbidden',
        needed: 'none',
      },
    ]);
    api.allow('pods');
    api.allow('horizontalpodautoscalers');
    api.put('pods', worker('spark-worker-0'));
    await clock.advance(60_000);
    await until(() => cluster.blindSpots().length === 0);
    expect(names(cluster.objects('default', 'spark').workerPods)).to.deep.equal(['spark-worker-0']);
  });

  it('takes up a kind that appears later, and lets go of one that is no more', async () => {
    await start();
    await settled();
    api.serve({ groupVersion: fluidApi, plural: 'newruntimes', kind: 'NewRuntime', scale: true });
    api.put('newruntimes', at('spark'));
    await until(() => clock.sleeping() > 0);
    await clock.advance(300_000);
    await until(() => told.length > 0);
    expect(cluster.objects('default', 'spark').runtime?.kind).to.equal('NewRuntime');
    expect(cluster.kinds().map(({ kind }) => kind)).to.include('NewRuntime');
    told.length = 0;
    api.unserve('newruntimes');
    await clock.advance(300_000);
    await until(() => told.length > 0);
    expect(cluster.objects('default', 'spark').runtime).to.equal(null);
    expect(cluster.datasets()).to.deep.equal([]);
    expect(cluster.blindSpots()).to.deep.equal([]);
  });

  it('finds the workers of a JindoRuntime though its status has a selector that fits none of them', async () => {
    api.put('jindoruntimes', {
      ...at('spark'),
      // As Fluid writes it, while the pods say jindofs and jindofs-worker.
      status: { selector: 'app=jindo,release=spark,role=jindo-worker' },
    });
    const labels = { 'fluid.io/dataset': 'default-spark', app: 'jindofs', role: 'jindofs-worker' };
    api.put('statefulsets', at('spark-jindofs-worker', 'default', { labels }));
    api.put('pods', at('spark-jindofs-worker-0', 'default', { labels }));
    await start();
    await settled();
    const { workerSet, workerPods } = cluster.objects('default', 'spark');
    expect(workerSet?.metadata.name).to.equal('spark-jindofs-worker');
    expect(names(workerPods)).to.deep.equal(['spark-jindofs-worker-0']);
  });

  it('finds the workers of a long name, whose label is the uid of the Dataset', async () => {
    const long = 'x'.repeat(60);
    api.put('alluxioruntimes', at(long));
    const labels = { 'fluid.io/dataset': '5f0c0f5e-0000-4000-8000-000000000000' };
    api.put('statefulsets', at(`${long}-worker`, 'default', { labels }));
    api.put('pods', at(`${long}-worker-0`, 'default', { labels }));
    await start();
    await settled();
    const { workerSet, workerPods } = cluster.objects('default', long);
    expect(workerSet?.metadata.name).to.equal(`${long}-worker`);
    expect(names(workerPods)).to.deep.equal([`${long}-worker-0`]);
  });

  it('finds the set and the workers of a CacheRuntime by the labels of its own, and nothing of its masters and clients', async () => {
    const advanced = { groupVersion: 'workload.fluid.io/v1alpha1', scale: true };
    api.serve({ ...advanced, plural: 'advancedstatefulsets', kind: 'AdvancedStatefulSet' });
    api.serve({ groupVersion: fluidApi, plural: 'cacheruntimes', kind: 'CacheRuntime' });
    const component = (name: string) => labelled('cacheruntime.fluid.io/component-name', name);
    api.put('cacheruntimes', at('spark'));
    // Of another kind, and the same name: it is not taken for it.
    api.put('statefulsets', worker('spark-worker'));
    for (const set of ['spark-master', 'spark-worker'])
      api.put('advancedstatefulsets', at(set, 'default', component(set)));
    for (const set of ['spark-master', 'spark-worker', 'spark-client'])
      api.put('pods', at(`${set}-0`, 'default', component(set)));
    api.put('horizontalpodautoscalers', {
      ...at('hpa'),
      ...aimedAt('AdvancedStatefulSet', 'spark-worker', 'workload.fluid.io/v1alpha1'),
    });
    await start();
    await settled();
    const ofCaches = () => api.watching().filter((watch) => watch.includes('cacheruntime'));
    await until(() => ofCaches().length === 3);
    expect(ofCaches()).to.deep.equal([
      'advancedstatefulsets?cacheruntime.fluid.io/component-name',
      'cacheruntimes',
      'pods?cacheruntime.fluid.io/component-name',
    ]);
    const { workerSet, workerPods, owners } = cluster.objects('default', 'spark');
    expect(workerSet?.kind).to.equal('AdvancedStatefulSet');
    expect(names(workerPods)).to.deep.equal(['spark-worker-0']);
    expect(names(owners)).to.deep.equal(['hpa']);
    const kept = cluster.watches().filter(({ kind }) => kind === 'Pod');
    expect(kept.map(({ objects }) => objects)).to.deep.equal([0, 1]);
    api.unserve('advancedstatefulsets');
    await clock.advance(300_000);
    await until(() => cluster.objects('default', 'spark').workerSet === null);
    expect(names(cluster.objects('default', 'spark').workerPods)).to.deep.equal([]);
  });

  it('says of a kind it may not read that only datasets of that kind rest on it', async () => {
    api.serve({ groupVersion: fluidApi, plural: 'newruntimes', kind: 'NewRuntime', scale: true });
    api.forbid('newruntimes');
    await start();
    await settled();
    expect(cluster.blindSpots()).to.deep.equal([
      { kind: 'NewRuntime', why: 'may not be read: 403 Forbidden: newruntimes is forbidden', needed: 'own' },
    ]);
  });

  it('keeps what it knows of a group that does not answer for a while', async () => {
    api.put('alluxioruntimes', at('spark'));
    await start();
    await settled();
    api.failGroup(fluidApi, 500);
    await clock.advance(300_000);
    await until(() => cluster.blindSpots().length > 0);
    expect(cluster.objects('default', 'spark').runtime?.metadata.name).to.equal('spark');
  });

  it('says when there is no Fluid, and looks again soon', async () => {
    await api.server.close();
    api = await fakeApi([
      { groupVersion: 'v1', plural: 'pods', kind: 'Pod' },
      { groupVersion: 'apps/v1', plural: 'statefulsets', kind: 'StatefulSet' },
    ]);
    await client.close();
    client = connect({ kubeconfig: writeKubeconfig({ server: api.server.url }) });
    await start();
    await cluster.whenSynced();
    expect(cluster.blindSpots()).to.deep.equal([
      { kind: fluidApi, why: 'the cluster serves no runtime kind of it: install Fluid', needed: 'all' },
    ]);
    api.serve({ groupVersion: fluidApi, plural: 'alluxioruntimes', kind: 'AlluxioRuntime', scale: true });
    await until(() => clock.sleeping() > 0);
    await clock.advance(30_000);
    await until(() => cluster.blindSpots().length === 0);
  });

  it('looks at one namespace only when told so', async () => {
    api.put('alluxioruntimes', at('spark', 'mine'));
    api.put('alluxioruntimes', at('spark', 'theirs'));
    await start({ namespace: 'mine' });
    await settled();
    expect(cluster.datasets()).to.deep.equal([{ namespace: 'mine', name: 'spark' }]);
    const lists = api.server.asked.filter(({ path }) => /runtimes$|pods$/.test(path));
    expect(lists.every(({ path }) => path.includes('/namespaces/mine/'))).to.equal(true);
  });

  it('goes on telling the others when one listener throws', async () => {
    api.put('alluxioruntimes', at('spark'));
    await start();
    let unheard = 0;
    cluster.onDatasetChange(() => {
      throw new Error('listener');
    });
    const end = cluster.onDatasetChange(() => {
      unheard += 1;
    });
    await settled();
    expect(unheard).to.equal(1);
    end();
    api.put('alluxioruntimes', at('spark'));
    await until(() => told.length > 0);
    expect(unheard).to.equal(1);
  });

  it('stops when the server never answered', async () => {
    await api.server.close();
    clock = manualClock(0);
    await start();
    await until(() => clock.sleeping() === 1);
    const waiting = cluster.whenSynced(stop.signal);
    stop.abort();
    await Promise.all([running, waiting]);
    expect(cluster.synced()).to.equal(false);
  });
});
