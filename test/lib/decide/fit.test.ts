import { expect } from 'chai';
import { fullFit, usablePerWorker } from '../../../lib/decide/fit.ts';
import { blind, GIB, MIB, type ObservationWishes, observation } from './make.ts';

const [BLOCK, NO_WATERMARK] = [64 * MIB, 1];

describe('usable capacity of a worker', () => {
  const cases: readonly [string, readonly [number, number, number], number][] = [
    ['is one block less than its capacity', [GIB, BLOCK, NO_WATERMARK], 0.9375 * GIB],
    ['ends at the eviction watermark where that leaves less', [GIB, BLOCK, 0.5], 0.5 * GIB],
    ['ends a block short where the watermark leaves more', [GIB, BLOCK, 0.95], 0.9375 * GIB],
    ['is all of a worker that is no bigger than a block', [BLOCK, BLOCK, NO_WATERMARK], BLOCK],
    ['is what the watermark leaves of such a worker', [BLOCK, BLOCK, 0.5], BLOCK / 2],
    ['is whole bytes', [1000, 0, 0.9999], 999],
    ['is never nothing', [1, 1, 0.1], 1],
  ];
  for (const [name, [capacity, block, watermark], expected] of cases) {
    it(name, () => expect(usablePerWorker(capacity, block, watermark)).to.equal(expected));
  }
});

describe('full fit', () => {
  const cases: readonly [string, ObservationWishes, number | null][] = [
    ["is 3 in the article's case: 2.71 / 0.9375", {}, 3],
    ['is the same whatever the count is now', { replicas: 4 }, 3],
    ['counts every copy', { dataset: { copies: 2 } }, 6],
    ['is 3 where the dataset is exactly three times usable', { dataset: { sizeBytes: 3 * 0.9375 * GIB } }, 3],
    ['is 4 one byte above', { dataset: { sizeBytes: 3 * 0.9375 * GIB + 1 } }, 4],
    ['looks at the eviction watermark', { perWorker: { blockBytes: BLOCK, highWatermark: 0.5 } }, 6],
    ['is at least 1', { dataset: { sizeBytes: 1 } }, 1],
    ['is not known without the size of the dataset', { dataset: { sizeBytes: null } }, null],
    [
      'is not known where the size is 0, which Fluid says before it knows',
      { dataset: { sizeBytes: 0 } },
      null,
    ],
    ['is not known without a reading', { reading: blind() }, null],
  ];
  for (const [name, wishes, expected] of cases) {
    it(name, () => {
      const seen = observation(wishes);
      expect(fullFit(seen, seen.dataset.sizeBytes)).to.equal(expected);
    });
  }
});
