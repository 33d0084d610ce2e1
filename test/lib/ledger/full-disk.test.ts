import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { expect } from 'chai';
import type { Entry } from '../../../lib/ledger/entry.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import {
  folder,
  memoryLedger,
  openMemory,
  readAll,
  rejection,
  step,
  steps,
  withFolder,
} from './support/fixtures.ts';
import { type FaultPlan, MemoryDisk, type Operation } from './support/memory-disk.ts';

/** Fails the operation on segments until told to stop; the first `after` calls pass. */
function failing(operation: Operation, code: string, after = 0): { plan: FaultPlan; stop: () => void } {
  let left = after;
  let on = true;
  return {
    plan: (called, path) => {
      if (!on || called !== operation || !(path.endsWith('.jsonl') || path === folder)) return null;
      left -= 1;
      return left < 0 ? { code } : null;
    },
    stop: () => {
      on = false;
    },
  };
}

describe('lib/ledger: a full or failing disk', () => {
  const failures: [Operation, string, string][] = [
    ['write', 'ENOSPC', 'LedgerFull'],
    ['write', 'EDQUOT', 'LedgerFull'],
    ['write', 'EFBIG', 'LedgerFull'],
    ['write', 'EIO', 'LedgerBroken'],
    ['sync', 'ENOSPC', 'LedgerFull'],
    ['sync', 'EIO', 'LedgerBroken'],
  ];
  for (const [operation, code, expected] of failures) {
    it(`refuses with ${expected} when ${operation} fails with ${code}, loses nothing, and works again afterwards`, async () => {
      const disk = new MemoryDisk();
      const { ledger, notes } = await openMemory(disk);
      await ledger.append(step(1));
      const before = disk.get(join(folder, '00000001.jsonl'));
      const head = ledger.head();
      const { plan, stop } = failing(operation, code);
      disk.plan = plan;
      for (const n of [2, 3]) {
        const error = await rejection(ledger.append(step(n)));
        expect(error.code).to.equal(expected);
        expect(error.message).to.contain(code).and.to.contain(folder).and.to.contain('00000001.jsonl');
      }
      expect(ledger.head()).to.deep.equal(head);
      stop();
      expect(await ledger.append(step(4))).to.include({ seq: head.seq + 1 });
      await ledger.close();
      expect(notes.map((note) => note.code)).to.deep.equal(['failing', 'working']);
      expect(disk.get(join(folder, '00000001.jsonl')).subarray(0, before.length)).to.deep.equal(before);
      expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 4]);
      expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    });
  }

  it('leaves no partial line behind when a write stops half way', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk);
    await ledger.append(step(1));
    const before = disk.get(join(folder, '00000001.jsonl'));
    let calls = 0;
    disk.plan = (operation) => {
      if (operation !== 'write') return null;
      calls += 1;
      return calls % 3 === 0 ? { code: 'ENOSPC' } : { short: 20 };
    };
    expect((await rejection(ledger.append(step(2)))).code).to.equal('LedgerFull');
    expect(disk.get(join(folder, '00000001.jsonl'))).to.deep.equal(before);
    disk.plan = (operation) => (operation === 'write' ? { short: 1 } : null);
    await ledger.append(step(3));
    disk.plan = (operation) => (operation === 'write' ? { short: 0 } : null);
    expect((await rejection(ledger.append(step(4)))).code).to.equal('LedgerFull');
    disk.plan = () => null;
    await ledger.close();
    expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 3]);
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
  });

  it('writes nothing more until what a failed write left could be cut off', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk);
    await ledger.append(step(1));
    let writes = 0;
    disk.plan = (operation) => {
      if (operation === 'write') {
        writes += 1;
        return writes === 1 ? { short: 30 } : { code: 'EIO' };
      }
      return operation === 'truncate' ? { code: 'EIO' } : null;
    };
    await rejection(ledger.append({ kind: 'long', text: 'x'.repeat(500) } as Entry));
    disk.calls.length = 0;
    await rejection(ledger.append(step(2)));
    expect(disk.calls).to.deep.equal(['identity', 'truncate']);
    disk.plan = () => null;
    await ledger.append(step(3));
    await ledger.close();
    expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 3]);
    expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
  });

  const beginnings: [string, Operation, number][] = [
    ['cannot be made', 'open', 0],
    ['cannot be written', 'write', 0],
    ['cannot be written to its end', 'write', 2],
    ['cannot be flushed', 'sync', 0],
    ['has a name that cannot be flushed', 'syncFolder', 0],
  ];
  for (const [what, operation, after] of beginnings) {
    it(`records nothing when a new segment ${what}, and goes on there when it can`, async () => {
      const disk = new MemoryDisk();
      const state = { kind: 'state', text: 'x'.repeat(300 * 1024) };
      const options = { maxSegmentBytes: 400, checkpoint: () => [state, state, state] };
      const { ledger } = await openMemory(disk, options);
      await ledger.append(step(1));
      await ledger.append(step(2));
      const { plan, stop } = failing(operation, 'ENOSPC', after);
      disk.plan = plan;
      for (let n = 3; n <= 5; n += 1) {
        expect((await rejection(ledger.append(step(n)))).code).to.equal('LedgerFull');
      }
      // Small enough for the old segment, which must not go on while the new one may be there.
      expect((await rejection(ledger.append({ kind: 's' }))).code).to.equal('LedgerFull');
      expect(await ledger.prune()).to.deep.equal({ segments: 0, records: 0, bytes: 0 });
      stop();
      await ledger.append(step(6));
      await ledger.close();
      expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 2, 6]);
      expect(await verifyLedger(folder, { disk })).to.include({ whole: true, segments: 2 });
      expect(disk.openHandles).to.equal(0);
    });
  }

  it('never writes over a file it did not make', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 200 });
    await ledger.append(step(1));
    disk.put(join(folder, '00000002.jsonl'), Buffer.from('somebody else’s\n'));
    for (const n of [2, 3]) expect((await rejection(ledger.append(step(n)))).message).to.contain('EEXIST');
    expect(disk.get(join(folder, '00000002.jsonl')).toString()).to.equal('somebody else’s\n');
    disk.delete(join(folder, '00000002.jsonl'));
    await ledger.append(step(4));
    await ledger.close();
    expect(steps(await readAll(folder, { disk }))).to.deep.equal([1, 4]);
  });

  it('refuses only what was under way or waiting for it, whatever call fails', async () => {
    const whole = new MemoryDisk();
    const run = async (disk: MemoryDisk) => {
      const { ledger } = await openMemory(disk, { maxSegmentBytes: 500, maxTotalBytes: 2500 });
      const kept: number[] = [];
      for (let n = 1; n <= 12; n += 1) {
        const taken = await Promise.allSettled([ledger.append(step(2 * n)), ledger.append(step(2 * n + 1))]);
        for (const [index, { status }] of taken.entries())
          if (status === 'fulfilled') kept.push(2 * n + index);
      }
      await ledger.close();
      return kept;
    };
    await run(whole);
    const total = whole.calls.length;
    let refused = 0;
    for (let failAt = 0; failAt < total; failAt += 1) {
      const disk = new MemoryDisk();
      let call = -1;
      disk.plan = (operation) => {
        call += 1;
        return call === failAt && operation !== 'close' && operation !== 'lock' ? { code: 'ENOSPC' } : null;
      };
      const kept = await run(disk).catch((error) =>
        error.code === 'LedgerFull' ? null : Promise.reject(error),
      );
      if (kept === null) continue;
      if (kept.length < 24) refused += 1;
      const left = steps(await readAll(folder, { disk })) as number[];
      expect(left, `call ${failAt}`).to.deep.equal(kept.slice(-left.length));
      expect(await verifyLedger(folder, { disk })).to.include({ whole: true });
    }
    expect(refused).to.be.greaterThan(10);
  });

  it('says so when it cannot even be opened, and leaves the lock free', async () => {
    const disk = await memoryLedger(3);
    disk.put(
      join(folder, '00000001.jsonl'),
      Buffer.concat([disk.get(join(folder, '00000001.jsonl')), Buffer.from('torn')]),
    );
    disk.plan = (operation, path) =>
      operation === 'write' && path.includes('torn') ? { code: 'ENOSPC' } : null;
    expect((await rejection(openMemory(disk))).code).to.equal('LedgerFull');
    disk.plan = () => null;
    const { ledger } = await openMemory(disk);
    await ledger.close();
    expect(
      disk.get(join(folder, 'torn-5.txt')).length + disk.get(join(folder, 'torn-5-2.txt')).length,
    ).to.equal(4);
  });

  // prlimit, which gives the room back to a running process, is there on Linux only.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('refuses, loses nothing and works again on a real file that may not grow', () =>
    withFolder(async (path) => {
      const script = join(import.meta.dirname, 'support', 'appender.js');
      const command = 'ulimit -S -f 16 && exec "$0" "$1" "$2"';
      const child = spawn('/bin/bash', ['-c', command, process.execPath, script, path], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      try {
        const answers = await talk(child);
        const acknowledged: number[] = [];
        let failure = '';
        for (let n = 1; failure === '' && n < 1000; n += 1) {
          const answer = await answers(n);
          if (answer === `done ${n}`) acknowledged.push(n);
          else failure = answer;
        }
        expect(failure).to.contain('LedgerFull').and.to.contain('EFBIG');
        expect(await answers(1001)).to.contain('LedgerFull');
        expect(steps(await readAll(path))).to.deep.equal(acknowledged);
        expect(await verifyLedger(path)).to.include({ whole: true });
        execFileSync('prlimit', [`--pid=${child.pid}`, '--fsize=unlimited:']);
        expect(await answers(1002)).to.equal('done 1002');
        child.stdin.end();
        await new Promise((resolve) => child.on('exit', resolve));
        expect(steps(await readAll(path))).to.deep.equal([...acknowledged, 1002]);
        expect(await verifyLedger(path)).to.include({ whole: true });
      } finally {
        child.kill('SIGKILL');
      }
    }),
  ).timeout(60_000);
});

/** Asks a child that has opened its ledger to append, and gives back its answer. */
async function talk(
  child: ChildProcessByStdio<Writable, Readable, null>,
): Promise<(n: number) => Promise<string>> {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).to.equal('open');
  return async (n) => {
    child.stdin.write(`${n}\n`);
    return String((await lines.next()).value);
  };
}
