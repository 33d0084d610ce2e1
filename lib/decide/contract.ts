/**
 * What a policy is: a small pure function of (observation, history, its own config, now), as a sizer that wishes for a
 * number of workers or as a limiter that answers between which two numbers the count may move now.
 */
import type { ZodType } from 'zod';
import type { History } from '../model/history.ts';
import type { Observation, Reading, Reason } from '../model/observation.ts';
import type { InForce } from './bounds.ts';

export type Semantics = 'native' | 'hpa';

/** Everything a policy may look at. Derived figures are here so that each is computed once a decision. */
export interface Context {
  readonly now: number;
  readonly observation: Observation;
  readonly history: History;
  /** `spec.replicas`. */
  readonly current: number;
  /** In force now. */
  readonly bounds: Bounds;
  /** Who made the bounds what they are, or null: they are those of `replicas`. */
  readonly inForce: InForce | null;
  readonly semantics: Semantics;
  /** The reading, or null when blind. */
  readonly reading: Reading | null;
  /** Fullness in thousandths of a percent (see fullness.ts), or null when blind or without workers. */
  readonly fullness: number | null;
  /** The dataset's size: what the document says, else what Fluid does; null when neither does. */
  readonly sizeBytes: number | null;
  /** Workers at which the dataset fits whole (see fit.ts), or null when its size or a worker's room is unknown. */
  readonly fullFit: number | null;
  /** The largest wish, for limiters; the current count when nobody wished. */
  readonly wish: number;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export type Answer =
  | { readonly says: 'wish'; readonly wish: number; readonly reason: Reason }
  | { readonly says: 'abstain' | 'blind'; readonly wish: null; readonly reason: Reason };

export interface Sizer {
  readonly policy: string;
  /** It reads nothing of the cache: a wish of its above the current count passes the limits on readings. */
  readonly passes?: true;
  size(context: Context): Answer;
}

/**
 * An interval that contains the current count, so that staying is always possible.
 * `low` may be -Infinity and `high` Infinity: no limit on that side.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly reason: Reason;
}

export interface Limiter {
  readonly policy: string;
  /**
   * `readings`: holds only what sizers wish for (cool-down, stabilization); bounds pass it.
   * `everything`: holds every move.
   */
  readonly scope: 'readings' | 'everything';
  /** @returns null when it has no say now */
  limit(context: Context): Interval | null;
}

/** What a policy claims of the bounds now. */
export interface Claim {
  /** At least so many workers. */
  readonly min?: number;
  /** At most so many. */
  readonly max?: number;
  /** Takes the place of `replicas`; both numbers are given. */
  readonly replaces?: true;
  /** `step` lets the count go right to this bound. */
  readonly immediately?: true;
  /** Whether the cache may shrink, in place of what `policies.scaleDown` says; of several claims `disabled` wins. */
  readonly scaleDown?: 'enabled' | 'disabled';
  readonly reason: Reason;
}

/**
 * Says what the document allows now, beside `replicas`; it rests on no reading. An `override` is all that counts; a `window` goes
 * before `idle` (see bounds.ts).
 */
export interface Claimant {
  readonly policy: string;
  readonly rank: 'override' | 'window' | 'idle';
  /** @returns every claim that holds now */
  claim(context: Context): readonly Claim[];
}

/** Something of a plan that changes by the clock alone. */
export interface NextChange {
  /** ms since the epoch. */
  readonly at: number;
  /** In words, as `fluid-autoscaler explain` says what comes. */
  readonly what: string;
}

/**
 * Lifts what the sizers wish for before anything limits it, also above the current count, so it is no limiter. Only the
 * stabilization of an HPA without `behavior` does that. It is asked only when a sizer wished; what enters the window stays
 * the sizers' own wish.
 */
export interface Raise {
  readonly policy: string;
  /** @returns the fewest workers to go on with as `low`; `high` has no meaning; null when it has no say now */
  raise(context: Context): Interval | null;
}

/** `users`: the pods that use the dataset's volume. `operations`: when data operations began and ended. */
export type Need = 'users' | 'operations';

/** What a policy adds to a dataset's pipeline. */
export interface Parts {
  readonly sizers?: readonly Sizer[];
  readonly limiters?: readonly Limiter[];
  readonly claimants?: readonly Claimant[];
  readonly raise?: Raise;
  /**
   * The soonest instant after now at which its answers may be others although nothing else changes; null: none. Needed from
   * whoever looks at the clock in another way than by spans of at most `window`.
   */
  readonly nextChange?: (context: Context) => NextChange | null;
  /**
   * How full the cache must become for its answer to be another, thousandths of a percent of fullness: each the first value at which
   * the new answer holds, coming from where it is now. A dataset is looked at more often as it comes near one at which the count
   * would move. Asked only with a reading. Absent: it does not turn on how full the cache is, or the slow interval is soon enough.
   */
  readonly crossings?: (context: Context) => readonly number[];
  /** The dataset's place among those that share a budget: higher ones come first. */
  readonly priority?: number;
  /** What must be looked at, or remembered, for it; nobody else pays for that. */
  readonly needs?: readonly Need[];
  /** The longest time back this policy looks at wishes or changes, ms. */
  readonly window?: number;
  /**
   * The longest time back it looks at changes only, ms. Changes travel from one daemon to the next and wishes do not: unlike `window`
   * this holds nothing after a failover. What ends by it is told by `nextChange`.
   */
  readonly remembers?: number;
  /** What a plug-in is to be asked at each look: its answer is then a part of the observation. */
  readonly asks?: Ask;
  /** How long a history of levels it needs (`history.levels`), ms; absent: none is kept for it. */
  readonly levels?: number;
  /** Defaults it put in place, each `field: value, why`, for `validate` and the ladder. */
  readonly defaults?: readonly string[];
}

/** A policy of the user's own that does not run here (lib/plugins), with what it is built with. */
export interface Ask {
  readonly policy: string;
  /** As written in the document: its own schema reads it. */
  readonly config: unknown;
  /** The same of the document's other policies, so far as JSON can say it. */
  readonly setting: Setting;
  /** Whether its answers may change by the clock alone. */
  readonly byClock: boolean;
}

/** The policies of one document by name, as parsed by their schemas. */
export type PolicyConfigs = Readonly<Record<string, unknown>>;

/** Document-level facts a policy may need to build itself. */
export interface Setting {
  readonly semantics: Semantics;
  readonly bounds: Bounds;
  readonly policies: PolicyConfigs;
  /** The dataset's size by the document (`spec.size`); absent: Fluid's counts. */
  readonly sizeBytes?: number;
  /** Capacity of one worker by the document (`spec.workerCapacity`); absent: it does not say. */
  readonly workerBytes?: number;
}

/** What is wrong with a config whose every field is valid. `path` is below the policy: `[0].atLeast`, `.up`, or nothing. */
export interface Objection {
  readonly path: string;
  readonly problem: string;
  readonly allowed: string;
}

/** What surprises in a config that is valid. */
export interface Remark {
  readonly path: string;
  readonly text: string;
}

/** One folder under policies/. */
export interface Policy<Config = unknown> {
  /** The key under `spec.policies`, and the folder's name. */
  readonly name: string;
  readonly summary: string;
  /** Documents that name it must have these semantics; absent: any. */
  readonly needs?: Semantics;
  /** Reads the YAML value; its input side is the JSON Schema editors see. */
  readonly schema: ZodType<Config>;
  /** @param config undefined when the document does not name the policy: then only defaults, if any, may be built */
  build(config: Config | undefined, setting: Setting): Parts;
  /** Remarks on a config that is valid but cannot bind, or binds in a way that surprises. */
  notes?(config: Config, setting: Setting): readonly (string | Remark)[];
  /** What makes a config impossible that is valid field by field: the document is refused. */
  faults?(config: Config, setting: Setting): readonly Objection[];
}
