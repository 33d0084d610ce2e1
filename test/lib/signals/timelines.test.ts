import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../lib/root.ts';
import type { EngineFigures } from '../../../lib/runtimes/contract.ts';
import { nothingRecent, type RecentSummary, remember, summarise } from '../../../lib/signals/recent.ts';
import { figures } from './moments.ts';

const MIB = 2 ** 20;

/** The figures in force from each second on; null where the engine did not answer or answered zeros. */
function timeline(file: string): { from: number; look: EngineFigures | null }[] {
  const text = readFileSync(join(projectRoot, 'test/fixtures/alluxio', file), 'utf8');
  const rows = text.trim().split('\n').slice(1);
  return rows.map((row) => {
    const cells = row.split(/\s+/);
    const [from, , workers, lostWorkers, capacityBytes, usedBytes, , ufsReadBytes] = cells.map(
      Number,
    ) as number[];
    const bad = cells.includes('ERR') || workers === 0;
    const look = figures({ workers, lostWorkers, capacityBytes, usedBytes, ufsReadBytes } as EngineFigures);
    return { from: from ?? 0, look: bad ? null : look };
  });
}

/** What a poll every `every` seconds from 0 to `until` makes of the timeline, by second of the last poll. */
function replay(file: string, every: number, until: number, blockBytes: number): RecentSummary {
  const rows = timeline(file);
  let recent = nothingRecent;
  let workers = 0;
  for (let s = 0; s <= until; s += every) {
    const row = rows.filter((one) => one.from <= s).at(-1);
    if (!row?.look) continue;
    recent = remember(recent, { ...row.look, at: s * 1000 });
    workers = row.look.workers;
  }
  return summarise(recent, blockBytes, workers);
}

describe('recorded courses of a real engine', () => {
  describe('a worker joins, data comes in, the worker is killed and given up 308 s later', () => {
    const at = (s: number, every = 5) => replay('20-add-kill-timeline.txt', every, s, MIB);
    it('before anything happens nothing is known but used', () => {
      expect(at(0)).to.deep.equal({ peakBytes: 133169152, intake: 'unknown', plateau: false, jump: null });
    });
    it('the new worker is no jump, and the peak is of the new capacity', () => {
      expect(at(5)).to.deep.equal({ peakBytes: 133169152, intake: 'unknown', plateau: false, jump: null });
    });
    it('while it loads, data comes in', () => {
      expect(at(10)).to.deep.include({ peakBytes: 196083712, intake: 'rising' });
    });
    it('a minute later nothing comes in any more', () => {
      expect(at(70)).to.deep.include({ peakBytes: 197132288, intake: 'rising' });
      expect(at(75)).to.deep.include({ peakBytes: 197132288, intake: 'still' });
    });
    it('when the dead worker is given up, capacity fell: the cache did not fill', () => {
      const jump = { at: 325_000, from: 268435456, to: 134217728, workersFrom: 2, workersTo: 1 };
      expect(at(320)).to.deep.include({ peakBytes: 197132288, jump: null });
      expect(at(325)).to.deep.equal({ peakBytes: 134217728, intake: 'still', plateau: false, jump });
    });
  });

  describe('2.71 GiB are read through one worker of 1 GiB', () => {
    const at = (s: number, every: number) => replay('30-1GiB-64MBblocks-timeline.txt', every, s, 64 * MIB);
    for (const every of [1, 5])
      it(`polled every ${every} s it fills while data comes in`, () => {
        expect(at(10, every)).to.deep.include({
          intake: 'rising',
          peakBytes: every === 1 ? 939524096 - 67108864 : 872415232,
        });
        expect(at(20, every)).to.deep.include({ intake: 'rising' });
      });
    it('the peak stays above 97 % although most polls find 93.75 %', () => {
      for (const s of [15, 16, 17, 18, 19, 20, 40, 60])
        expect((at(s, 0.25).peakBytes ?? 0) / 2 ** 30, `${s} s`).to.be.above(0.97);
    });
    it('and polls that are never lucky still find a cache a block short of full', () => {
      for (const s of [15, 16, 17, 18, 19, 20, 40, 60])
        expect((at(s, 1).peakBytes ?? 0) / 2 ** 30, `${s} s`).to.be.at.least(0.9375);
    });
    it('intake ends a minute after the last byte', () => {
      expect(at(80, 1).intake).to.equal('rising');
      expect(at(81, 1).intake).to.equal('still');
    });
  });

  describe('the master restarts', () => {
    const at = (s: number) => replay('40-master-restart-timeline.txt', 1, s, 64 * MIB);
    it('used is what it was, and counters that begin again are no data coming in', () => {
      for (const s of [0, 19, 30, 56, 60])
        expect(at(s), `${s} s`).to.deep.include({ peakBytes: 1030951808, plateau: false });
      for (const s of [19, 30, 56, 60]) expect(at(s).intake, `${s} s`).not.to.equal('rising');
      expect(at(60)).to.deep.include({ intake: 'still', jump: null });
    });
  });

  describe('2.71 GiB are read through 1 GiB, then through two and three workers', () => {
    const at = (s: number) => replay('70-real-size-scaleout-timeline.txt', 1, s, 64 * MIB);
    it('one worker: full, and data comes in', () => {
      expect(at(27)).to.deep.include({ peakBytes: 1073741824, intake: 'rising', jump: null });
    });
    it('two workers: half full at first, then full again', () => {
      expect(at(28)).to.deep.include({ peakBytes: 1030951808, jump: null });
      expect((at(54).peakBytes ?? 0) / 2 ** 31).to.be.above(0.93);
    });
    it('three workers: two thirds full at first, then 92 to 97 %', () => {
      expect(at(56)).to.deep.include({ peakBytes: 2037584768, jump: null });
      expect((at(91).peakBytes ?? 0) / (3 * 2 ** 30)).to.be.within(0.92, 0.97);
    });
    it('a minute of coming and going within a block a worker is a plateau', () => {
      expect(at(91).plateau).to.equal(false);
      expect(at(123).plateau).to.equal(false);
      expect(at(124).plateau).to.equal(true);
    });
  });
});
