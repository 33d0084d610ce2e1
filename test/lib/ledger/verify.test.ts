import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { StoredRecord } from '../../../lib/ledger/entry.ts';
import type { LedgerOptions } from '../../../lib/ledger/types.ts';
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
  withFolder,
} from './support/fixtures.ts';
import type { MemoryDisk } from './support/memory-disk.ts';
import { type Lines, rewrite, takeApart } from './support/tamper.ts';

/** 12 segments or so, of few records each. */
const small: Partial<LedgerOptions> = { maxSegmentBytes: 700, checkpoint: () => [{ kind: 'state' }] };

async function tampered(change: (lines: Lines) => Lines | undefined): Promise<MemoryDisk> {
  const disk = await memoryLedger(40, small);
  const lines = takeApart(disk, folder);
  rewrite(disk, folder, change(lines) ?? lines);
  return disk;
}

function edited(line: string): string {
  return line.replace(/}$/, ',"x":1}');
}

function at(lines: Lines, seq: number): number {
  return lines.findIndex(({ line }) => line.startsWith(`{"seq":${seq},`));
}

function change(lines: Lines, seq: number, how: (line: string) => string): void {
  const index = at(lines, seq);
  const found = lines[index];
  if (found === undefined) throw new Error(`no record ${seq}`);
  const line = how(found.line);
  expect(line).not.to.equal(found.line);
  lines[index] = { ...found, line };
}

function copyOf(lines: Lines, seq: number): Lines[number] {
  const found = lines[at(lines, seq)];
  if (found === undefined) throw new Error(`no record ${seq}`);
  return { ...found };
}

/** The lines of some segments, by number. */
function from(lines: Lines, first: number, last: number): Lines {
  return lines.filter(({ name }) => Number.parseInt(name, 10) >= first && Number.parseInt(name, 10) <= last);
}

function renamed(lines: Lines, number: number): Lines {
  return lines.map(({ line }) => ({ name: `${String(number).padStart(8, '0')}.jsonl`, line }));
}

/** Puts a line before the record `seq`, into the same file. */
function insert(lines: Lines, seq: number, line: string): Lines {
  return lines.toSpliced(at(lines, seq), 0, { name: copyOf(lines, seq).name, line });
}

/** Puts each of two records into the other’s file and place. */
function swap(lines: Lines, one: number, other: number): void {
  const a = at(lines, one);
  const b = at(lines, other);
  const [first, second] = [copyOf(lines, one), copyOf(lines, other)];
  lines[a] = { name: first.name, line: second.line };
  lines[b] = { name: second.name, line: first.line };
}

describe('lib/ledger: verify', () => {
  it('finds a ledger whole, and says what it cannot know of its last record', async () => {
    const disk = await memoryLedger(40, small);
    const progress: number[] = [];
    const result = await verifyLedger(folder, { disk, onProgress: ({ records }) => progress.push(records) });
    const records = await readAll(folder, { disk });
    const { seq = 0, hash = '' } = records.at(-1) ?? {};
    expect(result).to.deep.include({
      whole: true,
      finding: null,
      chain: 'sha256',
      anchor: null,
      pruned: null,
    });
    expect(result).to.deep.include({
      records: seq,
      segments: disk.segments(folder).length,
      head: { seq, hash },
    });
    expect(result.first).to.deep.equal({ seq: 1, hash: records[0]?.hash });
    expect(result.notes.map(({ code }) => code)).to.deep.equal(['last-record']);
    expect(progress.at(-1)).to.equal(seq);
  });

  const cases: [string, (lines: Lines) => Lines | undefined, string, number][] = [
    ['a field was edited', (lines) => void change(lines, 7, edited), 'edited', 7],
    [
      'the time was edited',
      (lines) => void change(lines, 9, (l) => l.replace('2026-', '2025-')),
      'edited',
      9,
    ],
    [
      'the number was edited',
      (lines) => void change(lines, 9, (l) => l.replace('"seq":9', '"seq":8')),
      'edited',
      9,
    ],
    [
      'the number was edited upwards',
      (lines) => void change(lines, 9, (l) => l.replace('"seq":9', '"seq":11')),
      'edited',
      9,
    ],
    [
      'the link was edited',
      (lines) => void change(lines, 9, (l) => l.replace(/"prev":"[0-9a-f]{4}/, '"prev":"0000')),
      'edited',
      9,
    ],
    [
      'the beginning was broken',
      (lines) => void change(lines, 9, (l) => l.replace('"seq"', '"sex"')),
      'edited',
      9,
    ],
    ['the end was broken', (lines) => void change(lines, 9, (l) => l.slice(0, -1)), 'edited', 9],
    [
      'the very first record was edited',
      (lines) => void change(lines, 1, (l) => l.replace('"checkpoint":1', '"checkpoint":0')),
      'edited',
      1,
    ],
    [
      'the very first record names another chain',
      (lines) => void change(lines, 1, (l) => l.replace('"sha256"', '"hmac-sha256"')),
      'edited',
      1,
    ],
    [
      'the very first record names another format',
      (lines) => void change(lines, 1, (l) => l.replace('"format":3', '"format":4')),
      'edited',
      1,
    ],
    [
      'the very first link was edited',
      (lines) => void change(lines, 1, (l) => l.replace('"prev":"0000', '"prev":"0001')),
      'edited',
      1,
    ],
    [
      'the very first number was edited',
      (lines) => void change(lines, 1, (l) => l.replace('"seq":1', '"seq":5')),
      'edited',
      1,
    ],
    ['the very first line is no record', (lines) => void change(lines, 1, () => 'rubbish'), 'edited', 1],
    [
      'two were edited',
      (lines) => {
        change(lines, 20, edited);
        change(lines, 8, edited);
        return lines;
      },
      'edited',
      8,
    ],
    [
      'a record was edited and the next one’s link with it',
      (lines) => {
        change(lines, 8, edited);
        change(lines, 9, (l) => l.replace(/"prev":"[0-9a-f]{4}/, '"prev":"0000'));
        return lines;
      },
      'edited',
      8,
    ],
    ['a record was removed', (lines) => lines.filter((_, index) => index !== at(lines, 9)), 'removed', 9],
    [
      'several were removed',
      (lines) => lines.filter((_, index) => index < at(lines, 9) || index > at(lines, 14)),
      'removed',
      9,
    ],
    ['neighbours were swapped', (lines) => void swap(lines, 9, 10), 'swapped', 9],
    ['two far apart were swapped', (lines) => void swap(lines, 9, 30), 'swapped', 9],
    ['the first two were swapped', (lines) => void swap(lines, 1, 2), 'swapped', 1],
    ['the first was moved to the end', (lines) => [...lines.slice(1), copyOf(lines, 1)], 'swapped', 1],
    [
      'a record was moved back',
      (lines) => insert(lines.toSpliced(at(lines, 30), 1), 9, copyOf(lines, 30).line),
      'swapped',
      9,
    ],
    ['a record was doubled in place', (lines) => insert(lines, 9, copyOf(lines, 9).line), 'duplicated', 9],
    ['a record was copied further on', (lines) => insert(lines, 20, copyOf(lines, 9).line), 'duplicated', 9],
    [
      'a record was copied further back',
      (lines) => insert(lines, 9, copyOf(lines, 20).line),
      'duplicated',
      20,
    ],
    [
      'a record was copied over another',
      (lines) => void change(lines, 20, () => copyOf(lines, 9).line),
      'removed',
      20,
    ],
    [
      'a later record was copied over another',
      (lines) => void change(lines, 9, () => copyOf(lines, 20).line),
      'edited',
      9,
    ],
    ['rubbish was inserted', (lines) => insert(lines, 9, 'rubbish'), 'inserted', 9],
    ['an empty line was inserted', (lines) => insert(lines, 9, ''), 'inserted', 9],
    [
      'a well-linked record was inserted',
      (lines) => insert(lines, 9, edited(copyOf(lines, 9).line)),
      'inserted',
      9,
    ],
    [
      'a record that claims to come later was inserted',
      (lines) =>
        insert(
          lines,
          9,
          copyOf(lines, 9)
            .line.replace('"seq":9', '"seq":10')
            .replace(/"prev":".../, '"prev":"fff'),
        ),
      'inserted',
      10,
    ],
    [
      'a segment is missing',
      (lines) => lines.filter(({ name }) => name !== '00000003.jsonl'),
      'segment-missing',
      0,
    ],
    [
      'two segments are missing',
      (lines) => lines.filter(({ name }) => !/0000000[34]/.test(name)),
      'segment-missing',
      0,
    ],
    [
      'two segments were swapped',
      (lines) => [
        ...from(lines, 1, 2),
        ...renamed(from(lines, 5, 5), 3),
        ...from(lines, 4, 4),
        ...renamed(from(lines, 3, 3), 5),
        ...from(lines, 6, 99),
      ],
      'swapped',
      0,
    ],
    [
      'a segment was copied to the end',
      (lines) => [...lines, ...renamed(from(lines, 3, 3), 99)],
      'duplicated',
      0,
    ],
    ['the first record is missing', (lines) => lines.slice(1), 'cut-front', 1],
    [
      'the first segment is missing',
      (lines) => lines.filter(({ name }) => name !== '00000001.jsonl'),
      'cut-front',
      1,
    ],
    [
      'the last record is no longer JSON',
      (lines) => void change(lines, lines.length, (l) => l.slice(0, -1)),
      'edited',
      -1,
    ],
  ];
  for (const [what, how, code, seq] of cases) {
    it(`says so when ${what}`, async () => {
      const whole = await memoryLedger(40, small);
      const disk = await tampered(how);
      const { finding, whole: judged } = await verifyLedger(folder, { disk });
      const third = (await readAll(folder, { disk: whole, kinds: ['segment'] }))[2]?.seq ?? 0;
      const last = takeApart(whole, folder).length;
      const expected = seq === 0 ? third : seq === -1 ? last : seq;
      expect(judged).to.equal(false);
      expect(finding, finding?.message).to.include({ code, seq: expected });
      expect(finding?.message).to.match(/record|segment/);
    });
  }

  it('counts segments by their chain, not by their names', async () => {
    const disk = await tampered((lines) => lines.map(({ line }) => ({ name: '00000007.jsonl', line })));
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true, segments: 1 });
  });

  it('passes over an unfinished last line, and notes it', async () => {
    const disk = await memoryLedger(10);
    const path = join(folder, '00000001.jsonl');
    disk.put(path, Buffer.concat([disk.get(path), Buffer.from('{"seq":12,"at":"20')]));
    const result = await verifyLedger(folder, { disk });
    expect(result).to.include({ whole: true, records: 11 });
    expect(result.notes.map(({ code }) => code)).to.deep.equal(['torn-tail', 'last-record']);
  });

  it('notes files that only look like segments', async () => {
    const disk = await memoryLedger(10);
    disk.put(join(folder, '1.jsonl'), Buffer.from('x'));
    const { notes } = await verifyLedger(folder, { disk });
    expect(notes[0]).to.include({ code: 'stray-file' });
    expect(notes[0]?.message).to.contain('1.jsonl');
  });

  it('refuses to call an empty or missing folder a whole ledger', () =>
    withFolder(async (path) => {
      expect((await rejection(verifyLedger(path))).code).to.equal('NoLedger');
      expect((await rejection(verifyLedger(join(path, 'nowhere')))).code).to.equal('NoLedger');
      await writeFile(join(path, '00000001.jsonl'), '');
      expect((await rejection(verifyLedger(path))).code).to.equal('NoLedger');
      const { finding } = await verifyLedger(path, { anchor: `7:${'f'.repeat(64)}` });
      expect(finding).to.include({ code: 'cut-end', seq: 1 });
    }));
});

describe('lib/ledger: verify against an anchor', () => {
  const anchorAt = (records: readonly StoredRecord[], seq: number) => {
    const { hash = '' } = records.find((record) => record.seq === seq) ?? {};
    return { bare: hash, full: `${seq}:${hash}` };
  };

  it('accepts any hash the chain has had, and then nothing is unknown of the last record', async () => {
    const disk = await memoryLedger(40, small);
    const records = await readAll(folder, { disk });
    for (const seq of [1, 17, records.length]) {
      const { bare, full } = anchorAt(records, seq);
      for (const anchor of [bare, full, ` ${bare.toUpperCase()}\n`]) {
        const result = await verifyLedger(folder, { disk, anchor });
        expect(result).to.include({ whole: true, anchor: 'record' });
        expect(result.notes).to.have.length(seq === records.length ? 0 : 1);
      }
    }
  });

  it('finds what was cut off at the end', async () => {
    const disk = await memoryLedger(40, small);
    const records = await readAll(folder, { disk });
    const { bare, full } = anchorAt(records, records.length);
    const lines = takeApart(disk, folder);
    rewrite(disk, folder, lines.slice(0, -3));
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    const known = await verifyLedger(folder, { disk, anchor: full });
    expect(known).to.include({ whole: false, anchor: 'missing' });
    expect(known.finding).to.include({ code: 'cut-end', seq: records.length - 2 });
    expect((await verifyLedger(folder, { disk, anchor: bare })).finding).to.include({
      code: 'anchor-missing',
    });
  });

  it('finds an edited last record', async () => {
    const disk = await memoryLedger(40, small);
    const records = await readAll(folder, { disk });
    const lines = takeApart(disk, folder);
    change(lines, records.length, edited);
    rewrite(disk, folder, lines);
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    const { finding } = await verifyLedger(folder, { disk, anchor: anchorAt(records, records.length).full });
    expect(finding).to.include({ code: 'rewritten', seq: records.length });
  });

  it('tells an edited link of the last record from an edited record before it', async () => {
    const disk = await memoryLedger(40, small);
    const records = await readAll(folder, { disk });
    const lines = takeApart(disk, folder);
    change(lines, records.length, (line) => line.replace(/"prev":"[0-9a-f]{4}/, '"prev":"0000'));
    rewrite(disk, folder, lines);
    const { finding } = await verifyLedger(folder, { disk, anchor: anchorAt(records, records.length).bare });
    expect(finding).to.include({ code: 'edited', seq: records.length });
  });

  it('finds a ledger that was rewritten whole', async () => {
    const disk = await memoryLedger(40, small);
    const records = await readAll(folder, { disk });
    const forged = await memoryLedger(40, { ...small, clock: steppingClock(start + 1) });
    expect(await verifyLedger(folder, { disk: forged })).to.include({ whole: true });
    const { bare, full } = anchorAt(records, 20);
    expect((await verifyLedger(folder, { disk: forged, anchor: full })).finding).to.include({
      code: 'rewritten',
      seq: 20,
    });
    expect((await verifyLedger(folder, { disk: forged, anchor: bare })).finding).to.include({
      code: 'anchor-missing',
    });
  });

  for (const anchor of ['', 'head', 'f'.repeat(63), `x:${'f'.repeat(64)}`]) {
    it(`refuses “${anchor}” as an anchor`, async () => {
      const disk = await memoryLedger(1);
      expect((await rejection(verifyLedger(folder, { disk, anchor }))).code).to.equal('BadAnchor');
    });
  }
});

describe('lib/ledger: a chain with a key', () => {
  const withKeys = (use: (keyFile: string, otherKey: string) => Promise<void>) =>
    withFolder(async (path) => {
      const [keyFile, otherKey] = [join(path, 'key'), join(path, 'other')];
      await writeFile(keyFile, `${'k'.repeat(32)}\n`);
      await writeFile(otherKey, 'o'.repeat(32));
      await use(keyFile, otherKey);
    });

  it('verifies with the key only', () =>
    withKeys(async (keyFile, otherKey) => {
      const disk = await memoryLedger(20, { ...small, keyFile });
      expect(await verifyLedger(folder, { disk, keyFile })).to.include({ whole: true, chain: 'hmac-sha256' });
      const without = await rejection(verifyLedger(folder, { disk }));
      expect(without.code).to.equal('KeyMismatch');
      expect(without.message).to.contain('give its key file');
      const other = await rejection(verifyLedger(folder, { disk, keyFile: otherKey }));
      expect(other.code).to.equal('KeyMismatch');
      expect(other.message).to.contain('another key');
    }));

  it('never holds the key', () =>
    withKeys(async (keyFile) => {
      const disk = await memoryLedger(20, { ...small, keyFile });
      for (const { line } of disk.lines(folder)) expect(line.toString()).not.to.contain('kkk');
    }));

  it('finds what somebody without the key rewrote with care', () =>
    withKeys(async (keyFile) => {
      const disk = await memoryLedger(20, { ...small, keyFile });
      const lines = takeApart(disk, folder);
      change(lines, 9, edited);
      rewrite(disk, folder, lines);
      expect((await verifyLedger(folder, { disk, keyFile })).finding).to.include({ code: 'edited', seq: 9 });
    }));

  it('names the first record when only its own word about the key was edited', () =>
    withKeys(async (keyFile) => {
      const disk = await memoryLedger(20, { ...small, keyFile });
      const lines = takeApart(disk, folder);
      change(lines, 1, (line) => line.replace(/"key":"[0-9a-f]{4}/, '"key":"zzzz'));
      rewrite(disk, folder, lines);
      expect((await verifyLedger(folder, { disk, keyFile })).finding).to.include({ code: 'edited', seq: 1 });
    }));

  it('does not count a newline at the end of the key file', () =>
    withKeys(async (keyFile) => {
      const disk = await memoryLedger(5, { keyFile });
      await writeFile(keyFile, 'k'.repeat(32));
      expect(await verifyLedger(folder, { disk, keyFile })).to.include({ whole: true });
      await writeFile(keyFile, `${'k'.repeat(32)}\r\n`);
      expect(await verifyLedger(folder, { disk, keyFile })).to.include({ whole: true });
    }));

  it('is not mixed with a chain without one, nor with another key', () =>
    withKeys(async (keyFile, otherKey) => {
      const keyed = await memoryLedger(5, { keyFile });
      const plain = await memoryLedger(5);
      expect((await rejection(openMemory(keyed))).code).to.equal('KeyMismatch');
      expect((await rejection(openMemory(keyed, { keyFile: otherKey }))).code).to.equal('KeyMismatch');
      expect((await rejection(openMemory(plain, { keyFile }))).code).to.equal('KeyMismatch');
      expect((await rejection(verifyLedger(folder, { disk: plain, keyFile }))).code).to.equal('KeyMismatch');
      for (const disk of [keyed, plain]) expect(disk.openHandles).to.equal(0);
      const { ledger } = await openMemory(keyed, { keyFile });
      await ledger.append(step(6));
      await ledger.close();
      expect(await verifyLedger(folder, { disk: keyed, keyFile })).to.include({ whole: true });
    }));

  it('can be read without the key, but for the hashes', () =>
    withKeys(async (keyFile, otherKey) => {
      const disk = await memoryLedger(5, { keyFile });
      const blind = await readAll(folder, { disk });
      const seeing = await readAll(folder, { disk, keyFile });
      expect(blind.map(({ hash }) => hash)).to.deep.equal(seeing.map(() => ''));
      expect(blind.map(({ entry }) => entry)).to.deep.equal(seeing.map(({ entry }) => entry));
      expect(seeing[1]?.prev).to.equal(seeing[0]?.hash);
      expect((await rejection(readAll(folder, { disk, keyFile: otherKey }))).code).to.equal('KeyMismatch');
    }));

  it('refuses a key that is missing or too short', () =>
    withKeys(async (keyFile) => {
      await writeFile(keyFile, 'short\n');
      const short = await rejection(memoryLedger(1, { keyFile }));
      expect(short.code).to.equal('BadKey');
      expect(short.message).to.contain('5 bytes');
      expect((await rejection(memoryLedger(1, { keyFile: `${keyFile}-not-there` }))).code).to.equal('BadKey');
    }));
});
