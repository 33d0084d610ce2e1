import { loadChain } from './chain.ts';
import { type Lock, realDisk } from './disk.ts';
import { callerBody, type Entry, type Receipt } from './entry.ts';
import { diskError, LedgerError, systemCode } from './error.ts';
import { lineBytes } from './line.ts';
import { notePruneFailed, openWriter, takeLock } from './open-writer.ts';
import { Pruner } from './prune.ts';
import { type Group, WorkQueue } from './queue.ts';
import type { Ledger, LedgerOptions, Pruned } from './types.ts';
import type { Writer, WriterParts } from './writer.ts';

const defaultSegmentBytes = 16 * 1024 * 1024;
/** One write is at most this much, so that nobody waits long behind others. */
const maxWriteBytes = 1024 * 1024;

function wholeAtLeast(name: string, value: number, least: number): void {
  if (value >= least && Number.isFinite(value)) return;
  throw new LedgerError('BadOption', `the ledger’s ${name} is ${value}; it is a number, at least ${least}`);
}

function checkedParts(options: LedgerOptions): Omit<WriterParts, 'chain'> {
  const { folder, clock, maxTotalBytes, maxAgeMs, keepAtLeastMs = 0 } = options;
  if (maxTotalBytes !== undefined) wholeAtLeast('maxTotalBytes', maxTotalBytes, 1);
  if (maxAgeMs !== undefined) wholeAtLeast('maxAgeMs', maxAgeMs, 0);
  if (typeof keepAtLeastMs === 'number') wholeAtLeast('keepAtLeastMs', keepAtLeastMs, 0);
  const { maxSegmentBytes = defaultSegmentBytes } = options;
  wholeAtLeast('maxSegmentBytes', maxSegmentBytes, 1);
  return {
    disk: options.disk ?? realDisk,
    folder,
    maxSegmentBytes: Math.min(maxSegmentBytes, Math.ceil((maxTotalBytes ?? Infinity) / 4)),
    now: () => clock.now(),
    checkpoint: options.checkpoint ?? (() => []),
    onRecord: options.onRecord,
    onNote: options.onNote ?? (() => {}),
  };
}

/** Those that fit into the room left and one write; the first always. */
function fitting(waiting: readonly Group[], room: number): readonly Group[] {
  let left = Math.min(room, maxWriteBytes);
  const end = waiting.findIndex((group, index) => {
    left -= group.bytes;
    return index > 0 && left < 0;
  });
  return end < 0 ? waiting : waiting.slice(0, end);
}

class OpenLedger implements Ledger {
  readonly #parts: WriterParts;
  readonly #writer: Writer;
  readonly #pruner: Pruner;
  readonly #lock: Lock;
  readonly #queue: WorkQueue;
  #failing = false;
  #closing: Promise<void> | null = null;

  constructor(parts: WriterParts, writer: Writer, pruner: Pruner, lock: Lock) {
    this.#parts = parts;
    this.#writer = writer;
    this.#pruner = pruner;
    this.#lock = lock;
    this.#queue = new WorkQueue((waiting) => this.#write(waiting));
  }

  async append(entry: Entry): Promise<Receipt> {
    const [receipt] = await this.appendAll([entry]);
    if (receipt === undefined)
      throw new LedgerError('LedgerBroken', 'a record was written without a receipt');
    return receipt;
  }

  async appendAll(entries: readonly Entry[]): Promise<Receipt[]> {
    this.#checkOpen();
    const bodies = entries.map(callerBody);
    return bodies.length === 0 ? [] : this.#queue.add(bodies, lineBytes(bodies));
  }

  head(): Receipt {
    return this.#writer.head;
  }

  size(): { segments: number; bytes: number } {
    const { segments } = this.#writer;
    return { segments: segments.length, bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  async prune(): Promise<Pruned> {
    this.#checkOpen();
    return this.#queue.run(() => this.#pruner.prune());
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#queue.idle();
    try {
      await this.#writer.close();
    } finally {
      await this.#lock.release();
    }
  }

  #checkOpen(): void {
    if (this.#closing === null) return;
    throw new LedgerError(
      'LedgerClosed',
      `the ledger in ${this.#parts.folder} is closed: nothing more is recorded`,
    );
  }

  async #write(waiting: readonly Group[]): Promise<readonly Group[]> {
    let groups = waiting;
    try {
      const began = await this.#writer.makeRoom(waiting[0]?.bytes ?? 0);
      groups = fitting(waiting, this.#parts.maxSegmentBytes - this.#writer.used);
      const receipts = await this.#writer.write(groups.flatMap((group) => group.bodies));
      let next = 0;
      for (const { bodies, resolve } of groups) {
        resolve(receipts.slice(next, next + bodies.length));
        next += bodies.length;
      }
      this.#noteState(null);
      if (began) this.#pruneSoon();
    } catch (error) {
      for (const group of groups) group.reject(error);
      this.#noteState(error);
    }
    return groups;
  }

  /** Says once that appends fail, and once that they work again. */
  #noteState(error: unknown): void {
    const { folder, onNote } = this.#parts;
    if (error !== null && !this.#failing) {
      onNote({ code: 'failing', message: error instanceof Error ? error.message : String(error) });
    }
    if (error === null && this.#failing) {
      onNote({ code: 'working', message: `the ledger in ${folder} records again` });
    }
    this.#failing = error !== null;
  }

  #pruneSoon(): void {
    this.#queue.run(() => this.#pruner.prune()).catch((error) => notePruneFailed(this.#parts, error));
  }
}

/**
 * Opens a ledger to write to, making the folder when there is none, and repairing what a power cut left at its end.
 * @throws LedgerError LedgerLocked, LockUnavailable, LedgerDamaged, LedgerFormat, KeyMismatch, BadKey, BadOption,
 *   LedgerFull, LedgerBroken; what `checkpoint` and `onRecord` throw
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { folder, maxTotalBytes, maxAgeMs, keepAtLeastMs = 0 } = options;
  const checked = checkedParts(options);
  const parts: WriterParts = { ...checked, chain: await loadChain(options.keyFile) };
  let lock: Lock | null = null;
  try {
    await parts.disk.makeFolder(folder);
    lock = await takeLock(parts.disk, folder, new Date(options.clock.now()).toISOString());
    const writer = await openWriter(parts);
    const keep = typeof keepAtLeastMs === 'number' ? () => keepAtLeastMs : keepAtLeastMs;
    const bounds = {
      maxTotalBytes,
      maxAgeMs,
      get keepAtLeastMs() {
        return keep();
      },
    };
    const pruner = new Pruner(writer, parts, bounds);
    return new OpenLedger(parts, writer, pruner, lock);
  } catch (error) {
    await lock?.release();
    throw systemCode(error) === undefined ? error : diskError('opening it', folder, error);
  }
}
