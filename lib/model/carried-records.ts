/**
 * Records that carry what must be remembered from one daemon to the next, be it its own restart. Instants are milliseconds
 * since the epoch.
 */
import type { Said } from './control.ts';
import type { History, Use } from './history.ts';

/** This daemon came to hold the Lease. */
export interface LeadRecord {
  readonly kind: 'lead';
  /** Our name on the Lease: of this process alone. */
  readonly identity: string;
  /** The Lease's count of its turns, with this one. */
  readonly transitions: number;
  readonly after: Predecessor;
  /** When another daemon last led before us, ms: the instant we took over from it; null: none ever did. */
  readonly turnedAt: number | null;
}

/** Who led before: this ledger's daemon, another one, or none that anybody knows of. */
export type Predecessor = 'ourselves' | 'another' | 'nobody';

/**
 * What counts from here on for a dataset that another daemon may have led: all of it, in place of what this ledger said. An
 * intent in it that is open was another daemon's; its conclusion names this record.
 */
export interface InheritedRecord extends Omit<StateRecord, 'kind'> {
  readonly kind: 'inherited';
  readonly uid: string;
  /** What was the newest: what travels with the dataset, or this ledger. */
  readonly newest: 'memory' | 'ledger';
  readonly why: string;
}

/** The clock that dates everything jumped: the past was moved along, so that spans stay what they were. */
export interface JumpRecord extends Stamped {
  readonly kind: 'jump';
  readonly dataset: string;
  readonly uid: string;
  /** By how much the past was moved, ms; below 0: back. */
  readonly by: number;
  readonly noShrinkBefore: number;
}

/** A record whose content also travels with the dataset: which state of what travels has it first. */
export interface Stamped {
  /** Rises with every state, whoever writes it; absent where nothing travels. */
  readonly stamp?: number;
}

/** All that must be remembered of one dataset, at the head of every segment. */
export interface StateRecord extends Stamped {
  readonly kind: 'state';
  readonly dataset: string;
  readonly history: History;
  /** The count last known. */
  readonly replicas: number;
  /** An intent that has no conclusion yet. */
  readonly open: {
    readonly intent: number;
    readonly from: number;
    readonly to: number;
    readonly generation: number | null;
  } | null;
  /** Target of an intent whose outcome is unknown and that may still arrive. */
  readonly unknownTo: number | null;
  /** What people said that was in force at the last decision; absent: nothing. */
  readonly said?: Said;
}

/** Pods began to use the dataset's volume, or none does any more, or it is not known any more whether one does. */
export interface UseRecord extends Stamped {
  readonly kind: 'use';
  readonly dataset: string;
  readonly uid: string;
  readonly state: Use['state'];
  readonly seenAt: number;
  /** The count at that time. */
  readonly replicas: number;
}

/** The first data operation began, or the last one ended. */
export interface OperatedRecord extends Stamped {
  readonly kind: 'operated';
  readonly dataset: string;
  readonly uid: string;
  /** As `DataLoad/name`; empty when none runs any more. */
  readonly running: readonly string[];
  readonly seenAt: number;
}
