import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { compareAndSwap, type ScaleRequest, type ScaleTarget } from '../../../lib/kube/scale.ts';
import { scalePath } from '../../../lib/kube/scale-patch.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import type { Manifest } from '../../support/plane-objects.ts';

const fluid = 'data.fluid.io/v1alpha1';
const labels = { app: 'x' };

/** A place that a count stands in: how to make an object with one there, and the right that writing it takes. */
interface Place {
  readonly writes: ScaleTarget['writes'];
  readonly kind: string;
  readonly plural: string;
  /** Of objects of this kind. */
  readonly at: string;
  readonly right: string;
  readonly make: (name: string, replicas: number) => Manifest;
}

const scaled = (kind: string, plural: string): Place => ({
  writes: 'scale',
  kind,
  plural,
  at: `/apis/${fluid}`,
  right: `{ apiGroups: [data.fluid.io], resources: [${plural}/scale], verbs: [patch] }`,
  make: (name, replicas) => ({ apiVersion: fluid, kind, metadata: { name }, spec: { replicas } }),
});

const places: readonly Place[] = [
  scaled('AlluxioRuntime', 'alluxioruntimes'),
  scaled('EFCRuntime', 'efcruntimes'),
  scaled('GooseFSRuntime', 'goosefsruntimes'),
  scaled('JindoRuntime', 'jindoruntimes'),
  scaled('JuiceFSRuntime', 'juicefsruntimes'),
  scaled('VineyardRuntime', 'vineyardruntimes'),
  {
    writes: 'worker',
    kind: 'CacheRuntime',
    plural: 'cacheruntimes',
    at: `/apis/${fluid}`,
    right: '{ apiGroups: [data.fluid.io], resources: [cacheruntimes], verbs: [patch] }',
    make: (name, replicas) => ({
      apiVersion: fluid,
      kind: 'CacheRuntime',
      metadata: { name },
      spec: { runtimeClassName: 'curvine', worker: { replicas, runtimeVersion: { image: 'x' } } },
    }),
  },
  {
    writes: 'set',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    at: '/apis/apps/v1',
    right: '{ apiGroups: [apps], resources: [statefulsets/scale], verbs: [patch] }',
    make: (name, replicas) => ({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name, labels },
      spec: {
        replicas,
        serviceName: name,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'w', image: 'x' }] } },
      },
    }),
  },
];

describeWithControlPlane('the real API server, writing the count of every kind', (plane) => {
  let namespace: string;
  let client: KubeClient;
  before(async () => {
    await Promise.all([plane().applyFluidCrds(), plane().applyCacheCrds()]);
    namespace = await plane().namespace('kinds');
    client = connect({ kubeconfig: plane().kubeconfig });
  });
  after(() => client?.close());

  for (const { writes, kind, plural, at, right, make } of places) {
    describe(`${kind}, by ${writes}`, () => {
      const put = async (name: string, replicas: number) =>
        (await plane().apply(make(name, replicas), namespace))[0] as KubeObject;
      const path = (name: string) => `${at}/namespaces/${namespace}/${plural}/${name}`;
      const read = async (name: string) => (await plane().request('GET', path(name))).body as KubeObject;
      const countOf = ({ spec }: KubeObject) => {
        const { replicas, worker } = spec as { replicas?: number; worker?: { replicas?: number } };
        return writes === 'worker' ? worker?.replicas : replicas;
      };
      const request = ({ metadata: { name, uid } }: KubeObject, from: number, to: number): ScaleRequest => ({
        ...(writes === 'set' ? { writes } : { writes, plural }),
        ...{ namespace, name, uid, from, to },
      });
      const swap = (made: KubeObject, from: number, to: number) =>
        compareAndSwap(client, request(made, from, to));

      it('is a compare-and-swap of the count, which changes nothing else', async () => {
        const made = await put('one', 1);
        const answer = await swap(made, 1, 3);
        const now = await read('one');
        const { resourceVersion } = now.metadata;
        expect(answer).to.deep.equal({ result: 'applied', replicas: 3, resourceVersion });
        expect(countOf(now)).to.equal(3);
        const without = (object: KubeObject) => JSON.stringify(object.spec).replace(/"replicas":\d+/, '');
        expect(without(now)).to.equal(without(made));
      });
      it('is lost when the count or the object is another one', async () => {
        const made = await put('two', 2);
        expect(await swap(made, 1, 3)).to.include({ result: 'lost' });
        const other = {
          ...made,
          metadata: { ...made.metadata, uid: '00000000-0000-4000-8000-000000000000' },
        };
        expect(await swap(other, 2, 3)).to.include({ result: 'lost' });
        expect(countOf(await read('two'))).to.equal(2);
      });
      it('goes down to 0 and up from it, and takes no 0 for another count', async () => {
        const made = await put('three', 1);
        expect(await swap(made, 0, 4)).to.include({ result: 'lost' });
        expect(await swap(made, 1, 0)).to.include({ result: 'applied', replicas: 0 });
        expect(countOf(await read('three'))).to.equal(0);
        expect(await swap(made, 1, 4)).to.include({ result: 'lost' });
        expect(await swap(made, 0, 2)).to.include({ result: 'applied', replicas: 2 });
        // Past 0, /scale names nobody any more.
        const { managedFields = [] } = (await read('three')).metadata;
        const named = managedFields.some(({ manager }) => manager === 'fluid-autoscaler');
        expect(named).to.equal(writes === 'worker');
      });
      it('of an object that is gone, is gone', async () => {
        const made = await put('four', 1);
        const gone = { ...made, metadata: { ...made.metadata, name: 'nobody' } };
        expect(await swap(gone, 1, 2)).to.include({ result: 'gone' });
      });
      it('lets one of two who saw the same count win', async () => {
        const made = await put('five', 1);
        const both = await Promise.all([swap(made, 1, 2), swap(made, 1, 3)]);
        expect(both.map(({ result }) => result).sort()).to.deep.equal(['applied', 'lost']);
      });
      it('stores nothing in a dry run', async () => {
        const made = await put('six', 1);
        const tried = await compareAndSwap(client, { ...request(made, 1, 2), dryRun: true });
        expect(tried).to.include({ result: 'applied', replicas: 2 });
        expect((await read('six')).metadata.resourceVersion).to.equal(made.metadata.resourceVersion);
      });
      it('needs one right, and is refused without it', async () => {
        const made = await put('seven', 1);
        for (const [account, rules, expected] of [
          ['unable', '', { result: 'refused', status: 403 }],
          ['able', `rules: [${right}]`, { result: 'applied', replicas: 2 }],
        ] as const) {
          const name = `${account}-${plural}`;
          const kubeconfig = await plane().serviceAccountKubeconfig(namespace, name, rules || undefined);
          const other = connect({ kubeconfig });
          expect(await compareAndSwap(other, request(made, 1, 2))).to.include(expected);
          await other.close();
        }
      });
      it('is told from what others write by the name in managedFields', async () => {
        const made = await put('eight', 1);
        await swap(made, 1, 2);
        const written = await read('eight');
        const ours = written.metadata.managedFields?.filter(({ manager }) => manager === 'fluid-autoscaler');
        const count = writes === 'worker' ? { 'f:worker': { 'f:replicas': {} } } : { 'f:replicas': {} };
        expect(ours?.map(({ fieldsV1 }) => fieldsV1)).to.deep.equal([{ 'f:spec': count }]);
        // Only a write to the object itself carries its time.
        expect(ours?.[0]?.subresource).to.equal(writes === 'worker' ? undefined : 'scale');
        expect(ours?.[0]?.time === undefined).to.equal(writes !== 'worker');
      });
    });
  }

  it('says that a ThinRuntime and a CacheRuntime have no /scale, which a 404 alone could not tell', async () => {
    for (const [kind, plural] of [
      ['ThinRuntime', 'thinruntimes'],
      ['CacheRuntime', 'cacheruntimes'],
    ] as const) {
      const spec = kind === 'CacheRuntime' ? { runtimeClassName: 'x', worker: {} } : { replicas: 1 };
      const [made] = await plane().apply(
        { apiVersion: fluid, kind, metadata: { name: 'none' }, spec },
        namespace,
      );
      const { uid = '' } = made?.metadata ?? {};
      const target = { writes: 'scale', plural, namespace, name: 'none', uid } as const;
      expect(await compareAndSwap(client, { ...target, from: 1, to: 2 })).to.include({
        result: 'unsupported',
      });
    }
  });

  describe('a CacheRuntime', () => {
    const put = async (name: string, worker?: object) => {
      const spec = { runtimeClassName: 'x', ...(worker === undefined ? {} : { worker }) };
      const made = { apiVersion: fluid, kind: 'CacheRuntime', metadata: { name }, spec };
      return (await plane().apply(made, namespace))[0] as KubeObject;
    };
    const target = (name: string) =>
      ({ writes: 'worker', plural: 'cacheruntimes', namespace, name }) as const;

    it('at 0 is turned back into 1 by a client that leaves a zero out: our 0 was stored, theirs is another change', async () => {
      const { metadata } = await put('dropped', { replicas: 2 });
      const swap = { ...target('dropped'), uid: metadata.uid, from: 2, to: 0 };
      expect(await compareAndSwap(client, swap)).to.include({ result: 'applied', replicas: 0 });
      const path = scalePath(target('dropped'));
      const read = async () => (await plane().request('GET', path)).body as KubeObject;
      const now = await read();
      const { replicas, ...worker } = (now.spec as { worker: { replicas: number } }).worker;
      expect(replicas).to.equal(0);
      const sent = { ...now, spec: { runtimeClassName: 'x', worker } };
      await plane().request('PUT', `${path}?fieldManager=cacheruntime-controller`, sent);
      const after = await read();
      expect((after.spec as { worker: unknown }).worker).to.deep.equal({ replicas: 1 });
      const owners = after.metadata.managedFields?.filter(({ fieldsV1 }) =>
        JSON.stringify(fieldsV1).includes('f:replicas'),
      );
      expect(owners?.map(({ manager }) => manager)).to.deep.equal(['cacheruntime-controller']);
    });
    it('without a worker has no count, and none is made there', async () => {
      const { metadata, spec } = await put('none-at-all');
      expect(spec).to.deep.equal({ runtimeClassName: 'x' });
      const { uid, resourceVersion } = metadata;
      const swap = { ...target('none-at-all'), uid, from: null, resourceVersion, to: 2 };
      expect(await compareAndSwap(client, swap)).to.include({ result: 'lost' });
    });
  });
});
