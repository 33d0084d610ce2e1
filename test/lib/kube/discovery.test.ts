import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { discover, splitGroupVersion } from '../../../lib/kube/discovery.ts';
import { type FakeApi, fakeApi } from './support/fake-api.ts';
import { sendJson, writeKubeconfig } from './support/server.ts';

describe('discovery', () => {
  let api: FakeApi;
  let client: KubeClient;
  beforeEach(async () => {
    api = await fakeApi();
    client = connect({ kubeconfig: writeKubeconfig({ server: api.server.url }) });
  });
  afterEach(async () => {
    await client.close();
    await api.server.close();
  });

  it('finds every runtime kind by its name, with whether it can be scaled, and nothing that only sounds like one', async () => {
    api.serve({
      groupVersion: 'data.fluid.io/v1alpha1',
      plural: 'futureruntimes',
      kind: 'FutureRuntime',
      scale: true,
    });
    const { runtimes } = await discover(client);
    expect(runtimes.map(({ kind, plural, scale }) => [kind, plural, scale])).to.deep.equal([
      ['AlluxioRuntime', 'alluxioruntimes', true],
      ['FutureRuntime', 'futureruntimes', true],
      ['JindoRuntime', 'jindoruntimes', true],
      ['ThinRuntime', 'thinruntimes', false],
    ]);
  });

  it('finds what else is worth watching, and leaves out what the cluster does not have', async () => {
    const found = await discover(client);
    expect(found.dataset?.kind).to.equal('Dataset');
    expect(found.operations.map(({ kind }) => kind)).to.deep.equal(['DataLoad', 'DataMigrate', 'DataBackup']);
    expect(found.owners.map(({ kind }) => kind)).to.deep.equal(['HorizontalPodAutoscaler']);
    expect(found.pods).to.include({ group: '', version: 'v1', plural: 'pods', namespaced: true });
    expect(found.statefulSets).to.include({ group: 'apps', version: 'v1' });
    expect(found.endpointSlices?.plural).to.equal('endpointslices');
    expect(found.leases?.plural).to.equal('leases');
    expect(found.failures).to.deep.equal([]);
  });

  it('finds KEDA and the cron HPA where they are installed', async () => {
    api.serve({ groupVersion: 'keda.sh/v1alpha1', plural: 'scaledobjects', kind: 'ScaledObject' });
    api.serve({
      groupVersion: 'autoscaling.alibabacloud.com/v1beta1',
      plural: 'cronhorizontalpodautoscalers',
      kind: 'CronHorizontalPodAutoscaler',
    });
    const { owners } = await discover(client);
    expect(owners.map(({ kind }) => kind)).to.deep.equal([
      'HorizontalPodAutoscaler',
      'ScaledObject',
      'CronHorizontalPodAutoscaler',
    ]);
  });

  it('tells a group that fails from one that is absent', async () => {
    api.failGroup('keda.sh/v1alpha1', 503);
    api.failGroup('apps/v1', 403);
    const { failures, statefulSets } = await discover(client);
    expect(statefulSets).to.equal(null);
    expect(failures).to.deep.equal([
      { groupVersion: 'apps/v1', why: '403 Broken: Broken' },
      { groupVersion: 'keda.sh/v1alpha1', why: '503 Broken: Broken' },
    ]);
  });

  it('reports every group when the server does not answer', async () => {
    await api.server.close();
    const { failures, runtimes } = await discover(client);
    expect(runtimes).to.deep.equal([]);
    expect(failures).to.have.length(9);
  });

  for (const answer of [null, {}, { resources: null }, { resources: [{}, { name: 7 }, { name: 'pods' }] }]) {
    it(`survives ${JSON.stringify(answer)} instead of a list of resources`, async () => {
      api.server.play((_, response) => sendJson(response, 200, answer));
      expect(await discover(client)).to.include({ dataset: null, pods: null });
    });
  }

  it('reads a group and version', () => {
    expect(splitGroupVersion('v1')).to.deep.equal({ group: '', version: 'v1' });
    expect(splitGroupVersion('apps/v1')).to.deep.equal({ group: 'apps', version: 'v1' });
  });
});
