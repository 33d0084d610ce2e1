/** What a ledger recorded of one dataset, as far as a replay needs it: plain data. */
import type { DatasetMemory } from '../../ledger/replay.ts';
import type { Observation, PerWorker, Reason } from '../../model/observation.ts';
import type { PolicyRecord } from '../../model/records.ts';

/** What passed through the cache, spread evenly over a stretch of time. Bytes. */
export interface Traffic {
  readonly from: number;
  readonly to: number;
  /** Asked for and not in the cache. */
  readonly misses: number;
  /** Asked for and in the cache. */
  readonly hits: number;
  /** A data load ran. */
  readonly load: boolean;
}

/** The count was set. */
export interface RecordedChange {
  readonly at: number;
  readonly to: number;
  readonly manager: string;
}

/** What was observed besides the cache and its workers, from `at` on. */
export interface Observed
  extends Pick<
    Observation,
    'dataset' | 'operations' | 'users' | 'owners' | 'obstacle' | 'unseen' | 'plugins' | 'control'
  > {
  readonly at: number;
}

/** No reading was to be had. */
export interface Blackout {
  readonly from: number;
  readonly to: number;
  readonly why: Reason;
}

export interface Recording {
  /** `namespace/name`. */
  readonly dataset: string;
  /** The first look, ms. */
  readonly startMs: number;
  readonly endMs: number;
  /** Between two looks, as a rule and at least. */
  readonly intervalMs: number;
  readonly fastestMs: number;
  /** The daemon only wrote down what it would have done. */
  readonly dryRun: boolean;
  /** What was remembered before the first look; null: nothing. */
  readonly memory: DatasetMemory | null;
  /** Documents in force, oldest first; the first one when it starts. */
  readonly policies: readonly { readonly at: number; readonly record: PolicyRecord }[];
  readonly workerBytes: number;
  readonly perWorker: PerWorker;
  /** At the start. */
  readonly replicas: number;
  readonly usedBytes: number;
  readonly traffic: readonly Traffic[];
  readonly own: readonly RecordedChange[];
  readonly others: readonly RecordedChange[];
  readonly circumstances: readonly Observed[];
  readonly blackouts: readonly Blackout[];
  /** From a growth of ours until all its workers served, ms. */
  readonly startUps: readonly number[];
  /** Most workers that served while more were asked for in vain; null: all came. */
  readonly mostServing: number | null;
  /** Bytes of which no record tells whether and when they came; a share of the time, 0 to 1. */
  readonly untold: number;
}
