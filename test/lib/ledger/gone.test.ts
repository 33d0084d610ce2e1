import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Entry } from '../../../lib/ledger/entry.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import type { Ledger } from '../../../lib/ledger/types.ts';
import { verifyLedger } from '../../../lib/ledger/verify.ts';
import {
  folder,
  openMemory,
  readAll,
  rejection,
  step,
  steppingClock,
  steps,
  withFolder,
} from './support/fixtures.ts';
import { MemoryDisk } from './support/memory-disk.ts';

const FIRST = '00000001.jsonl';

/** A ledger with one record in it, in a folder of a folder on the real disk. */
async function opened(use: (ledger: Ledger, path: string, aside: string) => Promise<void>): Promise<void> {
  await withFolder(async (outer) => {
    const path = join(outer, 'ledger');
    const ledger = await openLedger({ folder: path, clock: steppingClock() });
    try {
      await ledger.append(step(1));
      await use(ledger, path, join(outer, 'aside'));
    } finally {
      await ledger.close();
    }
  });
}

async function refused(ledger: Ledger, word: string): Promise<void> {
  const head = ledger.head();
  for (const n of [2, 3]) {
    const { code, message } = await rejection(ledger.append(step(n)));
    expect(code).to.equal('LedgerBroken');
    expect(message).to.contain(FIRST).and.to.contain(word);
  }
  expect(ledger.head()).to.deep.equal(head);
}

describe('lib/ledger: a ledger that goes away while it is open', () => {
  it('acknowledges nothing once its folder is removed', () =>
    opened(async (ledger, path) => {
      await rm(path, { recursive: true });
      await refused(ledger, 'removed');
    }));

  it('acknowledges nothing once its folder is made anew, empty', () =>
    opened(async (ledger, path) => {
      await rm(path, { recursive: true });
      await mkdir(path);
      await refused(ledger, 'removed');
    }));

  it('acknowledges nothing once its folder is a file', () =>
    opened(async (ledger, path, aside) => {
      await rename(path, aside);
      await writeFile(path, '');
      await refused(ledger, 'removed');
    }));

  it('acknowledges nothing once its segment is another file, also one with the same bytes, and leaves that as it is', () =>
    opened(async (ledger, path, aside) => {
      await cp(join(path, FIRST), aside);
      const bytes = await readFile(aside);
      await rename(aside, join(path, FIRST));
      await refused(ledger, 'replaced');
      expect(await readFile(join(path, FIRST))).to.deep.equal(bytes);
    }));

  it('goes on where it was once the folder is back', () =>
    opened(async (ledger, path, aside) => {
      await rename(path, aside);
      await refused(ledger, 'removed');
      await rename(aside, path);
      await ledger.append(step(4));
      expect(steps(await readAll(path))).to.deep.equal([1, 4]);
      expect(await verifyLedger(path)).to.include({ whole: true });
    }));

  it('begins no new segment beside one that is gone', async () => {
    const disk = new MemoryDisk();
    const { ledger } = await openMemory(disk, { maxSegmentBytes: 200 });
    await ledger.append(step(1));
    disk.delete(join(folder, FIRST));
    expect((await rejection(ledger.append({ kind: 'long', text: 'x'.repeat(300) } as Entry))).code).to.equal(
      'LedgerBroken',
    );
    expect(disk.segments(folder)).to.deep.equal([]);
    await ledger.close();
    expect(disk.openHandles).to.equal(0);
  });
});
