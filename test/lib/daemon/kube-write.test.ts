import { expect } from 'chai';
import { hindranceOf, writeCount } from '../../../lib/daemon/kube-write.ts';
import type { PatchRequest } from '../../../lib/daemon/ports.ts';
import { connect } from '../../../lib/kube/connect.ts';
import type { ServedResource } from '../../../lib/kube/discovery.ts';
import type { Allowance } from '../../../lib/model/allowance.ts';
import { type PlayedServer, playServer, sendJson, writeKubeconfig } from '../kube/support/server.ts';

const served = (kind: string, scale: boolean): ServedResource => ({
  ...{ group: 'data.fluid.io', version: 'v1alpha1', plural: `${kind.toLowerCase()}s`, kind },
  ...{ namespaced: true, scale },
});
const cluster = {
  kinds: () => [
    served('AlluxioRuntime', true),
    served('CacheRuntime', false),
    served('ThinRuntime', false),
    served('EFCRuntime', false),
    served('OddRuntime', true),
  ],
};
const ALL: ReadonlySet<Allowance> = new Set(['statefulsets', 'cacheruntimes']);
const request = (kind: string, more: Partial<PatchRequest> = {}): PatchRequest => ({
  ...{ kind, namespace: 'default', name: 'spark', uid: 'u', from: 1, to: 2 },
  ...more,
});

describe('writing a count', () => {
  let server: PlayedServer;
  let client: ReturnType<typeof connect>;
  const stored = (replicas: number) =>
    server.play((_, response) =>
      sendJson(response, 200, {
        metadata: { resourceVersion: '7' },
        spec: { replicas, worker: { replicas } },
      }),
    );
  beforeEach(async () => {
    server = await playServer(() => undefined);
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url }) });
    stored(2);
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const holder = { kind: 'StatefulSet', name: 'spark-worker', uid: 's' } as const;
  const SENT: readonly (readonly [PatchRequest, string, string])[] = [
    [
      request('AlluxioRuntime'),
      '/apis/data.fluid.io/v1alpha1/namespaces/default/alluxioruntimes/spark/scale',
      'u',
    ],
    [request('CacheRuntime'), '/apis/data.fluid.io/v1alpha1/namespaces/default/cacheruntimes/spark', 'u'],
    [
      request('ThinRuntime', { holder }),
      '/apis/apps/v1/namespaces/default/statefulsets/spark-worker/scale',
      's',
    ],
  ];
  for (const [asked, path, uid] of SENT)
    it(`of a ${asked.kind} is one patch there, if it still is that object`, async () => {
      expect(await writeCount(client, cluster, ALL, asked)).to.deep.equal({
        ...{ result: 'applied', text: '', resourceVersion: '7' },
      });
      expect(server.asked.map(({ method, path: at }) => `${method} ${at}`)).to.deep.equal([`PATCH ${path}`]);
      expect(JSON.parse(server.asked[0]?.body ?? '')[0]).to.deep.include({
        path: '/metadata/uid',
        value: uid,
      });
    });

  const REFUSED: readonly (readonly [string, PatchRequest, ReadonlySet<Allowance>, RegExp])[] = [
    ['a CacheRuntime without the allowance', request('CacheRuntime'), new Set(), /--allow cacheruntimes/],
    ['a ThinRuntime without it', request('ThinRuntime', { holder }), new Set(), /--allow statefulsets/],
    [
      'a ThinRuntime with the other one',
      request('ThinRuntime', { holder }),
      new Set(['cacheruntimes']),
      /statefulsets/,
    ],
    ['a ThinRuntime whose set was not seen', request('ThinRuntime'), ALL, /was not seen/],
    ['a kind nobody knows, though it has /scale', request('OddRuntime'), ALL, /nobody knows/],
    ['a kind that is not served any more', request('JindoRuntime'), ALL, /does not serve JindoRuntime/],
  ];
  for (const [what, asked, allowed, text] of REFUSED)
    it(`of ${what} is refused before anything is sent`, async () => {
      const { result, text: said } = await writeCount(client, cluster, allowed, asked);
      expect(result).to.equal('refused');
      expect(said).to.match(text);
      expect(server.asked).to.deep.equal([]);
    });

  it('that the server stored as another number is told: refused if it is the old one, unknown if not', async () => {
    stored(1);
    const kept = await writeCount(client, cluster, ALL, request('CacheRuntime'));
    expect(kept).to.include({ result: 'refused' });
    expect(kept.text).to.match(/stored 1 where 2 was asked for/);
    stored(5);
    expect(await writeCount(client, cluster, ALL, request('AlluxioRuntime'))).to.include({
      result: 'unknown',
    });
  });

  it('stands no chance where the cluster serves no /scale for a kind that is written through it', () => {
    expect(hindranceOf(cluster, 'EFCRuntime')).to.deep.equal({
      code: 'KindLacksScale',
      numbers: { kind: 'EFCRuntime', plural: 'efcruntimes' },
    });
    for (const kind of ['AlluxioRuntime', 'CacheRuntime', 'ThinRuntime', 'OddRuntime', 'JindoRuntime'])
      expect(hindranceOf(cluster, kind), kind).to.equal(null);
  });
});
