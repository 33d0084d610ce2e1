import { expect } from 'chai';
import fc from 'fast-check';
import { fewestUnder, fullness, fullnessAt } from '../../../lib/decide/fullness.ts';
import type { Observation, Reading } from '../../../lib/model/observation.ts';
import { blind, GIB, MIB, type ObservationWishes, observation, serving } from './make.ts';

function readingOf(wishes: ObservationWishes): Reading {
  return observation(wishes).reading as Reading;
}

describe('fullness', () => {
  const cases: readonly [string, Observation, number | null][] = [
    ['is used over capacity when all is quiet', observation({ replicas: 2, reading: { used: 1.5 } }), 75_000],
    [
      'takes the recent peak, not the last sample',
      observation({ reading: { used: 0.898, peakBytes: GIB } }),
      100_000,
    ],
    [
      'counts a worker that is starting as capacity on its way',
      observation({ replicas: 3, reading: { workers: 1, used: 0.96 }, workers: serving(1, 3) }),
      32_000,
    ],
    [
      'does not rise when a worker restarts and the engine counts one less',
      observation({ replicas: 2, reading: { workers: 1, used: 0.9 }, workers: serving(1, 2) }),
      45_000,
    ],
    [
      'does not rise when the engine drops a lost worker and its capacity',
      observation({ replicas: 3, reading: { workers: 2, used: 1.8 }, workers: serving(2, 3) }),
      60_000,
    ],
    [
      'is that of the cache asked for while a worker that left is still counted',
      observation({ replicas: 2, reading: { workers: 3, used: 2.4 } }),
      120_000,
    ],
    ['rounds up to the next thousandth of a percent', observation({ reading: { usedBytes: 1 } }), 1],
    [
      'is exact where a worker has no whole number of bytes',
      // 10 bytes of 49 workers that share 100 bytes, on 49: doubles make 10.001 % of it.
      observation({ replicas: 49, reading: { workers: 49, capacityBytes: 100, usedBytes: 10 } }),
      10_000,
    ],
    [
      'is exact beyond what a double can hold',
      observation({
        replicas: 3,
        reading: { workers: 3, capacityBytes: 10 * 2 ** 50, usedBytes: 9 * 2 ** 50 },
      }),
      90_000,
    ],
    ['is not there without a reading', observation({ reading: blind() }), null],
    ['is not there without workers', observation({ replicas: 0 }), null],
  ];
  for (const [name, seen, expected] of cases) {
    it(name, () => expect(fullness(seen)).to.equal(expected));
  }
});

describe('the fewest workers under a threshold', () => {
  const cases: readonly [string, number, number, number][] = [
    ['is 1 for an empty cache', 0, 90_000, 1],
    ['is 1 just under the threshold', 0.8999, 90_000, 1],
    ['is one more at the threshold itself', 0.9, 90_000, 2],
    ['is 3 for the article', 2.5, 90_000, 3],
    ['is 4 where 3 would be at 90.3 %', 2.71, 90_000, 4],
    ['is many for a low threshold', 1, 2, 100_000],
  ];
  for (const [name, used, up, expected] of cases) {
    it(name, () => expect(fewestUnder(readingOf({ reading: { used } }), up)).to.equal(expected));
  }

  it('keeps fullness under the threshold, and one worker fewer would not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 * 1000 }),
        fc.integer({ min: 2, max: 100_000 }),
        fc.integer({ min: 1, max: 9 }),
        (mebibytes, up, workers) => {
          const reading = readingOf({ replicas: workers, reading: { usedBytes: mebibytes * MIB } });
          const fewest = fewestUnder(reading, up);
          expect(fullnessAt(reading, fewest)).to.be.below(up);
          if (fewest > 1) expect(fullnessAt(reading, fewest - 1)).to.be.at.least(up);
        },
      ),
      { seed: 1 },
    );
  });
});
