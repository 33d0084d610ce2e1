/**
 * What is remembered of one runtime (one uid), rebuilt from the ledger after a restart.
 * Instants are milliseconds since the epoch.
 */

/**
 * Who changed `spec.replicas`.
 * `self`: we did, and it was accepted (or its outcome is unknown, which counts as spent).
 * `other`: a person or another controller. `peer`: our own field manager while another daemon held the Lease,
 * or before this ledger began. `twin`: our own field manager while we held the Lease, without our intent.
 */
export type Actor = 'self' | 'other' | 'peer' | 'twin';

/** Why nothing may shrink for a while though no window says so: what was before is not, or not surely, known. */
export type NoShrinkWhy = 'LedgerGone' | 'TookOver' | 'MemoryDamaged' | 'ClockJumped';

/** One real change of the count. */
export interface Change {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly by: Actor;
  /** The field manager that wrote it, as the API server names it. */
  readonly manager: string;
  /** Seq of the ledger record that says so. */
  readonly record: number;
  /** When all workers it asked for served, where that was before the next change; absent while it is the last. */
  readonly servedAt?: number;
}

/** The same wish, tick after tick: `from` its first and `until` its last instant. */
export interface WishRun {
  readonly wish: number;
  readonly from: number;
  until: number;
  /** Seq of the ledger record that opened the run. */
  readonly record: number;
}

/** How long a growth took: from the change of the count until all workers served. */
export interface StartUp {
  readonly at: number;
  readonly ms: number;
  /** How many workers were added. */
  readonly workers: number;
}

/** How full the cache was, as one record of the ledger says: a quiet minute, or a decision. Bytes. */
export interface Level {
  /** The record tells of the time from here to `at`; both are the same for a decision. */
  readonly from: number;
  /** When it was so. */
  readonly at: number;
  readonly used: number;
  readonly capacity: number;
  /** Seq of that record; 0 while its minute is being gathered. */
  readonly record: number;
}

/** Whether the dataset's volume is used. */
export interface Use {
  /** `unknown`: it may be, so that no time of it counts as idle. */
  readonly state: 'used' | 'unused' | 'unknown';
  /** When that was first seen, ms. */
  readonly since: number;
  /** The workers there were before idleness took some; absent when none are owed. */
  readonly before?: number;
}

/** Data operations: those that run, or none since the last one ended. */
export interface Operated {
  /** As `DataLoad/name`. */
  readonly running: readonly string[];
  /** When that was first seen, ms. */
  readonly since: number;
  /** What ran last, where nothing runs now. */
  readonly last?: string;
}

export interface History {
  readonly uid: string;
  /** When this runtime was first seen, and at which count. */
  firstSeen: { readonly at: number; readonly replicas: number };
  /** No shrink before this instant, and the code of the reason; absent: the ledger that knew why the count is what it is has gone. */
  noShrinkBefore?: number;
  noShrinkWhy?: NoShrinkWhy;
  /** It has been inside its bounds once, or we have changed it: its size is ours to look after. */
  adopted: boolean;
  /** Oldest first. */
  changes: readonly Change[];
  /** Oldest first; the raw outcome of the sizers, before any limit. */
  wishes: readonly WishRun[];
  /** When all workers asked for by the last change began to serve; null while they do not. */
  servedAt: number | null;
  /** The dataset's size as last known, bytes: since when it has been seen so, and what it was before (null: nothing was known). */
  size?: { readonly bytes: number; readonly since: number; readonly before: number | null };
  /** The latest growths that came to serve, oldest first; whoever made them. */
  startUps?: readonly StartUp[];
  /** How full the cache was, oldest first; absent where the document asks for none. They do not travel: a failover begins afresh. */
  levels?: Level[];
  /** Absent: nobody has asked so far. */
  use?: Use;
  /** Absent: no data operation has been seen. */
  operated?: Operated;
}
