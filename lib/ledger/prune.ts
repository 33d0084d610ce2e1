import { join } from 'node:path';
import { entryBody } from './entry.ts';
import { diskError, systemCode } from './error.ts';
import { lineBytes } from './line.ts';
import { type Bounds, doomedSegments } from './retention.ts';
import type { Pruned } from './types.ts';
import type { Writer, WriterParts } from './writer.ts';

type PruneParts = Pick<WriterParts, 'disk' | 'folder' | 'now' | 'onNote' | 'maxSegmentBytes'>;

/** Deletes, oldest first and one flush each, the segments a record already says are pruned. */
export async function finishPruning(writer: Writer, { disk, folder }: PruneParts): Promise<void> {
  const pruned = writer.pruned;
  if (pruned === null) return;
  for (;;) {
    const [oldest, next] = writer.segments;
    if (oldest === undefined || next?.opening == null || next.opening.seq > pruned.seq + 1) return;
    try {
      await disk.remove(join(folder, oldest.name)).catch((error) => {
        if (systemCode(error) !== 'ENOENT') throw error;
      });
      await disk.syncFolder(folder);
    } catch (error) {
      throw diskError(`removing ${oldest.name}`, folder, error);
    }
    writer.forgetOldest();
  }
}

/** Removes what the bounds no longer keep: first a flushed record of what goes, then the files. */
export class Pruner {
  readonly #writer: Writer;
  readonly #parts: PruneParts;
  readonly #bounds: Omit<Bounds, 'currentBytes'>;
  #overBound = false;

  constructor(writer: Writer, parts: PruneParts, bounds: Omit<Bounds, 'currentBytes'>) {
    this.#writer = writer;
    this.#parts = parts;
    this.#bounds = bounds;
  }

  /** @throws LedgerError LedgerFull, LedgerBroken */
  async prune(): Promise<Pruned> {
    await finishPruning(this.#writer, this.#parts);
    const { folder, maxSegmentBytes, now, onNote } = this.#parts;
    const segments = this.#writer.segments;
    const currentBytes = Math.max(segments.at(-1)?.bytes ?? 0, maxSegmentBytes);
    const { count, held } = doomedSegments(segments, { ...this.#bounds, currentBytes }, now());
    this.#noteHeld(held);
    const next = segments[count]?.opening;
    const first = segments[0]?.opening;
    if (count === 0 || next == null || first == null) return { segments: 0, records: 0, bytes: 0 };
    const last = { seq: next.seq - 1, hash: next.prev };
    const done: Pruned = {
      segments: count,
      records: next.seq - first.seq,
      bytes: segments.slice(0, count).reduce((sum, segment) => sum + segment.bytes, 0),
    };
    const body = entryBody({ kind: 'pruned', ...done, last } as { kind: string });
    await this.#writer.makeRoom(lineBytes([body]));
    await this.#writer.write([body]);
    this.#writer.pruned = last;
    await finishPruning(this.#writer, this.#parts);
    onNote({
      code: 'pruned',
      message: `${done.records} records up to ${last.seq} were removed from the ledger in ${folder}, as its bounds ask`,
    });
    return done;
  }

  #noteHeld(held: boolean): void {
    if (held && !this.#overBound) {
      const { folder, onNote } = this.#parts;
      const message = `the ledger in ${folder} is larger than its bound, but its oldest records are younger than what must be kept: nothing was removed; raise the bound, or keep less`;
      onNote({ code: 'overBound', message });
    }
    this.#overBound = held;
  }
}
