import { join } from 'node:path';
import { expect } from 'chai';
import type { StoredRecord } from '../../../lib/ledger/entry.ts';
import type { LedgerOptions } from '../../../lib/ledger/types.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import { folder, memoryLedger, openMemory, readAll, rejection, step, steps } from './support/fixtures.ts';
import { MemoryDisk } from './support/memory-disk.ts';
import { type Lines, rewrite, takeApart } from './support/tamper.ts';

const small: Partial<LedgerOptions> = {
  maxSegmentBytes: 700,
  checkpoint: () => [{ kind: 'state' }, { kind: 'state' }],
};

function lastPath(disk: MemoryDisk): string {
  return join(folder, disk.segments(folder).at(-1) ?? '');
}

function addTail(disk: MemoryDisk, tail: string): void {
  disk.put(lastPath(disk), Buffer.concat([disk.get(lastPath(disk)), Buffer.from(tail)]));
}

/** Takes bytes off the end of the newest segment. */
function cut(disk: MemoryDisk, bytes: number): void {
  const path = lastPath(disk);
  disk.put(path, disk.get(path).subarray(0, -bytes));
}

describe('lib/ledger: opening again', () => {
  it('continues the chain where it ended', async () => {
    const disk = await memoryLedger(3);
    const before = await readAll(folder, { disk });
    const { ledger, notes } = await openMemory(disk);
    expect(ledger.head()).to.include({ seq: 4, hash: before.at(-1)?.hash });
    expect(await ledger.append(step(4))).to.include({ seq: 5 });
    await ledger.close();
    expect(notes).to.deep.equal([]);
    expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 2, 3, 4]);
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true, records: 5 });
  });

  it('does not begin a new segment, nor ask for a checkpoint, before its owner has had everything back', async () => {
    const disk = await memoryLedger(4, { maxSegmentBytes: 200 });
    addTail(disk, 'torn');
    const heard: string[] = [];
    const { ledger } = await openMemory(disk, {
      maxSegmentBytes: 200,
      checkpoint: () => {
        heard.push('checkpoint');
        return [];
      },
      onRecord: ({ entry }) => heard.push(entry.kind),
    });
    expect(heard).to.deep.equal(['segment', 'step', 'repaired']);
    await ledger.append(step(5));
    expect(heard).to.deep.equal(['segment', 'step', 'repaired', 'checkpoint', 'step']);
    await ledger.close();
  });

  const tails: [string, string][] = [
    ['half a line', '{"seq":42,"at":"2026-'],
    [
      'a whole record without its newline',
      `{"seq":42,"at":"2026-01-01T00:00:00.000Z","prev":"${'0'.repeat(64)}","kind":"x"}`,
    ],
    ['zeros', '\0'.repeat(4096)],
    ['half a line and zeros', `{"seq":42,${'\0'.repeat(700)}`],
    [
      'a line that is not JSON',
      `{"seq":42,"at":"2026-01-01T00:00:00.000Z","prev":"${'0'.repeat(64)}","kind":"x","a":\0\0\0}\n`,
    ],
    ['lines of rubbish', 'rubbish\n\nmore rubbish\nand more'],
    ['bytes that are no text', '\xff\xfe\n\x80'],
  ];
  for (const [what, tail] of tails) {
    it(`cuts off ${what} at the end, keeps it aside, and records that it did`, async () => {
      const disk = await memoryLedger(10, small);
      const kept = takeApart(disk, folder);
      const seq = kept.length + 1;
      addTail(disk, tail);
      const { ledger, notes } = await openMemory(disk, small);
      expect(disk.get(join(folder, `torn-${seq}.txt`)).toString()).to.equal(tail);
      expect(notes.map(({ code }) => code)).to.deep.equal(['repaired']);
      await ledger.append(step(11));
      await ledger.close();
      const lines = takeApart(disk, folder);
      expect(lines.slice(0, kept.length)).to.deep.equal(kept);
      const records = await readAll(folder, { disk });
      const repaired = records.find((record) => record.seq === seq);
      const bytes = Buffer.byteLength(tail);
      expect(repaired?.entry).to.deep.equal({
        kind: 'repaired',
        files: [{ file: `torn-${seq}.txt`, bytes }],
      });
      expect(steps(records)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
      await openMemory(disk, small).then(({ ledger: again, notes: none }) => {
        expect(none).to.deep.equal([]);
        return again.close();
      });
    });
  }

  it('cuts off a last record that lost its end, whichever byte it ends in', async () => {
    const whole = await memoryLedger(5);
    const path = lastPath(whole);
    const length = whole.lines(folder).at(-1)?.line.length ?? 0;
    for (let bytes = 1; bytes <= length; bytes += 1) {
      const disk = new MemoryDisk();
      disk.put(path, whole.get(path));
      cut(disk, bytes);
      const { ledger } = await openMemory(disk);
      await ledger.append(step(6));
      await ledger.close();
      expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 2, 3, 4, 6]);
      expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    }
  });

  it('takes back a segment whose first records are not all there, and begins it anew when it is time', async () => {
    const whole = await memoryLedger(12, small);
    const path = lastPath(whole);
    const newest = whole.get(path);
    let end = -1;
    // Its first record and the two of state.
    for (let line = 0; line < 3; line += 1) end = newest.indexOf(10, end + 1);
    const before = takeApart(whole, folder).filter(({ name }) => !path.endsWith(name));
    for (let size = 0; size <= end; size += 7) {
      const disk = new MemoryDisk();
      rewrite(disk, folder, before);
      disk.put(path, newest.subarray(0, size));
      const { ledger, notes } = await openMemory(disk, small);
      expect(disk.segments(folder)).to.have.length(whole.segments(folder).length - 1);
      expect(notes.map(({ code }) => code)).to.deep.equal(size === 0 ? [] : ['repaired']);
      if (size > 0) expect(disk.get(join(folder, `torn-${before.length + 1}.txt`)).length).to.equal(size);
      for (let n = 1; n <= 6; n += 1) await ledger.append(step(100 + n));
      await ledger.close();
      expect(takeApart(disk, folder).slice(0, before.length)).to.deep.equal(before);
      expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    }
  });

  it('begins afresh where a first segment never came to be', async () => {
    for (const content of ['', '{"seq":1,', '\0\0\0\0']) {
      const disk = new MemoryDisk();
      disk.put(join(folder, '00000001.jsonl'), Buffer.from(content));
      const { ledger } = await openMemory(disk);
      await ledger.append(step(1));
      await ledger.close();
      const records = await readAll(folder, { disk });
      const kinds = records.map(({ entry }) => entry.kind);
      expect(kinds).to.deep.equal(content === '' ? ['segment', 'step'] : ['segment', 'repaired', 'step']);
      expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    }
  });

  it('records a repair although the opening that made it died before it could', async () => {
    const disk = await memoryLedger(3);
    addTail(disk, 'torn');
    disk.plan = (operation, path) => (operation === 'write' && path.endsWith('.jsonl') ? 'power' : null);
    expect((await rejection(openMemory(disk))).code).to.equal('LedgerBroken');
    const next = disk.afterPowerCut(() => 0);
    expect(next.get(join(folder, 'torn-5.txt')).toString()).to.equal('torn');
    const { ledger, notes } = await openMemory(next);
    await ledger.close();
    expect(notes.map(({ code }) => code)).to.deep.equal(['repaired']);
    const last = (await readAll(folder, { disk: next })).at(-1) as StoredRecord;
    expect(last.entry).to.deep.equal({ kind: 'repaired', files: [{ file: 'torn-5.txt', bytes: 4 }] });
  });

  it('keeps every torn end, also when the same record is torn twice', async () => {
    const disk = await memoryLedger(3);
    disk.put(join(folder, 'torn-5.txt'), Buffer.from('from an earlier life'));
    addTail(disk, 'torn');
    const { ledger } = await openMemory(disk);
    await ledger.close();
    expect(disk.get(join(folder, 'torn-5.txt')).toString()).to.equal('from an earlier life');
    expect(disk.get(join(folder, 'torn-5-2.txt')).toString()).to.equal('torn');
  });
});

describe('lib/ledger: opening what was damaged', () => {
  function changed(lines: Lines, index: number, how: (line: string) => string): Lines {
    const found = lines.at(index);
    if (found === undefined) throw new Error(`no line ${index}`);
    return lines.with(index, { ...found, line: how(found.line) });
  }
  const edit = (line: string) => line.replace(/}$/, ',"x":1}');

  const damages: [string, (lines: Lines) => Lines][] = [
    ['a record of the newest segment was edited', (lines) => changed(lines, -3, edit)],
    ['a record of the newest segment is no record any more', (lines) => changed(lines, -2, () => 'rubbish')],
    ['a record of the newest segment is missing', (lines) => lines.toSpliced(-2, 1)],
    [
      'records of the newest segment were swapped',
      (lines) => [...lines.slice(0, -2), ...lines.slice(-2).reverse()],
    ],
    [
      'the last record names another before it',
      (lines) => changed(lines, -1, (line) => line.replace(/"prev":".{8}/, '"prev":"00000000')),
    ],
    [
      'the last record of the segment before was edited',
      (lines) => {
        const newest = lines.at(-1)?.name;
        return changed(lines, lines.findIndex(({ name }) => name === newest) - 1, edit);
      },
    ],
    [
      'the last record of the segment before is missing',
      (lines) => {
        const newest = lines.at(-1)?.name;
        return lines.toSpliced(lines.findIndex(({ name }) => name === newest) - 1, 1);
      },
    ],
    ['a segment in the middle is missing', (lines) => lines.filter(({ name }) => name !== '00000002.jsonl')],
    [
      'a segment in the middle lost its first record',
      (lines) =>
        lines.toSpliced(
          lines.findIndex(({ name }) => name === '00000002.jsonl'),
          1,
        ),
    ],
    ['the oldest segment is missing', (lines) => lines.filter(({ name }) => name !== '00000001.jsonl')],
    [
      'only the newest segment is left, and cut short',
      (lines) => lines.filter(({ name }) => name === lines.at(-1)?.name).slice(0, 2),
    ],
  ];
  for (const [what, damage] of damages) {
    it(`refuses, and changes nothing, when ${what}`, async () => {
      const disk = await memoryLedger(14, small);
      rewrite(disk, folder, damage(takeApart(disk, folder)));
      addTail(disk, 'torn, too');
      const before = disk.segments(folder).map((name) => disk.get(join(folder, name)).toString());
      const error = await rejection(openMemory(disk, small));
      expect(error.code, error.message).to.equal('LedgerDamaged');
      expect(error.message).to.contain('run verify').and.to.contain('move the folder aside');
      expect(disk.segments(folder).map((name) => disk.get(join(folder, name)).toString())).to.deep.equal(
        before,
      );
      expect(disk.names(folder).filter((name) => name.startsWith('torn'))).to.deep.equal([]);
      expect(disk.openHandles).to.equal(0);
    });
  }

  it('names the record', async () => {
    const disk = await memoryLedger(14);
    rewrite(disk, folder, changed(takeApart(disk, folder), 6, edit));
    const error = await rejection(openMemory(disk));
    expect(error.seq).to.equal(8);
    expect(error.message)
      .to.contain('00000001.jsonl line 8')
      .and.to.contain('record 8 does not follow record 7');
  });

  it('refuses what a newer version wrote', async () => {
    const disk = await memoryLedger(2);
    rewrite(
      disk,
      folder,
      changed(takeApart(disk, folder), 0, (line) => line.replace('"format":3', '"format":4')).slice(0, 1),
    );
    const error = await rejection(openMemory(disk));
    expect(error.code).to.equal('LedgerFormat');
    expect(error.message).to.contain('use the version that wrote it');
    expect((await rejection(readAll(folder, { disk }))).code).to.equal('LedgerFormat');
  });

  it('opens again once it is put right', async () => {
    const disk = await memoryLedger(14, small);
    const lines = takeApart(disk, folder);
    rewrite(disk, folder, changed(lines, -3, edit));
    await rejection(openMemory(disk, small));
    rewrite(disk, folder, lines);
    await (await openMemory(disk, small)).ledger.close();
  });
});
