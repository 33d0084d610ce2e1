import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Entry } from '../../../lib/ledger/entry.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { type ReadOptions, readLedger } from '../../../lib/ledger/read.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import {
  folder,
  memoryLedger,
  openMemory,
  readAll,
  rejection,
  start,
  step,
  steppingClock,
  steps,
  withFolder,
} from './support/fixtures.ts';
import { MemoryDisk } from './support/memory-disk.ts';
import { rewrite, takeApart } from './support/tamper.ts';

const small = { maxSegmentBytes: 700, checkpoint: () => [{ kind: 'state' }] };

/** Which segments were read through, not only looked at from their beginning. */
function readThrough(disk: MemoryDisk): { paths: Set<string>; start: () => void } {
  const counts = new Map<string, number>();
  return {
    get paths() {
      return new Set([...counts].filter(([, count]) => count > 1).map(([path]) => path.slice(-14)));
    },
    start: () => {
      disk.plan = (operation, path) => {
        if (operation === 'open') counts.set(path, (counts.get(path) ?? 0) + 1);
        return null;
      };
    },
  };
}

describe('lib/ledger: reading', () => {
  it('gives records newest first when asked to', async () => {
    const disk = await memoryLedger(40, small);
    const forwards = await readAll(folder, { disk });
    expect(await readAll(folder, { disk, backwards: true })).to.deep.equal(forwards.toReversed());
  });

  it('gives only the kinds, and only the lines holding the text, that were asked for', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk);
    for (const dataset of ['default/spark', 'default/spark-2', 'other/spark']) {
      for (const kind of ['decision', 'quiet']) await ledger.append({ kind, dataset } as Entry);
    }
    await ledger.close();
    const options = { disk, kinds: ['decision'], containing: '"dataset":"default/spark"' };
    expect((await readAll(folder, options)).map(({ entry }) => entry)).to.deep.equal([
      { kind: 'decision', dataset: 'default/spark' },
    ]);
  });

  it('gives the records of a span, both ends included, and reads only segments that can hold some', async () => {
    const disk = await memoryLedger(60, small);
    const all = await readAll(folder, { disk });
    const [from = 0, to = 0] = [all[30]?.at, all[35]?.at];
    const read = readThrough(disk);
    read.start();
    const found = await readAll(folder, { disk, from, to });
    expect(found).to.deep.equal(all.slice(30, 36));
    // Those of the span, and the newest, whose times no successor tells.
    expect(read.paths.size).to.be.at.most(4);
    expect(disk.segments(folder).length).to.be.greaterThan(10);
  });

  it('finds the newest of a kind before an instant without reading the whole ledger', async () => {
    const disk = await memoryLedger(60, small);
    const all = await readAll(folder, { disk });
    const to = all[10]?.at ?? 0;
    const read = readThrough(disk);
    read.start();
    for await (const record of readLedger(folder, { disk, to, kinds: ['step'], backwards: true })) {
      expect(record).to.deep.equal(all.slice(0, 11).findLast(({ entry }) => entry.kind === 'step'));
      break;
    }
    expect(read.paths.size).to.be.at.most(2);
    expect(disk.openHandles).to.equal(0);
  });

  it('gives exactly what a look through everything gives, however the clock jumped', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 });
    const bound = fc.option(fc.integer({ min: -5, max: 105 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(times, bound, bound, fc.boolean(), async (seconds, from, to, backwards) => {
        const left = [...seconds];
        const now = () => start + 1000 * (left.shift() ?? 50);
        const disk = await memoryLedger(20, { maxSegmentBytes: 400, clock: { now } });
        const at = (second: number | undefined) => (second === undefined ? undefined : start + 1000 * second);
        const options: ReadOptions = { disk, from: at(from), to: at(to), backwards };
        const all = await readAll(folder, { disk, backwards });
        const wanted = all.filter((r) => r.at >= (at(from) ?? 0) && r.at <= (at(to) ?? Infinity));
        expect(await readAll(folder, options)).to.deep.equal(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('begins at the newest checkpoint that is whole', async () => {
    const disk = await memoryLedger(20, small);
    const all = await readAll(folder, { disk });
    const newest = all.findLastIndex(({ entry }) => entry.kind === 'segment');
    expect(await readAll(folder, { disk, fromNewestCheckpoint: true })).to.deep.equal(all.slice(newest));
    // A writer that is just beginning a segment, or died doing so.
    const lines = takeApart(disk, folder);
    rewrite(disk, folder, lines.slice(0, newest + 1));
    const before = all.slice(0, newest).findLastIndex(({ entry }) => entry.kind === 'segment');
    const found = await readAll(folder, { disk, fromNewestCheckpoint: true });
    expect(found).to.deep.equal(all.slice(before, newest + 1));
  });

  it('does not see an unfinished last line', async () => {
    const disk = await memoryLedger(5);
    const path = join(folder, '00000001.jsonl');
    const all = await readAll(folder, { disk });
    const whole = disk.get(path);
    const last = whole.subarray(0, -1).lastIndexOf(10) + 1;
    for (let size = last; size < whole.length; size += 11) {
      disk.put(path, whole.subarray(0, size));
      for (const backwards of [false, true]) {
        const found = await readAll(folder, { disk, backwards });
        expect(backwards ? found.toReversed() : found).to.deep.equal(all.slice(0, -1));
      }
    }
  });

  it('stops at a damaged line, or tells of it and goes on', async () => {
    const disk = await memoryLedger(5);
    const lines = takeApart(disk, folder);
    rewrite(disk, folder, lines.with(3, { name: '00000001.jsonl', line: 'rubbish' }));
    expect((await rejection(readAll(folder, { disk }))).code).to.equal('LedgerDamaged');
    const told: string[] = [];
    const found = await readAll(folder, { disk, onDamage: (message) => told.push(message) });
    expect(steps(found)).to.deep.equal([1, 2, 4, 5]);
    expect(told).to.have.length(1);
    expect(told[0]).to.contain('00000001.jsonl').and.to.contain('rubbish');
  });

  it('needs neither lock nor the folder it was written in', () =>
    withFolder(async (path) => {
      const [source, copy] = [join(path, 'ledger'), join(path, 'copy')];
      const ledger = await openLedger({ folder: source, clock: steppingClock() });
      for (let n = 1; n <= 5; n += 1) await ledger.append(step(n));
      await cp(source, copy, { recursive: true, filter: (name) => !name.endsWith('lock') });
      await ledger.append(step(6));
      expect(steps(await readAll(copy))).to.deep.equal([1, 2, 3, 4, 5]);
      expect(await verifyLedger(copy)).to.include({ whole: true });
      expect(steps(await readAll(source))).to.deep.equal([1, 2, 3, 4, 5, 6]);
      await ledger.close();
    }));

  it('says that there is no ledger where there is none', () =>
    withFolder(async (path) => {
      expect((await rejection(readAll(path))).code).to.equal('NoLedger');
      expect((await rejection(readAll(join(path, 'nowhere')))).code).to.equal('NoLedger');
    }));

  it('is not disturbed, nor is verifying, by a writer that appends, begins segments and prunes', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 400, maxTotalBytes: 2000 });
    let n = 0;
    const more = async (count: number) => {
      for (let left = count; left > 0; left -= 1) {
        n += 1;
        await ledger.append(step(n));
      }
    };
    await more(10);
    for (let round = 0; round < 20; round += 1) {
      const writing = more(6);
      const result = await verifyLedger(folder, { disk });
      expect(result.whole, result.finding?.message).to.equal(true);
      let last = 0;
      for await (const { seq } of readLedger(folder, { disk })) {
        expect(seq).to.be.greaterThan(last);
        last = seq;
        if (seq % 5 === 0) await more(1);
      }
      await writing;
    }
    await ledger.close();
  });
});
