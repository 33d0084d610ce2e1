/**
 * What the loop needs from outside. The daemon plugs in Kubernetes, HTTP and the ledger on disk; a simulation plugs in
 * memory. Nothing in this folder knows which.
 */

import type { Labels } from '../budget/budget.ts';
import type { Seen } from '../budget/shelf.ts';
import type { DatasetObjects } from '../kube/objects.ts';
import type { Needed } from '../kube/watched.ts';
import type { Allotment } from '../model/budget.ts';
import type { Holder, Observation, Reason } from '../model/observation.ts';
import type { LedgerEntry } from '../model/records.ts';
import type { SourceSpec } from '../model/source.ts';
import type { Seen as LastSeen } from '../signals/seen.ts';
import type { TravellingMemory } from './travelling.ts';

export interface ClusterPort {
  /** False until every watch has listed once: before that nothing is known to be absent. */
  synced(): boolean;
  objects(namespace: string, name: string): DatasetObjects;
  /** Whether the pods that use this dataset (`namespace/name`) are looked at from now on; absent: they never are. */
  wantUsers?(dataset: string, wanted: boolean): void;
  /** Kinds whose objects cannot be seen (no right, no watch), and why: what is not seen is not the same as not there. */
  unseen(): readonly Unseen[];
  /** Why no count of this kind can be written here, whatever is allowed, or null; absent: nothing stands in the way. */
  hindrance?(kind: string): Reason | null;
  /** Calls back after anything about a dataset changed. */
  onDatasetChange(listener: (namespace: string, name: string) => void): void;
  /** One compare-and-swap of the replicas: law 6. Never throws. */
  patch(request: PatchRequest): Promise<PatchResult>;
}

export interface Unseen {
  readonly kind: string;
  readonly why: string;
  /** Whose decisions are not sound without it: all; those on datasets whose runtime or set is of this kind; nobody's. */
  readonly needed: Needed;
}

export interface PatchRequest {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Of the runtime. */
  readonly uid: string;
  /** The object that holds the count; absent: the runtime itself. */
  readonly holder?: Holder;
  readonly from: number;
  readonly to: number;
}

/**
 * `applied`: stored. `lost`: count or uid had changed meanwhile. `refused`: not allowed, or not sent at all.
 * `unknown`: it may or may not have happened, which counts as spent.
 */
export interface PatchResult {
  readonly result: 'applied' | 'lost' | 'refused' | 'unknown';
  readonly text: string;
  /** Of the object after an applied patch. */
  readonly resourceVersion?: string;
}

/** Looks at engines and makes observations; what a look contains is the port's own affair. */
export interface SightPort {
  /** A fresh memory of recent figures, one for each runtime uid. */
  open(): Sight;
}

export interface Sight {
  /** Asks the sources, the most trusted first; never throws, takes no longer than its time limit. */
  look(objects: DatasetObjects, sources: readonly SourceSpec[], signal: AbortSignal): Promise<void>;
  /**
   * What is known now, from what the watches hold and the last look.
   * @param before what it showed last: what cannot have changed since is not made again
   */
  observe(
    objects: DatasetObjects,
    now: number,
    before?: LastSeen | null,
  ): { readonly observation: Observation } | { readonly waiting: Reason };
}

export interface Written {
  readonly seq: number;
  readonly hash: string;
}

export interface LedgerPort {
  /** Resolves when the entries are on disk, in this order and next to each other; rejects when the disk is full. */
  append(entries: readonly LedgerEntry[]): Promise<readonly Written[]>;
}

export interface LeadershipPort {
  /** Whether we may write at this very instant (law 7). */
  holds(): boolean;
  /** Counts the times we came to hold it: the same number twice means nobody else held it between. */
  term(): number;
  /** The instant until which another daemon may have led, ms; null or absent: none ever did. */
  turnedAt?(): number | null;
}

/** What several datasets share. Neither call waits for anything. */
export interface BudgetPort {
  /** What each budget allows a dataset, as last shared out; undefined: it is under none. @param current its workers */
  of(dataset: string, labels: Labels, current: number): readonly Allotment[] | undefined;
  /** After each look: what the dataset has, wishes for, and is about to take. */
  seen(seen: Seen): void;
}

/**
 * What must be remembered of each dataset, where every daemon that may come to lead finds it. Written by the one that leads,
 * compare-and-swap; never when nothing is new. Neither call throws.
 */
export interface MemoryPort {
  /** On coming to lead. */
  recall(namespace: string, dataset: string): Promise<Recalled>;
  /** Resolves `kept` when it is stored. Before a patch its intent is kept (law 7). */
  keep(namespace: string, dataset: string, memory: TravellingMemory): Promise<Kept>;
}

/** `damaged`: not as a daemon wrote it. `unreadable`: nobody knows what there is. */
export type Recalled =
  | { readonly result: 'found'; readonly memory: TravellingMemory }
  | { readonly result: 'none' }
  | { readonly result: 'damaged' | 'unreadable'; readonly text: string };

/** `overtaken`: somebody else wrote since we last read or wrote it. `failed`: not stored, or nobody knows. */
export type Kept =
  | { readonly result: 'kept' }
  | { readonly result: 'overtaken' | 'failed'; readonly text: string };

/** The subset of pino's logger that is used: constant messages, data in fields. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/** What the loop shows of one dataset, for status pages, readiness, the demo's table and tests. */
export type { DatasetStatus } from '../serve/shown.ts';
