import { expect } from 'chai';
import { emptyCache } from '../../../../lib/sandbox/model/cache.ts';
import { figuresOf } from '../../../../lib/sandbox/model/figures.ts';
import { PARAMETERS } from '../../../../lib/sandbox/model/parameters.ts';
import { addWorker, setReads, startLoad, step } from '../../../../lib/sandbox/model/step.ts';
import { RECORDINGS, type Recording } from '../../../fit/recordings.ts';
import { mean, replay } from '../../../fit/replay.ts';
import { timeline } from '../../../fit/timeline.ts';

/** The model beside a real Alluxio 2.9.4: what went in is the recording's, what `used` becomes of it is the model's. */

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const BLOCK = 64 * MIB;
/** What the recordings loaded: 43 whole blocks and one of 23.19 MiB. */
const LOADED = 2_910_000_000;
const LAST_BLOCK = LOADED - 43 * BLOCK;

describe('the cache model beside a real engine', () => {
  for (const [name, until, swing] of [
    ['30-1GiB-64MBblocks-timeline.txt', 20.6, 0.01],
    ['70-real-size-scaleout-timeline.txt', 16, 0.02],
  ] as const) {
    describe(`2.71 GiB through 1 GiB: ${name}`, () => {
      const recording = RECORDINGS.find(({ file }) => file === name) as Recording;
      const course = replay(recording, PARAMETERS, 1).course.filter(({ seconds }) => seconds <= until);
      const full = course.find(({ real }) => real >= 15 * BLOCK)?.seconds ?? 0;
      const plateau = course.filter(({ seconds }) => seconds > full + 0.5 && seconds < until - 2);

      it(`is as full on average while it evicts, to ${swing * 100} % of capacity`, () => {
        const model = mean(plateau.map((point) => point.model / GIB));
        const real = mean(plateau.map((point) => point.real / GIB));
        expect(model).to.be.closeTo(real, swing);
      });

      it('swings between a block short of full and full, as recorded', () => {
        for (const points of [plateau.map((p) => p.model), plateau.map((p) => p.real)]) {
          expect(Math.min(...points)).to.equal(15 * BLOCK);
          expect(Math.max(...points)).to.be.within(15.5 * BLOCK, 16 * BLOCK);
        }
      });

      it('comes to rest at the recorded byte', () => {
        const end = course.at(-1);
        expect(end?.model).to.equal(15 * BLOCK + LAST_BLOCK);
        expect(end?.model).to.equal(end?.real);
      });
    });
  }

  describe('read again and again: 70-real-size-scaleout-timeline.txt', () => {
    const samples = timeline('70-real-size-scaleout-timeline.txt');
    const onGrid = (used: number) => used % BLOCK === 0 || (used - LAST_BLOCK) % BLOCK === 0;
    const levels = (used: readonly number[]) => [...new Set(used.filter(onGrid))].sort((a, b) => a - b);
    const loaded = () => {
      const empty = emptyCache({ at: 0, seed: 1, datasetBytes: LOADED, blockBytes: BLOCK });
      return step(startLoad(addWorker(empty, 'w1', GIB, 0), 200 * MIB), 20_000);
    };

    it('one worker goes through the same resting levels: 89.8, 93.8 and 96.0 %', () => {
      let cache = setReads(loaded(), 389 * MIB);
      const used: number[] = [];
      for (let ms = 20_000; ms < 27_000; ms += 10) {
        cache = step(cache, ms);
        used.push(figuresOf(cache).usedBytes);
      }
      const real = samples.filter((s) => s.seconds > 17 && s.seconds < 24).map((s) => s.used);
      expect(levels(real)).to.deep.equal([14 * BLOCK + LAST_BLOCK, 15 * BLOCK, 15 * BLOCK + LAST_BLOCK]);
      expect(levels(used)).to.include.members(levels(real));
      expect(
        levels(used).filter((level) => !levels(real).includes(level) && level < 15 * BLOCK),
      ).to.deep.equal([]);
    });

    it('a second worker doubles the capacity at once, used stays, and two rest as full as recorded', () => {
      let cache = addWorker(loaded(), 'w2', GIB, 22_000);
      const before = figuresOf(step(cache, 21_999));
      const after = figuresOf(step(cache, 22_000));
      expect([after.capacityBytes, after.usedBytes]).to.deep.equal([
        2 * before.capacityBytes,
        before.usedBytes,
      ]);
      cache = setReads(step(cache, 22_000), 230 * MIB);
      const used: number[] = [];
      for (let ms = 36_000; ms < 60_000; ms += 50) {
        cache = step(cache, ms);
        used.push(figuresOf(cache).usedBytes / (2 * GIB));
      }
      const real = samples.filter((s) => s.seconds > 38.5 && s.seconds < 52).map((s) => s.used / (2 * GIB));
      expect(Math.min(...used)).to.be.closeTo(Math.min(...real), 0.035);
      expect(Math.max(...used)).to.be.closeTo(Math.max(...real), 0.035);
    });

    it('three workers hold all of it: 90.3 %, the article, where the recording held one block twice', () => {
      let cache = addWorker(addWorker(loaded(), 'w2', GIB, 21_000), 'w3', GIB, 21_000);
      cache = step(setReads(step(cache, 21_000), 230 * MIB), 120_000);
      expect(figuresOf(cache).usedBytes).to.equal(LOADED);
      const real = samples.filter((s) => s.workers === 3 && s.seconds > 64);
      expect(Math.min(...real.map((s) => s.used))).to.equal(LOADED + BLOCK);
    });
  });
});
