import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRecord } from '../../../../lib/ledger/entry.ts';
import { openLedger } from '../../../../lib/ledger/ledger.ts';
import { type ReadOptions, readLedger } from '../../../../lib/ledger/read.ts';
import type { Ledger, LedgerNote, LedgerOptions } from '../../../../lib/ledger/types.ts';
import { MemoryDisk } from './memory-disk.ts';

/** 2026-01-01T00:00:00.000Z */
export const start = Date.UTC(2026, 0, 1);

/** A clock that steps a second a look, unless told otherwise. */
export function steppingClock(from = start, step = 1000): { now: () => number; time: number } {
  const clock = {
    time: from,
    now: () => {
      clock.time += step;
      return clock.time - step;
    },
  };
  return clock;
}

export const folder = '/ledger';

/** Opens a ledger on a disk in memory, with a stepping clock. */
export async function openMemory(
  disk: MemoryDisk,
  options: Partial<LedgerOptions> = {},
): Promise<{ ledger: Ledger; notes: LedgerNote[] }> {
  const notes: LedgerNote[] = [];
  const onNote = (note: LedgerNote) => notes.push(note);
  const ledger = await openLedger({ folder, clock: steppingClock(), disk, onNote, ...options });
  return { ledger, notes };
}

/** A ledger on a disk in memory with `records` entries `{kind:'step', n}`, closed again. */
export async function memoryLedger(
  records: number,
  options: Partial<LedgerOptions> = {},
): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const { ledger } = await openMemory(disk, options);
  for (let n = 1; n <= records; n += 1) await ledger.append(step(n));
  await ledger.close();
  return disk;
}

export function step(n: number): { kind: string; n: number } {
  return { kind: 'step', n };
}

export async function readAll(where: string, options: ReadOptions = {}): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const record of readLedger(where, options)) records.push(record);
  return records;
}

/** The `n` of every step, in order. */
export function steps(records: readonly StoredRecord[]): unknown[] {
  return records.filter(({ entry }) => entry.kind === 'step').map(({ entry }) => entry.n);
}

/** A folder on the real disk, removed after `use`. */
export async function withFolder<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'fluid-ledger-'));
  try {
    return await use(path);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/** What a promise rejects with; fails when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string; seq?: number }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('it did not reject');
}
