/** What a replay came to, as a report shows it. Who replays is a floor above. */
import type { Timeline } from './timeline/timeline.ts';

/** One run of the recorded demand through the cache model, under one policy or those that really ran. */
export interface Replayed {
  /** The policy's file, or that it is what really ran. */
  readonly name: string;
  readonly timeline: Timeline;
}

/** How far a replay under the policy that really ran is from what was recorded. */
export interface ReplayError {
  /** Changes of the count, or in a dry run what would have been: recorded, replayed, and those that are the same in order. */
  readonly recorded: number;
  readonly replayed: number;
  readonly same: number;
  /** Of those that are the same, how far apart in time, ms; null when there are none. */
  readonly shiftMs: { readonly mean: number; readonly most: number } | null;
  /** Mean over time of how far the counts are apart, workers. */
  readonly replicas: number;
  /** Mean of how far utilization is apart, in percentage points; null where there is nothing to compare. */
  readonly utilization: number | null;
  /** Bytes from the under-store, replayed less recorded, as a share of recorded; null where none were recorded. */
  readonly ufs: number | null;
}

export type WhatIf =
  /** Why it cannot be replayed. */
  | { readonly refused: string }
  | {
      readonly own: Replayed;
      readonly error: ReplayError;
      readonly others: readonly Replayed[];
      /** What of the recording the model does not know. */
      readonly notes: readonly string[];
    };
