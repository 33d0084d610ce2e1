import { join } from 'node:path';
import { expect } from 'chai';
import type { LedgerOptions } from '../../../lib/ledger/types.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import {
  folder,
  openMemory,
  readAll,
  rejection,
  start,
  step,
  steppingClock,
  steps,
} from './support/fixtures.ts';
import { MemoryDisk } from './support/memory-disk.ts';
import { rewrite, takeApart } from './support/tamper.ts';

const small = { maxSegmentBytes: 500 } satisfies Partial<LedgerOptions>;

/** A ledger of 30 steps in many segments, and a clock that then jumps an hour ahead. */
async function old(options: Partial<LedgerOptions> = {}) {
  const disk = new MemoryDisk();
  const clock = steppingClock();
  const opened = await openMemory(disk, { ...small, clock, maxAgeMs: 600_000, ...options });
  for (let n = 1; n <= 30; n += 1) await opened.ledger.append(step(n));
  clock.time += 3_600_000;
  return { disk, clock, ...opened };
}

describe('lib/ledger: pruning', () => {
  it('removes whole old segments, and records first how many records went and the hash of the last', async () => {
    const { disk, ledger, notes } = await old();
    const before = await readAll(folder, { disk });
    const bytes = ledger.size().bytes;
    const order: string[] = [];
    disk.plan = (operation, path) => {
      if (operation !== 'size' && operation !== 'close') order.push(`${operation} ${path.slice(-6)}`);
      return null;
    };
    const done = await ledger.prune();
    disk.plan = () => null;
    const left = await readAll(folder, { disk });
    const last = before.find(({ seq }) => seq === done.records);
    const pruned = left.find(({ entry }) => entry.kind === 'pruned');
    expect(disk.segments(folder).length).to.be.within(1, 2);
    expect(pruned?.entry).to.deep.equal({
      kind: 'pruned',
      ...done,
      last: { seq: last?.seq, hash: last?.hash },
    });
    expect(left[0]).to.include({ seq: done.records + 1, prev: last?.hash });
    const written = order.findIndex((call) => call.startsWith('sync '));
    expect(order.findIndex((call) => call.startsWith('remove'))).to.be.greaterThan(written);
    expect(order.filter((call) => call.startsWith('remove'))).to.have.length(done.segments);
    expect(ledger.size().bytes).to.be.below(bytes);
    expect(notes.map(({ code }) => code)).to.deep.equal(['pruned']);
    await ledger.append(step(31));
    await ledger.close();
    const result = await verifyLedger(folder, { disk });
    expect(result).to.deep.include({ whole: true, pruned: { seq: last?.seq, hash: last?.hash } });
    expect(result.notes.map(({ code }) => code)).to.include('pruned');
  });

  it('does nothing when nothing has to go', async () => {
    const { disk, ledger } = await old({ keepAtLeastMs: 7_200_000 });
    const before = takeApart(disk, folder);
    expect(await ledger.prune()).to.deep.equal({ segments: 0, records: 0, bytes: 0 });
    expect(takeApart(disk, folder)).to.deep.equal(before);
    await ledger.close();
  });

  it('keeps the size within its bound by itself, and every state is still there', async () => {
    const disk = new MemoryDisk();
    let total = 0;
    const { ledger } = await openMemory(disk, {
      maxTotalBytes: 4000,
      checkpoint: () => [{ kind: 'total', total } as { kind: string }],
      onRecord: ({ entry }) => {
        if (entry.kind === 'step') total += 1;
      },
    });
    let most = 0;
    for (let n = 1; n <= 300; n += 1) {
      await ledger.append(step(n));
      most = Math.max(most, ledger.size().bytes);
    }
    await ledger.close();
    expect(most).to.be.below(4000 + 1000);
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    let replayed = 0;
    for (const { entry } of await readAll(folder, { disk, fromNewestCheckpoint: true })) {
      if (entry.kind === 'total') replayed = entry.total as number;
      if (entry.kind === 'step') replayed += 1;
    }
    expect(replayed).to.equal(300);
  });

  it('says once that it is larger than its bound because nothing may go', async () => {
    const { ledger, notes } = await old({ maxTotalBytes: 2000, keepAtLeastMs: 7_200_000 });
    await ledger.prune();
    await ledger.prune();
    await ledger.close();
    expect(notes.map(({ code }) => code)).to.deep.equal(['overBound']);
  });

  it('goes on after the clock was ahead for a while', async () => {
    const disk = new MemoryDisk();
    const clock = steppingClock(start + 10 * 365 * 86_400_000);
    const { ledger } = await openMemory(disk, { ...small, clock, maxAgeMs: 600_000 });
    for (let n = 1; n <= 4; n += 1) await ledger.append(step(n));
    clock.time = start;
    for (let n = 5; n <= 8; n += 1) await ledger.append(step(n));
    clock.time += 3_600_000;
    expect((await ledger.prune()).segments).to.be.greaterThan(1);
    await ledger.close();
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
  });

  it('prunes again and again', async () => {
    const { disk, clock, ledger } = await old();
    for (let round = 1; round <= 5; round += 1) {
      expect((await ledger.prune()).records).to.be.greaterThan(0);
      for (let n = 1; n <= 10; n += 1) await ledger.append(step(round * 100 + n));
      clock.time += 3_600_000;
    }
    await ledger.close();
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    const again = await openMemory(disk, small);
    await again.ledger.close();
  });

  it('accepts the hash of the last pruned record as an anchor, but no older one', async () => {
    const { disk, ledger } = await old();
    const before = await readAll(folder, { disk });
    const { records } = await ledger.prune();
    await ledger.close();
    const hash = (seq: number) => before.find((record) => record.seq === seq)?.hash ?? '';
    expect(await verifyLedger(folder, { disk, anchor: hash(records) })).to.include({
      whole: true,
      anchor: 'pruned',
    });
    const older = await verifyLedger(folder, { disk, anchor: `${records - 1}:${hash(records - 1)}` });
    expect(older.finding).to.include({ code: 'anchor-pruned' });
    const bare = await verifyLedger(folder, { disk, anchor: hash(records - 1) });
    expect(bare.finding).to.include({ code: 'anchor-missing' });
    expect(bare.finding?.message).to.contain('younger anchor');
  });

  it('is told from cutting off: a front that no record speaks of is found', async () => {
    const { disk, ledger } = await old();
    await ledger.prune();
    for (let n = 31; n <= 40; n += 1) await ledger.append(step(n));
    await ledger.close();
    const [oldest = ''] = disk.segments(folder);
    const gone = (await readAll(folder, { disk }))[0]?.seq;
    disk.delete(join(folder, oldest));
    const { whole, finding } = await verifyLedger(folder, { disk });
    expect(whole).to.equal(false);
    expect(finding).to.include({ code: 'cut-front', seq: gone });
    expect((await rejection(openMemory(disk, small))).code).to.equal('LedgerDamaged');
  });

  it('is whole, and finished at the next opening, when it was interrupted anywhere', async () => {
    const calls = await old().then(async ({ disk, ledger }) => {
      disk.calls.length = 0;
      await ledger.prune();
      return disk.calls.length;
    });
    let unfinished = 0;
    for (let cut = 0; cut < calls; cut += 1) {
      for (const survive of [0, 1]) {
        const { disk, ledger } = await old();
        let call = -1;
        disk.plan = () => {
          call += 1;
          return call === cut ? 'power' : null;
        };
        await rejection(ledger.prune());
        const next = disk.afterPowerCut((n) => (survive === 0 ? 0 : n - 1));
        const between = await verifyLedger(folder, { disk: next });
        expect(between, `call ${cut}: ${between.finding?.message}`).to.include({ whole: true });
        if (between.notes.some(({ code }) => code === 'unfinished-prune')) unfinished += 1;
        const again = await openMemory(next, small);
        await again.ledger.append(step(31));
        await again.ledger.close();
        const after = await verifyLedger(folder, { disk: next });
        expect(after).to.include({ whole: true });
        expect(after.notes.map(({ code }) => code)).not.to.include('unfinished-prune');
        expect(steps(await readAll(folder, { disk: next })).at(-1)).to.equal(31);
      }
    }
    expect(unfinished).to.be.greaterThan(3);
  });

  it('is refused, and finished later, when a file cannot be removed', async () => {
    const { disk, ledger } = await old();
    disk.plan = (operation) => (operation === 'remove' ? { code: 'EPERM' } : null);
    const error = await rejection(ledger.prune());
    expect(error.code).to.equal('LedgerBroken');
    expect(error.message).to.contain('00000001.jsonl');
    await ledger.append(step(31));
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    const { notes, ledger: again } = await ledger.close().then(() => openMemory(disk, small));
    expect(notes.map(({ code }) => code)).to.deep.equal(['pruneFailed']);
    disk.plan = () => null;
    await again.prune();
    await again.close();
    const result = await verifyLedger(folder, { disk });
    expect(result.first?.seq).to.equal((result.pruned?.seq ?? 0) + 1);
  });

  it('never makes a forged front whole by moving what is left', async () => {
    const { disk, ledger } = await old();
    await ledger.prune();
    await ledger.close();
    const lines = takeApart(disk, folder);
    rewrite(
      disk,
      folder,
      lines.filter(({ line }) => !line.includes('"kind":"pruned"')),
    );
    expect(await verifyLedger(folder, { disk })).to.include({ whole: false });
  });
});
