import { expect } from 'chai';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { kindOf } from '../../../lib/runtimes/kinds.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

function runtime(kind: string, spec: object): KubeObject {
  const metadata = { name: 'spark', namespace: 'default', uid: 'u', resourceVersion: '1' };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind, metadata, spec };
}
const levels = (...list: object[]) => ({ tieredstore: { levels: list } });
const caches = (...list: object[]) => ({ worker: { tieredStore: { levels: list } } });

describe('what one worker is declared to have', () => {
  const TABLE: readonly (readonly [string, string, object, number | null])[] = [
    ['EFCRuntime', 'one level', levels({ mediumtype: 'SSD', path: '/d', quota: '2Gi' }), 2 * GIB],
    ['EFCRuntime', 'a number', levels({ mediumtype: 'MEM', path: '/d', quota: 1024 }), 1024],
    [
      'EFCRuntime',
      'the fastest level alone',
      levels({ mediumtype: 'HDD', quota: '9Gi' }, { mediumtype: 'MEM', quota: '1Gi' }),
      GIB,
    ],
    ['EFCRuntime', 'the first path’s share', levels({ mediumtype: 'SSD', path: '/a,/b', quota: '2Gi' }), GIB],
    [
      'EFCRuntime',
      'the first of a list, in Kubernetes’ units',
      levels({ mediumtype: 'SSD', path: '/a,/b', quotaList: '1G,2G' }),
      10 ** 9,
    ],
    ['EFCRuntime', 'nothing', {}, null],
    ['EFCRuntime', 'a medium nobody knows', levels({ mediumtype: 'TAPE', quota: '1Gi' }), null],
    ['EFCRuntime', 'a quota that is none', levels({ mediumtype: 'MEM', quota: '-1Gi' }), null],
    [
      'VineyardRuntime',
      'its memory, not where it spills to',
      levels({ mediumtype: 'SSD', quota: '9Gi' }, { mediumtype: 'MEM', quota: '20Gi' }),
      20 * GIB,
    ],
    ['VineyardRuntime', 'no memory', levels({ mediumtype: 'SSD', quota: '9Gi' }), null],
    ['VineyardRuntime', 'nothing', {}, null],
    ['CacheRuntime', 'memory of the process', caches({ processMemory: { quota: '512Mi' } }), 512 * MIB],
    ['CacheRuntime', 'an emptyDir', caches({ emptyDir: { quota: '1Gi', medium: 'Memory' } }), GIB],
    [
      'CacheRuntime',
      'each path, and all levels',
      caches(
        { processMemory: { quota: '1Gi' } },
        { hostPath: { paths: ['/a', '/b'], quotas: ['2Gi', '3Gi'] } },
      ),
      6 * GIB,
    ],
    [
      'CacheRuntime',
      'one path without a quota we read',
      caches({ hostPath: { paths: ['/a', '/b'], quotas: ['2Gi', 'much'] } }),
      null,
    ],
    ['CacheRuntime', 'a level of a form nobody knows', caches({ somethingNew: {} }), null],
    ['CacheRuntime', 'nothing', {}, null],
    [
      'ThinRuntime',
      'whatever it says, for it has no contract',
      levels({ mediumtype: 'MEM', quota: '1Gi' }),
      null,
    ],
  ];
  for (const [kind, what, spec, bytes] of TABLE)
    it(`of ${kind}: ${what}`, () => expect(kindOf(kind).declaredBytes(runtime(kind, spec))).to.equal(bytes));

  it('ends at the lowest watermark of a CacheRuntime’s levels', () => {
    const spec = caches({ high: '0.95' }, { high: '0.8' }, { high: 'none' }, {});
    const none = { blockBytes: 0, highWatermark: 1 };
    expect(kindOf('CacheRuntime').perWorker(runtime('CacheRuntime', spec)).highWatermark).to.equal(0.8);
    expect(kindOf('CacheRuntime').perWorker(runtime('CacheRuntime', {}))).to.deep.equal(none);
  });
});

describe('workers that are disabled', () => {
  for (const kind of ['JindoRuntime', 'EFCRuntime', 'CacheRuntime'])
    it(`are none of a ${kind}`, () => {
      const of = (worker: unknown) => kindOf(kind).disabled(runtime(kind, { replicas: 3, worker }));
      expect(of({ disabled: true })).to.deep.equal({
        code: 'WorkersDisabled',
        numbers: { kind, runtime: 'default/spark' },
      });
      for (const worker of [{ disabled: false }, { disabled: 'true' }, {}, undefined, null])
        expect(of(worker), JSON.stringify(worker)).to.equal(null);
    });
  it('are nothing that an AlluxioRuntime knows', () => {
    const spec = { worker: { disabled: true } };
    expect(kindOf('AlluxioRuntime').disabled(runtime('AlluxioRuntime', spec))).to.equal(null);
  });
});
