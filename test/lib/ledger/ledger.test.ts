import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Entry, StoredRecord } from '../../../lib/ledger/entry.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
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

describe('lib/ledger: appending', () => {
  it('writes each record as one line, chained by the hash of the line before', () =>
    withFolder(async (path) => {
      const ledger = await openLedger({ folder: join(path, 'new', 'ledger'), clock: steppingClock(start) });
      const receipt = await ledger.append({
        kind: 'decision',
        dataset: 'default/spark',
        text: 'a "b"\n\u2028é\ud800',
      } as Entry);
      await ledger.close();
      const text = await readFile(join(path, 'new', 'ledger', '00000001.jsonl'), 'utf8');
      const [opening = '', line = '', ...rest] = text.split('\n');
      const hash = (of: string) => createHash('sha256').update(of).digest('hex');
      expect(opening).to.equal(
        `{"seq":1,"at":"2026-01-01T00:00:01.000Z","prev":"${'0'.repeat(64)}","kind":"segment","segment":1,"format":3,"chain":"sha256","checkpoint":0}`,
      );
      expect(line).to.equal(
        `{"seq":2,"at":"2026-01-01T00:00:02.000Z","prev":"${hash(opening)}","kind":"decision","dataset":"default/spark","text":"a \\"b\\"\\n\u2028é\\ud800"}`,
      );
      expect(rest).to.deep.equal(['']);
      expect(receipt).to.deep.equal({ seq: 2, hash: hash(line), at: start + 2000 });
    }));

  it('gives back, when read, exactly what was appended and what the caller was told', () =>
    withFolder(async (path) => {
      const ledger = await openLedger({ folder: path, clock: steppingClock() });
      const entries = [
        { kind: 'a' },
        { kind: 'b.c-d_1', deep: { list: [1, null, 'x', true], '': 0 } },
        { kind: 'a', hash: 'mine' },
      ];
      const receipts = [];
      for (const entry of entries) receipts.push(await ledger.append(entry));
      await ledger.close();
      const read = (await readAll(path)).slice(1);
      expect(read.map(({ entry }) => entry)).to.deep.equal(entries);
      expect(read.map(({ seq, hash, at }) => ({ seq, hash, at }))).to.deep.equal(receipts);
    }));

  it('flushes what was given while another flush ran together, in the order given', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk);
    disk.calls.length = 0;
    const first = ledger.append(step(0));
    // The first write is under way when the others come.
    while (!disk.calls.includes('write')) await null;
    const others = Array.from({ length: 200 }, (_, index) => ledger.append(step(index + 1)));
    const receipts = await Promise.all([first, ...others]);
    expect(disk.calls.filter((call) => call === 'sync')).to.have.length(2);
    expect(disk.calls.filter((call) => call === 'write')).to.have.length(2);
    expect(receipts.map(({ seq }) => seq)).to.deep.equal(
      Array.from({ length: 201 }, (_, index) => index + 2),
    );
    await ledger.close();
    expect(steps(await readAll(folder, { disk }))).to.deep.equal(
      Array.from({ length: 201 }, (_, index) => index),
    );
  });

  it('acknowledges nothing before the flush that holds it', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk);
    const order: string[] = [];
    disk.plan = (operation) => {
      order.push(operation);
      return null;
    };
    await ledger.append(step(1)).then(() => order.push('acknowledged'));
    expect(order).to.deep.equal(['identity', 'write', 'sync', 'acknowledged']);
    await ledger.close();
  });

  it('keeps several entries given at once next to each other, in one segment and one write', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 800 });
    const all = [ledger.append(step(1)), ledger.appendAll([2, 3, 4, 5, 6].map(step)), ledger.append(step(7))];
    const [, group = []] = await Promise.all(all);
    expect((group as { seq: number }[]).map(({ seq }) => seq)).to.deep.equal([4, 5, 6, 7, 8]);
    await ledger.close();
    const paths = disk
      .lines(folder)
      .filter(({ line }) => /"n":[2-6]}/.test(line.toString()))
      .map(({ path }) => path);
    expect(new Set(paths).size).to.equal(1);
    expect(await ledger.appendAll([]).catch((error) => error.code)).to.equal('LedgerClosed');
  });

  it('records an entry as it was when given, whatever becomes of it later', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk);
    const entry = { kind: 'step', n: 1 };
    const done = ledger.append(entry);
    entry.n = 2;
    await done;
    await ledger.close();
    expect(steps(await readAll(folder, { disk }))).to.deep.equal([1]);
  });

  const loop: Record<string, unknown> = { kind: 'x' };
  loop.self = loop;
  const bad: [string, unknown][] = [
    ['no kind', {}],
    ['an empty kind', { kind: '' }],
    ['a kind with a quote', { kind: 'a"b' }],
    ['a kind of the ledger’s own', { kind: 'pruned' }],
    ['a field seq', { kind: 'x', seq: 1 }],
    ['a field at', { kind: 'x', at: 1 }],
    ['a field prev', { kind: 'x', prev: '' }],
    ['NaN', { kind: 'x', used: [{ value: Number.NaN }] }],
    ['Infinity', { kind: 'x', used: Number.POSITIVE_INFINITY }],
    ['a bigint', { kind: 'x', used: 1n }],
    ['a function', { kind: 'x', used: () => 1 }],
    ['undefined in a list', { kind: 'x', used: [undefined] }],
    ['itself', loop],
  ];
  for (const [what, entry] of bad) {
    it(`refuses an entry with ${what}, and records what comes with it neither`, async () => {
      const disk = new MemoryDisk();
      const { ledger } = await openMemory(disk);
      const error = await rejection(ledger.appendAll([step(1), entry as Entry]));
      expect(error.code).to.equal('BadEntry');
      await ledger.append(step(2));
      await ledger.close();
      expect(steps(await readAll(folder, { disk }))).to.deep.equal([2]);
    });
  }

  it('keeps the order by seq when the clock is set back', async () => {
    const disk = new MemoryDisk();
    const clock = steppingClock(start, -60_000);
    const { ledger } = await openMemory(disk, { clock, maxSegmentBytes: 600 });
    for (let n = 1; n <= 20; n += 1) await ledger.append(step(n));
    await ledger.close();
    const records = await readAll(folder, { disk });
    expect(steps(records)).to.deep.equal(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(records.map(({ at }) => at)).to.deep.equal(records.map(({ at }) => at).sort((a, b) => b - a));
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    const again = await openMemory(disk, { clock: steppingClock(0) });
    expect(await again.ledger.append(step(21))).to.include({ seq: records.length + 1 });
    await again.ledger.close();
  });

  it('writes what was given before it closes, and refuses what comes after', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk);
    const given = [1, 2, 3].map((n) => ledger.append(step(n)));
    const closed = Promise.all([ledger.close(), ledger.close()]);
    expect((await rejection(ledger.append(step(4)))).code).to.equal('LedgerClosed');
    expect((await rejection(ledger.prune())).code).to.equal('LedgerClosed');
    await closed;
    expect(await Promise.all(given)).to.have.length(3);
    expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 2, 3]);
    expect(disk.openHandles).to.equal(0);
  });

  it('tells where it stands', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 600 });
    for (let n = 1; n <= 10; n += 1) {
      const receipt = await ledger.append(step(n));
      expect(ledger.head()).to.deep.equal(receipt);
    }
    const names = disk.segments(folder);
    const bytes = names.reduce((sum, name) => sum + disk.get(join(folder, name)).length, 0);
    expect(ledger.size()).to.deep.equal({ segments: names.length, bytes });
    await ledger.close();
  });

  for (const [name, options] of [
    ['maxSegmentBytes', { maxSegmentBytes: 0 }],
    ['maxTotalBytes', { maxTotalBytes: Number.NaN }],
    ['maxAgeMs', { maxAgeMs: -1 }],
    ['keepAtLeastMs', { keepAtLeastMs: -1 }],
  ] as const) {
    it(`refuses a ${name} that is no size or span`, async () => {
      const error = await rejection(openMemory(new MemoryDisk(), options));
      expect(error.code).to.equal('BadOption');
      expect(error.message).to.contain(name);
    });
  }
});

describe('lib/ledger: segments and checkpoints', () => {
  const state = { total: 0 };
  const counting = () => {
    state.total = 0;
    const seen: StoredRecord[] = [];
    const onRecord = (record: StoredRecord) => {
      seen.push(record);
      if (record.entry.kind === 'step') state.total += 1;
      if (record.entry.kind === 'total') state.total = record.entry.total as number;
    };
    return { seen, onRecord, checkpoint: () => [{ kind: 'total', total: state.total } as Entry] };
  };

  it('begins a new segment rather than grow one past its size, numbered on', async () => {
    const disk = await memoryLedger(40, { maxSegmentBytes: 1000 });
    const names = disk.segments(folder);
    expect(names.length).to.be.greaterThan(4);
    expect(names).to.deep.equal(names.map((_, index) => `${String(index + 1).padStart(8, '0')}.jsonl`));
    for (const name of names) {
      const bytes = disk.get(join(folder, name));
      expect(bytes.length - bytes.indexOf(10) - 1, name).to.be.within(1, 1000);
    }
  });

  it('gives a record larger than a segment one of its own', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 500 });
    await ledger.append(step(1));
    await ledger.append({ kind: 'big', text: 'x'.repeat(5000) } as Entry);
    await ledger.append(step(2));
    await ledger.close();
    expect(disk.segments(folder)).to.have.length(3);
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true, records: 6 });
  });

  it('begins every segment with the state of exactly the records before it', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 700, ...counting() });
    await Promise.all(Array.from({ length: 50 }, (_, n) => ledger.append(step(n))));
    await ledger.close();
    let count = 0;
    let checkpoints = 0;
    for (const { entry } of await readAll(folder, { disk })) {
      if (entry.kind === 'step') count += 1;
      if (entry.kind !== 'total') continue;
      checkpoints += 1;
      expect(entry.total).to.equal(count);
    }
    expect(checkpoints).to.equal(disk.segments(folder).length).and.to.be.greaterThan(5);
  });

  it('begins a segment with a large state a part at a time: everything else goes on meanwhile, and nothing is recorded', async () => {
    const disk = new MemoryDisk();
    const large = Array.from({ length: 24 }, (_, n) => ({ kind: 'total', n, text: 'x'.repeat(64 * 1024) }));
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 400, checkpoint: () => large });
    await ledger.append(step(1));
    await ledger.append(step(2));
    let turns = 0;
    let begun = false;
    const count = () => {
      turns += 1;
      if (!begun) setImmediate(count);
    };
    setImmediate(count);
    disk.calls.length = 0;
    await Promise.all([ledger.append(step(3)), ledger.append(step(4))]);
    begun = true;
    expect(turns).to.be.greaterThan(5);
    // Six parts of the state, flushed at once, and what was to be recorded.
    const written = disk.calls.filter((call) => call === 'write' || call === 'sync');
    expect(written).to.deep.equal([...Array(6).fill('write'), 'sync', 'write', 'sync']);
    await ledger.close();
    const kinds = (await readAll(folder, { disk })).map(({ entry }) => entry.kind);
    const begins = ['segment', ...Array(24).fill('total'), 'step', 'step'];
    expect(kinds).to.deep.equal([...begins, ...begins]);
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
  });

  it('takes the checkpoint after those who awaited an append have gone on', async () => {
    const disk = new MemoryDisk();
    let mine = 0;
    const checkpoint = () => [{ kind: 'total', total: mine } as Entry];
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 400, checkpoint });
    const record = async (n: number) => ledger.append(step(n));
    const detour = async (n: number) => await record(n);
    const client = async () => {
      for (let n = 0; n < 20; n += 1) {
        await detour(n);
        mine += 1;
      }
    };
    await Promise.all([client(), client(), client(), client()]);
    await ledger.close();
    let count = 0;
    for (const { entry } of await readAll(folder, { disk })) {
      if (entry.kind === 'step') count += 1;
      if (entry.kind === 'total') expect(entry.total).to.equal(count);
    }
  });

  it('hands every record to its owner before the append resolves, and at the next opening from the newest checkpoint on', async () => {
    const disk = new MemoryDisk();
    const first = counting();
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 700, ...first });
    for (let n = 1; n <= 30; n += 1) {
      const receipt = await ledger.append(step(n));
      expect(first.seen.at(-1)).to.deep.include({ ...receipt, entry: { kind: 'step', n } });
      expect(state.total).to.equal(n);
    }
    await ledger.close();
    const newest = disk.lines(folder).filter(({ path }) => path.endsWith(disk.segments(folder).at(-1) ?? ''));
    const second = counting();
    const again = await openMemory(disk, { maxSegmentBytes: 700, ...second });
    expect(second.seen).to.have.length(newest.length);
    expect(state.total).to.equal(30);
    expect(second.seen).to.deep.equal(await readAll(folder, { disk, fromNewestCheckpoint: true }));
    await again.ledger.close();
  });

  it('goes on in the old segment when the state cannot be had, says so once, and begins a new one when it can', async () => {
    const disk = new MemoryDisk();
    let broken = false;
    const checkpoint = () => {
      if (broken) throw new Error('no state today');
      return [];
    };
    const { ledger, notes } = await openMemory(disk, { maxSegmentBytes: 400, checkpoint });
    broken = true;
    for (let n = 1; n <= 10; n += 1) await ledger.append(step(n));
    expect(disk.segments(folder)).to.have.length(1);
    expect(notes.map(({ code }) => code)).to.deep.equal(['checkpointFailed']);
    expect(notes[0]?.message).to.contain('no state today');
    broken = false;
    await ledger.append(step(11));
    expect(disk.segments(folder)).to.have.length(2);
    await ledger.close();
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
  });

  it('stops recording when the owner’s state could not take a record, since no checkpoint could be trusted', async () => {
    const disk = new MemoryDisk();
    const onRecord = ({ entry }: StoredRecord) => {
      if (entry.n === 2) throw new Error('I do not know two');
    };
    const { ledger } = await openMemory(disk, { onRecord });
    await ledger.append(step(1));
    const error = await rejection(ledger.append(step(2)));
    expect(error.code).to.equal('LedgerBroken');
    expect(error.message).to.contain('I do not know two');
    expect((await rejection(ledger.append(step(3)))).message).to.equal(error.message);
    await ledger.close();
    expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 2]);
    expect((await rejection(openMemory(disk, { onRecord }))).message).to.equal('I do not know two');
    expect(disk.openHandles).to.equal(0);
    await (await openMemory(disk)).ledger.close();
  });
});
