import { join } from 'node:path';
import { nextTurn } from '../clock/next-turn.ts';
import { type Chain, noHash } from './chain.ts';
import type { Disk } from './disk.ts';
import { type Entry, entryBody, type Receipt, type StoredRecord } from './entry.ts';
import { diskError, LedgerError, systemCode } from './error.ts';
import { chainLines, type Head, readRecord } from './line.ts';
import { eachLine } from './lines.ts';
import type { Recovered } from './recover.ts';
import { SegmentFile } from './segment-file.ts';
import {
  currentFormat,
  openingEntry,
  readOpening,
  type Segment,
  type Span,
  segmentName,
} from './segments.ts';
import { stateBodies, stateLines } from './state-lines.ts';
import type { LedgerNote } from './types.ts';

/** What a writer needs of its surroundings. */
export interface WriterParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly chain: Chain;
  readonly maxSegmentBytes: number;
  readonly now: () => number;
  readonly checkpoint: () => readonly Entry[];
  readonly onRecord: ((record: StoredRecord) => void) | undefined;
  readonly onNote: (note: LedgerNote) => void;
}

/** The end of the chain: adds records to it and begins new segments. Its methods must not overlap. */
export class Writer {
  readonly #parts: WriterParts;
  #file: SegmentFile | null = null;
  #openingEnd = 0;
  #span: Span | null = null;
  #head: Receipt = { seq: 0, hash: noHash, at: 0 };
  /** A begun new segment that failed may lie there, on the disk or not: it must be finished before anything else. */
  #leftover = false;
  #checkpointFailed = false;
  #stateLost: LedgerError | null = null;
  /** Ascending, the current one last. */
  #segments: Segment[] = [];
  /** The last record that is, or is about to be, pruned. */
  pruned: Head | null = null;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Goes on where an existing ledger ends. */
  async resume(from: Recovered): Promise<void> {
    const last = from.segments.at(-1);
    if (last === undefined) return;
    const { disk, folder } = this.#parts;
    this.#file = await SegmentFile.open(disk, join(folder, last.name), from.end);
    this.#openingEnd = from.openingEnd;
    this.#span = from.span;
    this.#head = from.head;
    this.#segments = [...from.segments];
    this.pruned = from.pruned;
  }

  get head(): Receipt {
    return this.#head;
  }

  get segments(): Segment[] {
    const current = this.#segments.at(-1);
    if (current === undefined || this.#file === null) return [];
    return [...this.#segments.slice(0, -1), { ...current, bytes: this.#file.end }];
  }

  /** Bytes of records the current segment holds beyond its opening, out of maxSegmentBytes. */
  get used(): number {
    return (this.#file?.end ?? 0) - this.#openingEnd;
  }

  /**
   * Adds records, flushed when it resolves; all or none.
   * @throws LedgerError LedgerFull, LedgerBroken
   */
  async write(bodies: readonly Buffer[]): Promise<Receipt[]> {
    const file = this.#file;
    if (this.#stateLost !== null) throw this.#stateLost;
    if (file === null || this.#leftover)
      throw new LedgerError('LedgerBroken', 'no segment is open to write to');
    const { bytes, receipts } = chainLines(bodies, this.#head, this.#at(), this.#parts.chain);
    await this.#flush(() => file.append([bytes]), this.#segments.at(-1)?.name ?? '');
    this.#advance(receipts);
    this.#tell(bytes, receipts);
    return receipts;
  }

  /**
   * Sees to it that a segment of today's format is open with room for so many bytes, beginning a new one when needed.
   * @returns whether a new one was begun
   * @throws LedgerError LedgerFull, LedgerBroken
   */
  async makeRoom(bytes: number): Promise<boolean> {
    if (this.#stateLost !== null) throw this.#stateLost;
    const fits = this.used === 0 || this.used + bytes <= this.#parts.maxSegmentBytes;
    const { format = currentFormat } = this.#segments.at(-1)?.opening ?? {};
    if (this.#file !== null && !this.#leftover && fits && format === currentFormat) return false;
    const state = await this.#checkpoint();
    if (state === null) return false;
    await this.#flush(async () => this.#file?.checkThere(), this.#segments.at(-1)?.name ?? '');
    await this.#begin(state);
    return true;
  }

  /** Forgets the oldest segment, once its file is gone. */
  forgetOldest(): void {
    this.#segments.shift();
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  #at(): number {
    return Math.floor(this.#parts.now());
  }

  async #flush(work: () => Promise<void>, name: string): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw diskError(`writing ${name}`, this.#parts.folder, error);
    }
  }

  #advance(receipts: readonly Receipt[]): void {
    for (const receipt of receipts) {
      const { from, to } = this.#span ?? { from: receipt.at, to: receipt.at };
      this.#span = { from: Math.min(from, receipt.at), to: Math.max(to, receipt.at) };
      this.#head = receipt;
    }
  }

  /** Hands the records of freshly written lines to the owner, as they would be read back. */
  #tell(bytes: Buffer, receipts: readonly Receipt[]): void {
    const { onRecord } = this.#parts;
    if (onRecord === undefined) return;
    for (const [nth, [start, end]] of [...eachLine({ bytes, offset: 0, torn: false })].entries()) {
      const record = readRecord(bytes.subarray(start, end), null);
      try {
        if (record !== null) onRecord({ ...record, hash: receipts[nth]?.hash ?? '' });
      } catch (error) {
        this.#stateLost = new LedgerError(
          'LedgerBroken',
          `record ${record?.seq} is written, but the state kept of the records could not take it (${error}): no checkpoint could ` +
            'be trusted after that, so nothing more is recorded until a restart',
          { cause: error },
        );
        throw this.#stateLost;
      }
    }
  }

  /** The state to begin a segment with; null when it cannot be had and the current segment has to go on. */
  async #checkpoint(): Promise<readonly Buffer[] | null> {
    // Whoever awaits an append and then changes state comes first.
    await nextTurn();
    try {
      const bodies = await stateBodies(this.#parts.checkpoint());
      this.#checkpointFailed = false;
      return bodies;
    } catch (error) {
      const why = `no new segment of the ledger in ${this.#parts.folder} can begin, because the state to begin it with failed (${error})`;
      if (this.#file === null || this.#leftover) throw new LedgerError('LedgerBroken', why, { cause: error });
      if (!this.#checkpointFailed) {
        const message = `${why}: records go on in ${this.#segments.at(-1)?.name}`;
        this.#parts.onNote({ code: 'checkpointFailed', message });
      }
      this.#checkpointFailed = true;
      return null;
    }
  }

  /** Begins the next segment: its first record and the state, flushed together, and its name flushed too. */
  async #begin(state: readonly Buffer[]): Promise<void> {
    const { disk, folder, chain } = this.#parts;
    const number = (this.#segments.at(-1)?.number ?? 0) + 1;
    const name = segmentName(number);
    const opening = { checkpoint: state.length, before: this.#span, pruned: this.pruned };
    const first = entryBody(openingEntry(number, chain, opening));
    const at = this.#at();
    const record = readRecord(chainLines([first], this.#head, at, chain).bytes.subarray(0, -1), chain);
    let last = this.#head;
    const lines = stateLines([first, ...state], this.#head, at, chain, (receipt) => {
      last = receipt;
    });
    let file: SegmentFile | null = null;
    try {
      file = await SegmentFile.create(disk, join(folder, name), this.#leftover);
      await file.append(lines);
      await disk.syncFolder(folder);
    } catch (error) {
      // A file of that name that is not ours is left alone; anything else there is our own unfinished try.
      if (systemCode(error) !== 'EEXIST') this.#leftover = true;
      await file?.close().catch(() => {});
      throw diskError(`beginning ${name}`, folder, error);
    }
    await this.#file?.close().catch(() => {});
    this.#segments = this.segments;
    this.#segments.push({ number, name, bytes: 0, opening: record && readOpening(record) });
    this.#file = file;
    this.#leftover = false;
    this.#openingEnd = file.end;
    this.#span = null;
    this.#advance([last]);
  }
}
