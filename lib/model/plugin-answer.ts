/** What policies of the user's own answered when they were asked about an observation; on record with it. Plain data. */
import type { Reason } from './observation.ts';

/** As a sizer's answer, with the plug-in's own words for a reason. */
export interface PluginWish {
  readonly says: 'wish' | 'abstain' | 'blind';
  /** A whole number where it wishes, else null. */
  readonly wish: number | null;
  readonly why: string;
}

/** As a limiter's interval; null: no limit on that side. */
export interface PluginLimit {
  readonly scope: 'readings' | 'everything';
  readonly low: number | null;
  readonly high: number | null;
  readonly why: string;
}

/** Everything its sizers and limiters said; or why there is no answer, and what is held for want of one. */
export type PluginAnswer =
  | { readonly wishes: readonly PluginWish[]; readonly limits: readonly PluginLimit[] }
  | { readonly failed: Reason; readonly holds: 'shrinks' | 'moves' };

/** By the plug-in's name. */
export type PluginAnswers = Readonly<Record<string, PluginAnswer>>;
