/**
 * What is written into the ledger: one interface a kind of record. Instants inside a record are milliseconds since the epoch;
 * the ledger itself adds `seq`, `at` (RFC 3339) and `prev` in front.
 */
import type {
  InheritedRecord,
  JumpRecord,
  LeadRecord,
  OperatedRecord,
  Stamped,
  StateRecord,
  UseRecord,
} from './carried-records.ts';
import type { Said } from './control.ts';
import type { Decision } from './decision.ts';
import type { Actor, History } from './history.ts';
import type { Observation, Passed, Reason } from './observation.ts';

/** The daemon began or ended; between two starts without an end it was killed. */
export interface StartRecord {
  readonly kind: 'start';
  readonly version: string;
  readonly dryRun: boolean;
  /** Between two looks, as a rule and at least, ms; absent: never less. */
  readonly interval: number;
  readonly fastest?: number;
}
export interface StopRecord {
  readonly kind: 'stop';
  readonly why: string;
}

/** A policy document came into force, went, or was refused. */
export interface PolicyRecord {
  readonly kind: 'policy';
  readonly dataset: string;
  /** SHA-256 of `text`. */
  readonly hash: string;
  readonly file: string;
  readonly text: string;
  /** The longest time back its policies look, ms: history younger than that is kept. */
  readonly windowMs: number;
  /** The same of changes alone, where that is longer. */
  readonly memoryMs?: number;
  /** The plug-ins it names, with the SHA-256 of the file whose code answers; absent: none. */
  readonly plugins?: readonly { readonly name: string; readonly file: string; readonly hash: string }[];
}
export interface PolicyGoneRecord {
  readonly kind: 'policy-gone';
  readonly dataset: string;
  readonly hash: string;
  readonly file: string;
}
/** A budget over several datasets came into force, or went. */
export interface BudgetRecord {
  readonly kind: 'budget';
  /** Its name. */
  readonly budget: string;
  /** SHA-256 of `text`. */
  readonly hash: string;
  readonly file: string;
  readonly text: string;
}
export interface BudgetGoneRecord extends Omit<BudgetRecord, 'kind' | 'text'> {
  readonly kind: 'budget-gone';
}
export interface FaultRecord {
  readonly kind: 'fault';
  readonly dataset: string | null;
  readonly file: string;
  readonly text: string;
}

/** Nothing can be decided yet: no dataset, no runtime, ... Once per change of the reason. */
export interface WaitingRecord {
  readonly kind: 'waiting';
  readonly dataset: string;
  readonly reason: Reason;
}

/** A runtime (one uid) was seen for the first time. */
export interface SeenRecord {
  readonly kind: 'seen';
  readonly dataset: string;
  readonly uid: string;
  readonly runtime: string;
  readonly replicas: number;
  /** What its history begins with (with the ledger gone, an earlier own write found in `managedFields`). */
  readonly history: History;
}

/** A decision whose outcome differs from the one before, or that moves. */
export interface DecisionRecord extends Omit<Decision, 'at'> {
  readonly kind: 'decision';
  readonly decidedAt: number;
  readonly dataset: string;
  readonly uid: string;
  /** Hash of the policy document decided by, and the version of the code. */
  readonly policy: string;
  readonly version: string;
  readonly observation: Observation;
  /** Until when the wish before this one was heard; null when there was none. */
  readonly wishUntil: number | null;
  readonly adopted: boolean;
  /**
   * The oldest record this decision's windows rest on; the chain covers all that came after it. Replaying from there
   * gives the history it was decided on.
   */
  readonly rests: { readonly seq: number; readonly hash: string } | null;
  /** What passed through the cache since the record before, decision or quiet minute; absent where that is not known. */
  readonly inflow?: Passed;
  /** What people say that is in force; absent: nothing. */
  readonly said?: Said;
  /** What of that came, was changed or ended since the decision recorded before. */
  readonly saidNews?: readonly Reason[];
  /** As long as this, ms, the document wants to know how full the cache was; absent: it does not. */
  readonly levelsMs?: number;
}

/** All ticks of a minute in which nothing new was decided. */
export interface QuietRecord {
  readonly kind: 'quiet';
  readonly dataset: string;
  readonly uid: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: number;
  /** Bytes; null while blind. */
  readonly used: { readonly min: number; readonly max: number; readonly last: number } | null;
  readonly capacity: number | null;
  readonly current: number;
  readonly wish: number | null;
  /** When `wish` was heard first and last, ms, where that was not at all its looks: some had no say. */
  readonly heard?: { readonly from: number; readonly until: number };
  readonly outcome: Decision['outcome'];
  readonly reason: Reason;
  /**
   * What passed through the cache since the record before, decision or quiet minute; absent where that is not known.
   * `from`, `until`: where it did in a part of that time only, ms.
   */
  readonly inflow?: Passed & { readonly from?: number; readonly until?: number };
  /** The dataset's size at its end, bytes, where it is another than in the record before; null: not known any more. */
  readonly size?: number | null;
  /** Data operations that ran at its end, where they are others than in the record before. */
  readonly operations?: readonly string[];
  /** As in a decision. */
  readonly levelsMs?: number;
}

/** Flushed before the patch. It follows its decision in the ledger. */
export interface IntentRecord extends Stamped {
  readonly kind: 'intent';
  readonly dataset: string;
  readonly uid: string;
  readonly from: number;
  readonly to: number;
  /** `metadata.generation` of the runtime it was decided on: while that stays, nobody has changed its spec. */
  readonly generation: number | null;
}

/** What became of an intent. `unknown` counts as spent. */
export type IntentResult = 'applied' | 'lost' | 'refused' | 'unknown';
export interface ConclusionRecord extends Stamped {
  readonly kind: 'conclusion';
  readonly dataset: string;
  readonly uid: string;
  /** Seq of the intent. */
  readonly intent: number;
  readonly from: number;
  readonly to: number;
  readonly result: IntentResult;
  /** When the count changed, for what is counted from it. */
  readonly concludedAt: number;
  readonly text: string;
}

/** The count was changed by someone else, or by us as another process. */
export interface ChangeRecord extends Stamped {
  readonly kind: 'change';
  readonly dataset: string;
  readonly uid: string;
  readonly from: number;
  readonly to: number;
  readonly by: Actor;
  readonly manager: string;
  /** When it was made, as the API server dates it; its seconds are whole. */
  readonly changedAt: number;
}

/** All workers asked for by the last change serve. */
export interface ServedRecord extends Stamped {
  readonly kind: 'served';
  readonly dataset: string;
  readonly uid: string;
  readonly servedAt: number;
  readonly workers: number;
}

export type LedgerEntry =
  | LeadRecord
  | InheritedRecord
  | JumpRecord
  | StartRecord
  | StopRecord
  | PolicyRecord
  | PolicyGoneRecord
  | BudgetRecord
  | BudgetGoneRecord
  | FaultRecord
  | WaitingRecord
  | SeenRecord
  | DecisionRecord
  | QuietRecord
  | IntentRecord
  | ConclusionRecord
  | ChangeRecord
  | ServedRecord
  | UseRecord
  | OperatedRecord
  | StateRecord;
