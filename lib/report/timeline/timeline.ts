/** What happened to one dataset over a stretch of time, as data: what charts, tables and the JSON of a report are made of. */
import type { HistoryRow } from '../history.ts';

/** Utilization = used / capacity as the engine had them, thousandths of a percent; null where nobody knows. */
export interface Fill {
  /** From the record before until this one, ms. */
  readonly at: number;
  readonly until: number;
  /** The least and the most in between. */
  readonly low: number | null;
  readonly high: number | null;
  /** At the end of it. */
  readonly last: number | null;
}

/** The count from `at` on; null where nobody knows. */
export interface Size {
  readonly at: number;
  /** Workers asked for: `spec.replicas`. */
  readonly asked: number | null;
  readonly serving: number | null;
  /** Bounds of the document in force. */
  readonly min: number | null;
  readonly max: number | null;
}

/** What passed through the cache from `at` to `until`, bytes; null where that is not known. */
export interface Flow {
  readonly at: number;
  readonly until: number;
  readonly ufs: number | null;
  readonly served: number | null;
}

/** The count changed, or would have. */
export interface Mark {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** `self`: we did. `would`: a dry run or a pause. `other`: somebody else. `failed`: a patch that was not taken. */
  readonly by: 'self' | 'would' | 'other' | 'failed';
  readonly text: string;
}

/** Why the count stayed, and for how long. */
export interface Held {
  readonly code: string;
  readonly ms: number;
  /** The reason in words, as it was last. */
  readonly text: string;
}

/** Integrals over the time in which somebody looked. */
export interface Figures {
  /** Time in which somebody looked, and in which nobody did although the dataset had been seen before; ms. */
  readonly watchedMs: number;
  readonly unwatchedMs: number;
  /** Of the watched time, how long no figure of the cache was to be had, ms. */
  readonly blindMs: number;
  /**
   * Of the watched time, how long no worker had room for another block while some of the dataset was not cached, as far as
   * the engine's figures tell, ms.
   */
  readonly fullMs: number;
  readonly workerHours: number;
  /** Capacity of the workers asked for, over time. */
  readonly provisionedGiBHours: number;
  readonly usedGiBHours: number;
  /** What was provisioned and held nothing, where that is known. */
  readonly wastedGiBHours: number;
  /** Bytes; null where no record tells. */
  readonly ufsBytes: number | null;
  readonly servedBytes: number | null;
  /** Changes of the count by us. */
  readonly scalings: number;
  /** Of those, the ones that went the other way than the one before. */
  readonly oscillations: number;
  /** Changes of the count by others. */
  readonly scalingsByOthers: number;
}

export interface Timeline {
  /** `namespace/name`. */
  readonly dataset: string;
  readonly from: number;
  readonly to: number;
  readonly fill: readonly Fill[];
  readonly sizes: readonly Size[];
  readonly flows: readonly Flow[];
  readonly marks: readonly Mark[];
  /** What happened, one line each: all but holds; the newest of them, when there were too many. */
  readonly rows: readonly HistoryRow[];
  /** How many rows there were in all. */
  readonly happened: number;
  /** Longest first. */
  readonly held: readonly Held[];
  readonly figures: Figures;
  /** Points of charts closer than this were merged, ms; 0: none were. */
  readonly mergedMs: number;
}
