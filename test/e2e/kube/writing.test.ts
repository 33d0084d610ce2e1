import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { ApiError, ConnectionError } from '../../../lib/kube/errors.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { compareAndSwap, readScale, type ScaleRequest } from '../../../lib/kube/scale.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';

const apiVersion = 'data.fluid.io/v1alpha1';
const runtime = (name: string, spec: object, kind = 'AlluxioRuntime') => ({
  apiVersion,
  kind,
  metadata: { name },
  spec,
});

describeWithControlPlane('the real API server, writing', (plane) => {
  let namespace: string;
  let client: KubeClient;
  before(async () => {
    await plane().applyFluidCrds();
    namespace = await plane().namespace('kube');
    client = connect({ kubeconfig: plane().kubeconfig });
  });
  after(() => client?.close());

  async function make(name: string, spec: object = { replicas: 1 }, kind?: string): Promise<KubeObject> {
    const [made] = await plane().apply(runtime(name, spec, kind), namespace);
    if (!made) throw new Error('nothing was made');
    return made;
  }
  async function read(name: string): Promise<KubeObject> {
    const path = `/apis/${apiVersion}/namespaces/${namespace}/alluxioruntimes/${name}`;
    return client.request<KubeObject>({ method: 'GET', path });
  }
  const replicasOf = ({ spec }: KubeObject) => (spec as { replicas?: number }).replicas;
  const request = (made: KubeObject, more: object = {}): ScaleRequest & { plural: string } => ({
    writes: 'scale',
    plural: 'alluxioruntimes',
    namespace,
    name: made.metadata.name,
    uid: made.metadata.uid,
    from: 1,
    to: 3,
    ...more,
  });

  it('applies a compare-and-swap and names us as the manager of the scale', async () => {
    const made = await make('applied');
    const outcome = await compareAndSwap(client, request(made));
    expect(outcome).to.include({ result: 'applied', replicas: 3 });
    const now = await read('applied');
    expect(replicasOf(now)).to.equal(3);
    expect(outcome).to.include({ resourceVersion: now.metadata.resourceVersion });
    const ours = now.metadata.managedFields?.find(({ manager }) => manager === 'fluid-autoscaler');
    expect(ours).to.include({ subresource: 'scale', operation: 'Update' });
  });

  it('down to zero is applied too', async () => {
    const made = await make('to-zero');
    expect(await compareAndSwap(client, request(made, { to: 0 }))).to.include({
      result: 'applied',
      replicas: 0,
    });
    expect(replicasOf(await read('to-zero'))).to.equal(0);
    expect(await readScale(client, request(made))).to.include({ replicas: 0, uid: made.metadata.uid });
  });

  it('up from zero is applied, and lost when it is zero no more', async () => {
    const made = await make('from-zero', { replicas: 0 });
    expect(await compareAndSwap(client, request(made, { from: 0, to: 2 }))).to.include({
      result: 'applied',
      replicas: 2,
    });
    expect(await compareAndSwap(client, request(made, { from: 0, to: 4 }))).to.include({ result: 'lost' });
    expect(replicasOf(await read('from-zero'))).to.equal(2);
    const positive = await make('not-zero', { replicas: 1 });
    expect(await compareAndSwap(client, request(positive, { from: 0, to: 4 }))).to.include({
      result: 'lost',
    });
  });

  it('up from zero is lost when there is no count at all', async () => {
    const made = await make('from-nothing', {});
    expect(await compareAndSwap(client, request(made, { from: 0, to: 2 }))).to.include({ result: 'lost' });
    expect(replicasOf(await read('from-nothing'))).to.equal(undefined);
  });

  it('is lost when the count has become zero', async () => {
    const made = await make('zero', { replicas: 0 });
    expect(await compareAndSwap(client, request(made, { from: 1, to: 4 }))).to.include({ result: 'lost' });
    expect(replicasOf(await read('zero'))).to.equal(0);
  });

  for (const [name, what, more] of [
    ['changed', 'the count has changed', { from: 2 }],
    ['made-again', 'the object was made again', { uid: '00000000-0000-4000-8000-000000000000' }],
  ] as const) {
    it(`is lost when ${what}`, async () => {
      const made = await make(name);
      expect(await compareAndSwap(client, request(made, more))).to.include({ result: 'lost' });
      expect(replicasOf(await read(made.metadata.name))).to.equal(1);
    });
  }

  it('sets a count that was absent, if the object is the version that was seen', async () => {
    const made = await make('absent', {});
    expect(await readScale(client, request(made))).to.include({ replicas: null });
    expect(await compareAndSwap(client, request(made))).to.include({ result: 'lost' });
    const stale = request(made, { from: null, resourceVersion: '1' });
    expect(await compareAndSwap(client, stale)).to.include({ result: 'lost' });
    const { resourceVersion } = made.metadata;
    const seen = request(made, { from: null, resourceVersion });
    expect(await compareAndSwap(client, seen)).to.include({ result: 'applied', replicas: 3 });
  });

  it('stores nothing in a dry run', async () => {
    const made = await make('dry');
    expect(await compareAndSwap(client, request(made, { dryRun: true }))).to.include({
      result: 'applied',
      replicas: 3,
    });
    expect((await read('dry')).metadata.resourceVersion).to.equal(made.metadata.resourceVersion);
  });

  it('tells an object that is gone from a kind that cannot be scaled', async () => {
    const made = await make('thin', { replicas: 1 }, 'ThinRuntime');
    const none = { ...made, metadata: { ...made.metadata, name: 'nothing' } };
    expect(await compareAndSwap(client, request(none))).to.include({ result: 'gone' });
    expect(await compareAndSwap(client, request(made, { plural: 'thinruntimes' }))).to.include({
      result: 'unsupported',
    });
    expect(await compareAndSwap(client, request(made, { plural: 'noruntimes' }))).to.include({
      result: 'unsupported',
    });
  });

  it('needs no more than patch on /scale, and is refused without it', async () => {
    const narrow =
      'rules: [{apiGroups: [data.fluid.io], resources: [alluxioruntimes/scale], verbs: [patch]}]';
    const able = connect({ kubeconfig: await plane().serviceAccountKubeconfig(namespace, 'able', narrow) });
    const made = await make('narrow');
    expect(await compareAndSwap(able, request(made))).to.include({ result: 'applied' });
    let reading: unknown;
    await readScale(able, request(made)).catch((error: unknown) => {
      reading = error;
    });
    expect(reading).to.be.instanceOf(ApiError).and.to.include({ status: 403 });
    await able.close();
    const unable = connect({ kubeconfig: await plane().serviceAccountKubeconfig(namespace, 'unable') });
    const refused = await compareAndSwap(unable, request(made, { from: 3, to: 5 }));
    expect(refused).to.include({ result: 'refused', status: 403 });
    await unable.close();
    expect(replicasOf(await read('narrow'))).to.equal(3);
  });

  it('lets one of two who saw the same count win', async () => {
    const made = await make('race');
    const both = await Promise.all([
      compareAndSwap(client, request(made, { to: 2 })),
      compareAndSwap(client, request(made, { to: 4 })),
    ]);
    expect(both.map(({ result }) => result).sort()).to.deep.equal(['applied', 'lost']);
  });

  it('trusts no server whose certificate it does not know, and sends it nothing', async () => {
    const { server } = client;
    const config = {
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'u', user: { token: 'secret-token' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    const kubeconfig = join(plane().folder, 'untrusting');
    writeFileSync(kubeconfig, JSON.stringify(config));
    const untrusting = connect({ kubeconfig });
    let error: unknown;
    await untrusting.request({ method: 'GET', path: '/api' }).catch((thrown: unknown) => {
      error = thrown;
    });
    await untrusting.close();
    expect(error).to.be.instanceOf(ConnectionError);
    expect(error).to.include({ sent: false });
    expect((error as ConnectionError).code).to.match(/CERT|SIGNATURE|ISSUER/);
  });
});
