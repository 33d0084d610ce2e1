import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Disk, Lock } from './disk.ts';
import { type Entry, entryBody } from './entry.ts';
import { LedgerError } from './error.ts';
import { readRecord } from './line.ts';
import { eachLine, linesOf } from './lines.ts';
import { finishPruning } from './prune.ts';
import { recover } from './recover.ts';
import { keptAside } from './torn.ts';
import { Writer, type WriterParts } from './writer.ts';

/** @throws LedgerError LedgerLocked, saying who has it; LockUnavailable */
export async function takeLock(disk: Disk, folder: string, since: string): Promise<Lock> {
  const holder = JSON.stringify({ host: hostname(), pid: process.pid, since });
  const lock = await disk.lock(join(folder, 'lock'), `${holder}\n`);
  if ('release' in lock) return lock;
  throw new LedgerError(
    'LedgerLocked',
    `the ledger in ${folder} is owned by another process (${lock.heldBy.trim() || 'which has not said who it is'}): ` +
      'one folder has one writer; stop that one or use another folder. The lock ends with its process, there is nothing to delete',
  );
}

/** Everything from the newest checkpoint on, handed to the owner. */
async function replay(writer: Writer, { disk, folder, chain, onRecord }: WriterParts): Promise<void> {
  const name = writer.segments.at(-1)?.name;
  if (onRecord === undefined || name === undefined) return;
  for await (const lines of linesOf(disk, join(folder, name))) {
    for (const [start, end] of eachLine(lines)) {
      const record = readRecord(lines.bytes.subarray(start, end), chain);
      if (record === null) throw new LedgerError('LedgerDamaged', `${name} changed while it was read`);
      onRecord(record);
    }
  }
}

/** Says in the ledger what was cut off its end, where record `seq` should have stood. */
async function noteRepair(writer: Writer, { disk, folder, onNote }: WriterParts, seq: number): Promise<void> {
  const files = await keptAside(disk, folder, seq);
  if (files.length === 0) return;
  await writer.write([entryBody({ kind: 'repaired', files } as Entry)]);
  const names = files.map(({ file }) => file).join(', ');
  const message = `the ledger in ${folder} ended in the middle of a record, as after a power cut: what was cut off is kept in ${names}`;
  onNote({ code: 'repaired', message });
}

export function notePruneFailed({ folder, onNote }: WriterParts, error: unknown): void {
  const message = `old records of the ledger in ${folder} could not be removed, which is tried again later: ${error}`;
  onNote({ code: 'pruneFailed', message });
}

/** Finds the end of the chain, gives its owner everything since the newest checkpoint, and finishes what was interrupted. */
export async function openWriter(parts: WriterParts): Promise<Writer> {
  const recovered = await recover(parts.disk, parts.folder, parts.chain);
  const writer = new Writer(parts);
  try {
    if (recovered === null) {
      await writer.makeRoom(0);
      await noteRepair(writer, parts, 1);
      return writer;
    }
    await writer.resume(recovered);
    await replay(writer, parts);
    await noteRepair(writer, parts, writer.head.seq + 1);
    await finishPruning(writer, parts).catch((error) => notePruneFailed(parts, error));
    return writer;
  } catch (error) {
    await writer.close();
    throw error;
  }
}
