import type { Clock } from '../clock/clock.ts';
import type { Disk } from './disk.ts';
import type { Entry, Receipt, StoredRecord } from './entry.ts';

/** Something the owner of a ledger should log. Messages are for people. */
export interface LedgerNote {
  /**
   * `failing`: appends are refused (told once, until one works). `working`: they work again.
   * `repaired`: a torn end was cut off and kept aside. `pruned`: old segments are gone.
   * `overBound`: the ledger is larger than asked, because what would go is too young.
   * `checkpointFailed`: no new segment could begin, because `checkpoint` threw; records go on in the old one.
   * `pruneFailed`: old segments could not be removed; tried again after the next segment begins.
   */
  readonly code:
    | 'failing'
    | 'working'
    | 'repaired'
    | 'pruned'
    | 'overBound'
    | 'checkpointFailed'
    | 'pruneFailed';
  readonly message: string;
}

export interface LedgerOptions {
  /** Made when missing. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Chains with HMAC-SHA-256 under this file's bytes instead of plain SHA-256. */
  readonly keyFile?: string | undefined;
  /** A segment's size in bytes, its checkpoint not counted; default 16 MiB, at most a quarter of maxTotalBytes. */
  readonly maxSegmentBytes?: number | undefined;
  /** Size of all segments in bytes, room for the current one included; default: no bound. */
  readonly maxTotalBytes?: number | undefined;
  /** Records older than this may go, in milliseconds; default: no bound. */
  readonly maxAgeMs?: number | undefined;
  /** Nothing younger goes, whatever the other bounds say, in milliseconds; default 0. A function is asked at each pruning. */
  readonly keepAtLeastMs?: number | (() => number) | undefined;
  /**
   * State to begin every new segment with, so that nothing is lost when older ones go. Asked between two records, when
   * `onRecord` has had everything before and nothing after, and after the promises of those appends have run on.
   * For a new ledger it is asked before anything was recorded. What it gives is written down over several turns of the event loop, in
   * which nothing else is recorded: it must not change before the next record.
   */
  readonly checkpoint?: (() => readonly Entry[]) | undefined;
  /**
   * Called for each record, in order: while opening, for those from the newest segment's checkpoint on; later for each
   * one appended, when it is on the disk and before its append resolves (not for the checkpoints just taken). State
   * that is changed only here is exactly what a checkpoint must hold. If it throws, the ledger refuses to go on.
   */
  readonly onRecord?: ((record: StoredRecord) => void) | undefined;
  readonly onNote?: ((note: LedgerNote) => void) | undefined;
  /** For tests: the disk to use. */
  readonly disk?: Disk | undefined;
}

/** What was pruned; zeros when nothing had to go. */
export interface Pruned {
  readonly segments: number;
  readonly records: number;
  readonly bytes: number;
}

export interface Ledger {
  /**
   * Records an entry. Resolves when it is on the disk; entries given while another write is under way go together in
   * the next one.
   * @throws LedgerError LedgerFull, LedgerBroken (a later append tries again), BadEntry, LedgerClosed
   */
  append(entry: Entry): Promise<Receipt>;
  /** Records several entries in order, next to each other, in one write; all or none are acknowledged. */
  appendAll(entries: readonly Entry[]): Promise<Receipt[]>;
  /** The last record on the disk. */
  head(): Receipt;
  /** Segments there are, and their bytes. */
  size(): { readonly segments: number; readonly bytes: number };
  /**
   * Removes what the bounds no longer keep; also done by itself whenever a new segment begins.
   * @throws LedgerError LedgerFull, LedgerBroken, LedgerClosed
   */
  prune(): Promise<Pruned>;
  /** Writes what was given so far, then lets go of the folder. */
  close(): Promise<void>;
}
