import type { SourceSpec } from '../model/source.ts';
import type {
  Ask,
  Bounds,
  Claimant,
  Context,
  Limiter,
  Need,
  NextChange,
  Raise,
  Semantics,
  Sizer,
} from './contract.ts';

export type Mode = 'auto' | 'dry-run' | 'paused';

export interface Pause {
  readonly by: string;
  readonly why: string;
  /** Instant (ms) at which the pause ends by itself, or null. */
  readonly until: number | null;
}

/** A policy document made ready to decide: everything parsed, defaults filled, closures built. */
export interface Plan {
  readonly namespace: string;
  readonly dataset: string;
  /** SHA-256 of the document's text. */
  readonly hash: string;
  readonly semantics: Semantics;
  readonly mode: Mode;
  readonly pause: Pause | null;
  /** `replicas`; what is in force may be another (bounds.ts). */
  readonly bounds: Bounds;
  /** The dataset's size by the document; it counts instead of Fluid's. Absent: Fluid's counts. */
  readonly sizeBytes?: number;
  /** How long somebody else's change is not reversed, ms. */
  readonly respectMs: number;
  /** What to do with a runtime first seen outside its bounds. */
  readonly adopt: 'hold' | 'move';
  /** What to do while another autoscaler is aimed at the same runtime. */
  readonly otherAutoscalers: 'hold' | 'ignore';
  /** Who is asked how full the cache is, the most trusted first. */
  readonly sources: readonly SourceSpec[];
  /** The slow interval between two looks, by the document, ms, or null: the daemon's. */
  readonly intervalMs: number | null;
  readonly sizers: readonly Sizer[];
  /** Who may change the bounds. */
  readonly claimants: readonly Claimant[];
  /** Only where the law of an HPA without `behavior` is wanted. */
  readonly raise?: Raise;
  /** Limits on what sizers wish for; bounds pass them. */
  readonly readingLimiters: readonly Limiter[];
  /** Limits on every move. */
  readonly limiters: readonly Limiter[];
  /** What changes by the clock alone (next-change.ts). */
  readonly nextChanges: readonly ((context: Context) => NextChange | null)[];
  /** How full the cache must become for anything to be decided otherwise (crossings.ts); absent: no part tells. */
  readonly crossings?: readonly ((context: Context) => readonly number[])[];
  /** Its place among the datasets that share a budget: higher ones come first. */
  readonly priority: number;
  /** Plug-ins that are to be asked while observing; absent: none. */
  readonly asks?: readonly Ask[];
  /** What its policies need to be looked at, or remembered. */
  readonly needs: ReadonlySet<Need>;
  /** The longest time back any part looks at wishes and changes, ms: history younger than this is never forgotten. */
  readonly windowMs: number;
  /** The same of changes alone, where that is longer. */
  readonly memoryMs?: number;
  /** How long levels are remembered, ms; absent: no part needs them. */
  readonly levelsMs?: number;
  /** Defaults in force that the document does not spell out. */
  readonly defaults: readonly string[];
}
