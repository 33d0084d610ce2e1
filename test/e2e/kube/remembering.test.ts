import { expect } from 'chai';
import { kubeMemoryStore, memoryName } from '../../../lib/daemon/kube-memory.ts';
import { memoryIn } from '../../../lib/daemon/memory.ts';
import type { TravellingMemory } from '../../../lib/daemon/travelling.ts';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';

const memory = (dataset: string, stamp: number): TravellingMemory => ({
  dataset: `default/${dataset}`,
  uid: 'u',
  stamp,
  replicas: 1,
  adopted: true,
  changes: [{ at: 1, from: 1, to: 2, by: 'self', manager: 'fluid-autoscaler' }],
  servedAt: null,
  open: null,
  unknownTo: null,
});

describeWithControlPlane('the real API server, remembering for the next leader', (plane) => {
  let namespace: string;
  const clients: KubeClient[] = [];
  const portAs = async (account: string, verbs: string) => {
    const rules = `rules: [{apiGroups: [""], resources: [configmaps], verbs: [${verbs}]}]`;
    const client = connect({ kubeconfig: await plane().serviceAccountKubeconfig(namespace, account, rules) });
    clients.push(client);
    return memoryIn(kubeMemoryStore({ client, namespace, identity: account }));
  };
  const configMaps = async (selector: string) => {
    const path = `/api/v1/namespaces/${namespace}/configmaps?labelSelector=${encodeURIComponent(selector)}`;
    const list = await plane().request('GET', path);
    return (list.body as { items: (KubeObject & { data: Record<string, string> })[] }).items;
  };
  before(async () => {
    namespace = await plane().namespace('memory');
  });
  after(() => Promise.all(clients.map((client) => client.close())));

  it('keeps and recalls one ConfigMap a dataset, with get, create and update alone', async () => {
    const [a, b] = [await portAs('a', 'get, create, update'), await portAs('b', 'get, create, update')];
    const at = ['default', 'spark'] as const;
    expect(await a.recall(...at)).to.deep.equal({ result: 'none' });
    expect(await a.keep(...at, memory('spark', 1))).to.deep.equal({ result: 'kept' });
    expect(await a.keep(...at, memory('spark', 2))).to.deep.equal({ result: 'kept' });
    expect(await b.recall(...at)).to.deep.equal({ result: 'found', memory: memory('spark', 2) });
    expect(await b.keep(...at, memory('spark', 3))).to.deep.equal({ result: 'kept' });
    expect(await a.keep(...at, memory('spark', 4)), 'written over by b').to.include({ result: 'overtaken' });
    const selected = await configMaps('fluid-autoscaler.dev/part=memory');
    expect(selected.map(({ metadata }) => metadata.name)).to.deep.equal(['fluid-autoscaler.default.spark']);
    expect(selected[0]?.metadata.annotations).to.include({
      'fluid-autoscaler.dev/dataset': 'default/spark',
      'fluid-autoscaler.dev/written-by': 'b',
    });
    expect(Object.keys(selected[0]?.data ?? {}).sort()).to.deep.equal(['memory', 'sha256', 'version']);
  });

  it('takes the longest name a dataset may have', async () => {
    const a = await portAs('long', 'get, create, update');
    const dataset = `${'d'.repeat(63)}.${'e'.repeat(63)}.${'f'.repeat(63)}.${'g'.repeat(61)}`;
    expect(dataset).to.have.lengthOf(253);
    await a.recall('default', dataset);
    expect(await a.keep('default', dataset, memory(dataset, 1))).to.deep.equal({ result: 'kept' });
    expect(await a.recall('default', dataset)).to.include({ result: 'found' });
    expect(memoryName('default', dataset).length).to.be.at.most(253);
  });

  it('says which right is missing', async () => {
    const blind = await portAs('blind', 'create');
    const recalled = await blind.recall('default', 'spark');
    expect(recalled).to.include({ result: 'unreadable' });
    expect(JSON.stringify(recalled)).to.contain(`get, create and update on configmaps in ${namespace}`);
    const mute = await portAs('mute', 'get');
    await mute.recall('default', 'other');
    expect(await mute.keep('default', 'other', memory('other', 1))).to.include({ result: 'failed' });
  });

  it('notices an object that a hand has edited, and one that has gone', async () => {
    const a = await portAs('c', 'get, create, update');
    const at = ['default', 'edited'] as const;
    await a.recall(...at);
    await a.keep(...at, memory('edited', 1));
    const path = `/api/v1/namespaces/${namespace}/configmaps/${memoryName(...at)}`;
    const edit = { data: { memory: JSON.stringify(memory('edited', 99)) } };
    await plane().request('PATCH', path, edit, 'application/merge-patch+json');
    expect(await a.keep(...at, memory('edited', 2))).to.include({ result: 'overtaken' });
    expect(await a.recall(...at)).to.include({ result: 'damaged' });
    await plane().request('DELETE', path);
    expect(await a.keep(...at, memory('edited', 3))).to.include({ result: 'kept' });
  });
});
