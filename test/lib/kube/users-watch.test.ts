import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { type Cluster, type ClusterOptions, createCluster } from '../../../lib/kube/cluster.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { usersOf } from '../../../lib/signals/users.ts';
import { type FakeApi, fakeApi } from './support/fake-api.ts';
import { type ManualClock, manualClock, until } from './support/manual-clock.ts';
import { writeKubeconfig } from './support/server.ts';

const at = (name: string, namespace = 'data') => ({ metadata: { name, namespace } });
const user = (name: string, claimName: string, namespace = 'data', phase = 'Running') => ({
  ...at(name, namespace),
  spec: { volumes: [{ persistentVolumeClaim: { claimName } }] },
  status: { phase },
});
const referring = (name: string, namespace: string, to: string) => ({
  ...at(name, namespace),
  spec: { mounts: [{ mountPoint: `dataset://${to}` }] },
});

describe('the pods that use a dataset', () => {
  let api: FakeApi;
  let client: KubeClient;
  let clock: ManualClock;
  let cluster: Cluster;
  let stop: AbortController;
  let running: Promise<void>;
  let told: string[];

  async function start(options: Partial<ClusterOptions> = {}): Promise<void> {
    const workerSetOf = (_: string, name: string) =>
      ({ kind: 'StatefulSet', name: `${name}-worker` }) as const;
    cluster = createCluster({ client, namespace: null, clock, random: () => 0.5, workerSetOf, ...options });
    cluster.onDatasetChange((namespace, name) => told.push(`${namespace}/${name}`));
    running = cluster.run(stop.signal);
    await cluster.whenSynced();
  }
  const seen = () => {
    const { users } = cluster.objects('data', 'spark');
    return users === undefined ? null : usersOf(users);
  };
  const named = () => {
    const users = seen();
    return users === null || users.pods === null ? [] : users.named;
  };
  const why = () => {
    const users = seen();
    return users?.pods === null ? users.why : null;
  };
  const podWatches = () => api.watching().filter((one) => one === 'pods').length;

  beforeEach(async () => {
    api = await fakeApi();
    client = connect({ kubeconfig: writeKubeconfig({ server: api.server.url }) });
    clock = manualClock(20_000);
    stop = new AbortController();
    running = Promise.resolve();
    told = [];
    api.put('datasets', at('spark'));
    api.put('alluxioruntimes', at('spark'));
  });
  afterEach(async () => {
    stop.abort();
    await running;
    expect(clock.sleeping(), 'sleeps left behind').to.equal(0);
    await client.close();
    await api.server.close();
  });

  it('are not watched while nobody asks, and not any more when nobody does', async () => {
    await start();
    expect([seen(), podWatches()]).to.deep.equal([null, 0]);
    cluster.wantUsers('data/spark', true);
    await until(() => podWatches() === 1);
    cluster.wantUsers('data/spark', false);
    await until(() => podWatches() === 0);
    expect(seen()).to.equal(null);
  });

  it('are not known before they are listed, and then come and go by the watch, which tells of the dataset', async () => {
    await start();
    api.put('pods', user('train-0', 'spark'));
    cluster.wantUsers('data/spark', true);
    expect(why()?.code).to.equal('UsersNotListed');
    await until(() => cluster.usersListed());
    expect(seen()).to.deep.equal({ pods: 1, named: ['data/train-0'] });
    await until(() => told.includes('data/spark'));
    told.length = 0;
    api.put('pods', user('train-1', 'spark', 'data', 'Pending'));
    api.put('pods', user('other', 'lake'));
    await until(() => named().length === 2);
    expect(named()).to.deep.equal(['data/train-0', 'data/train-1']);
    await until(() => told.length > 0);
    api.put('pods', user('train-0', 'spark', 'data', 'Succeeded'));
    api.remove('pods', 'data', 'train-1');
    await until(() => named().length === 0);
    expect(seen()).to.deep.equal({ pods: 0, named: [] });
  });

  it('are also those of a Dataset of another namespace that refers to it, from when it does until it does no more', async () => {
    await start();
    cluster.wantUsers('data/spark', true);
    await until(() => cluster.usersListed());
    api.put('pods', user('notebook', 'shared', 'lab'));
    api.put('datasets', referring('shared', 'lab', 'data/spark/books'));
    await until(() => podWatches() === 2);
    await until(() => named().length === 1);
    expect(named()).to.deep.equal(['lab/notebook']);
    told.length = 0;
    api.remove('pods', 'lab', 'notebook');
    await until(() => told.includes('data/spark'));
    expect(seen()).to.deep.equal({ pods: 0, named: [] });
    api.remove('datasets', 'lab', 'shared');
    await until(() => podWatches() === 1);
  });

  it('are nobody’s business where only another namespace is watched: a reference that Fluid lists elsewhere leaves a doubt', async () => {
    const status = { datasetRef: ['lab/shared'] };
    api.put('datasets', { ...at('spark'), status });
    await start({ namespace: 'data' });
    cluster.wantUsers('data/spark', true);
    await until(() => cluster.usersListed());
    expect(why()).to.deep.equal({ code: 'UsersElsewhere', numbers: { namespace: 'lab' } });
    api.put('pods', user('train-0', 'spark'));
    await until(() => named().length === 1);
    expect(podWatches(), 'its own namespace only').to.equal(1);
  });

  it('are unknown where they may not be listed', async () => {
    await start();
    api.forbid('pods');
    cluster.wantUsers('data/spark', true);
    await until(() => why()?.code === 'UsersForbidden');
    expect(cluster.usersListed()).to.equal(true);
    expect(cluster.blindSpots(), 'which blinds nobody else').to.deep.equal([]);
  });
});
