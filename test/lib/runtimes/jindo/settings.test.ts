import { expect } from 'chai';
import { jindoDeclaredBytes, jindoPerWorker } from '../../../../lib/runtimes/jindo/settings.ts';
import { runtimeOf } from '../masters/engines.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

function runtime(levels: readonly object[] | undefined, worker: object = {}) {
  return runtimeOf('JindoRuntime', { tieredstore: { levels }, worker });
}

describe('settings of a JindoRuntime', () => {
  const MARKS: [string, object[] | undefined, object, number][] = [
    ['no tier: Fluid’s default', undefined, {}, 0.8],
    ['an empty list of tiers', [], {}, 0.8],
    ['the first tier’s', [{ high: '0.99' }, { high: '0.5' }], {}, 0.99],
    ['a first tier without one: not known', [{}], {}, 1],
    ['an empty one: not known', [{ high: '' }], {}, 1],
    ['one above 1', [{ high: '80' }], {}, 1],
    ['one that is no number', [{ high: 'high' }], {}, 1],
    [
      'the property of the workers, which Fluid puts over it',
      [{ high: '0.99' }],
      { properties: { 'storage.watermark.high.ratio': '0.7' } },
      0.7,
    ],
    [
      'the property without a tier',
      undefined,
      { properties: { 'storage.watermark.high.ratio': '0.7' } },
      0.7,
    ],
  ];
  for (const [what, levels, worker, highWatermark] of MARKS)
    it(`take as watermark ${what}`, () => {
      expect(jindoPerWorker(runtime(levels, worker))).to.deep.equal({ blockBytes: 0, highWatermark });
    });

  const path = '/mnt/disk1';
  const two = '/mnt/disk1,/mnt/disk2';
  const DECLARED: [object[] | undefined, number | null][] = [
    [undefined, GIB],
    [[], GIB],
    [[{ path, quota: '10Gi' }], 10 * GIB],
    [[{ path, quota: '512Mi' }], 512 * MIB],
    [[{ path, quota: '1.5Gi' }], 1.5 * GIB],
    [[{ path, quota: 1073741824 }], GIB],
    [[{ path, quota: '1073741824' }], GIB],
    [
      [
        { path, quota: '10Gi' },
        { path, quota: '90Gi' },
      ],
      10 * GIB,
    ],
    [[{ path: two, quotaList: '10Gi,20Gi' }], 30 * GIB],
    // How the engine reads these is not known.
    [[{ path, quota: '10G' }], null],
    [[{ path, quota: '1Ti' }], null],
    [[{ path: two, quota: '10Gi' }], null],
    [[{ path: two, quota: '1Gi', quotaList: '10Gi,20Gi' }], null],
    [[{ path, quotaList: '10Gi,20Gi' }], null],
    [[{ path: two, quotaList: '10Gi,many' }], null],
    [[{ path }], null],
    [[{ path, quota: 0 }], null],
    [[{ path, quota: -1 }], null],
    [[{ path, quota: {} }], null],
  ];
  for (const [levels, bytes] of DECLARED)
    it(`take tiers ${JSON.stringify(levels)} as ${bytes} bytes a worker`, () => {
      expect(jindoDeclaredBytes(runtime(levels))).to.equal(bytes);
    });
});
