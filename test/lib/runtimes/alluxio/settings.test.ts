import { expect } from 'chai';
import type { KubeObject } from '../../../../lib/kube/objects.ts';
import { alluxioDeclaredBytes, alluxioPerWorker } from '../../../../lib/runtimes/alluxio/settings.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

function runtime(spec: object): KubeObject {
  const metadata = { name: 'spark', uid: 'u', resourceVersion: '1' };
  return { apiVersion: 'data.fluid.io/v1alpha1', kind: 'AlluxioRuntime', metadata, spec };
}

describe('settings of an AlluxioRuntime', () => {
  const BLOCKS: [unknown, number][] = [
    ['64MB', 64 * MIB],
    ['16MB', 16 * MIB],
    ['16mb', 16 * MIB],
    ['256M', 256 * MIB],
    ['1GB', GIB],
    ['512KB', 512 * 1024],
    ['1048576', MIB],
    ['1048576B', MIB],
    ['0', 64 * MIB],
    ['', 64 * MIB],
    ['large', 64 * MIB],
    [16, 64 * MIB],
    [undefined, 64 * MIB],
  ];
  for (const [text, bytes] of BLOCKS)
    it(`takes a block size of ${JSON.stringify(text)} as ${bytes / MIB} MiB`, () => {
      const spec = { properties: { 'alluxio.user.block.size.bytes.default': text } };
      expect(alluxioPerWorker(runtime(spec)).blockBytes).to.equal(bytes);
    });

  it('takes 64 MiB when there are no properties at all', () => {
    expect(alluxioPerWorker(runtime({}))).to.deep.equal({ blockBytes: 64 * MIB, highWatermark: 1 });
  });

  const MARKS: [unknown[], number][] = [
    [['0.99'], 0.99],
    [['0.99', '0.8'], 0.8],
    [['1'], 1],
    [['1.01'], 1],
    [['0'], 1],
    [['-0.5', '0.9'], 0.9],
    [['', 'high'], 1],
    [[undefined], 1],
    [[], 1],
  ];
  for (const [highs, mark] of MARKS)
    it(`takes the watermark of levels ${JSON.stringify(highs)} as ${mark}`, () => {
      const spec = { tieredstore: { levels: highs.map((high) => ({ high })) } };
      expect(alluxioPerWorker(runtime(spec)).highWatermark).to.equal(mark);
    });

  const DECLARED: [object[] | undefined, number | null][] = [
    [[{ quota: '1Gi' }], GIB],
    [[{ quota: '1Gi' }, { quota: '10Gi' }], 11 * GIB],
    [[{ quota: '10G' }], 1e10],
    [[{ quota: 1073741824 }], GIB],
    [[{ quotaList: '1Gi,2Gi', quota: '9Gi' }], 3 * GIB],
    [[{ quotaList: '10G' }], 10 * GIB],
    [[{ quotaList: '1Gi,many' }], null],
    [[{ quota: '1Gi' }, {}], null],
    [[{ quota: 'many' }], null],
    [[{ quota: 0 }], null],
    [[], null],
    [undefined, null],
  ];
  for (const [levels, bytes] of DECLARED)
    it(`takes levels ${JSON.stringify(levels)} as ${bytes} bytes a worker`, () => {
      expect(alluxioDeclaredBytes(runtime({ tieredstore: { levels } }))).to.equal(bytes);
    });
});
