/**
 * What one look at one dataset saw. Instants are milliseconds since the epoch (UTC), sizes are bytes.
 * Nothing here is computed from a policy: an observation is the same whoever looks.
 */
import type { Allotment } from './budget.ts';
import type { Control } from './control.ts';

import type { PluginAnswers } from './plugin-answer.ts';
import type { Task } from './task.ts';

export type { Task, TaskPath } from './task.ts';

/** The object whose replicas are scaled. */
export interface RuntimeRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A code of the reason catalogue with the numbers its sentence needs. */
export interface Reason {
  readonly code: string;
  readonly numbers?: Readonly<Record<string, number | string | null>>;
}

/**
 * Whether data still comes into the cache from the under-store, over the last minute of readings.
 * `unknown`: too few readings yet. `unoffered`: this source has no such figure, so it will never be known.
 */
export type Intake = 'rising' | 'still' | 'unknown' | 'unoffered';

/**
 * What passed through a cache: as an engine's counters (since it started; they begin again at 0 when it restarts), or as what
 * these rose by. A figure that is not offered is absent, never 0.
 */
export interface Passed {
  /** Bytes read from the under-store: what was asked for and the cache did not have. */
  readonly ufs?: number;
  /** Bytes that readers were given, from the cache and through it. */
  readonly served?: number;
  /** Blocks evicted. */
  readonly evicted?: number;
}

/**
 * The source of figures that Fluid keeps in the objects' status. They are up to 90 s old and lie after every scaling, so no
 * shrink rests on them.
 */
export const STATUS_SOURCE = 'status';

/** One well-formed figure of how full the cache is. A figure that is not well-formed is a {@link Reason}. */
export interface Reading {
  /** Who said so: `alluxio-master`, `status`, ... */
  readonly source: string;
  /** When it was true, as well as we know. */
  readonly at: number;
  readonly capacityBytes: number;
  readonly usedBytes: number;
  /** How many workers the source counts. Always 1 or more: with none there is no reading. */
  readonly workers: number;
  /** Highest `usedBytes` since capacity last changed, at most 60 s back. Never below `usedBytes`. */
  readonly peakBytes: number;
  readonly intake: Intake;
  /** `usedBytes` flat within a block per worker for a minute while clearly more than that came in: full below the threshold. */
  readonly plateau: boolean;
  /** The engine's counters as read; absent when the source has none. No policy looks at them: they are for replays. */
  readonly counters?: Passed;
  /** `lagging`: nobody knows exactly how old it is, so no shrink rests on it. Absent: as old as `at` says. */
  readonly quality?: 'lagging';
  /** What a person should know of its quality (fallback source, a worker not yet registered, ...). */
  readonly notes: readonly Reason[];
}

/** What one pod said by itself: its figures, bytes (capacity null: it does not say), or why there are none. */
export type PodFigures = { readonly pod: string } & (
  | { readonly usedBytes: number; readonly capacityBytes: number | null }
  | { readonly why: Reason }
);

/** The object that holds the count, where that is not the runtime. */
export interface Holder {
  readonly kind: 'StatefulSet';
  readonly name: string;
  readonly uid: string;
}

/** The workers behind the runtime, from its StatefulSet and pods. */
export interface Workers {
  /** What the StatefulSet asks for; follows `spec.replicas` within about 0.1 s. */
  readonly asked: number;
  /** Pods that are Ready and not going away. */
  readonly serving: number;
  readonly pending: number;
  readonly terminating: number;
  /** Ordinals of the serving pods, ascending. A scale-in from c to n removes the ordinals n..c-1. */
  readonly servingOrdinals: readonly number[];
  /** Workers asked for that do not serve and of which their pods say why, highest ordinal first; absent: none says anything. */
  readonly troubled?: readonly Troubled[];
}

/** A worker that will not serve by itself, as far as its pod tells. All texts are printable and of bounded length. */
export interface Troubled {
  readonly pod: string;
  readonly ordinal: number;
  /** As Kubernetes names it: `Unschedulable`, `CrashLoopBackOff`, `ImagePullBackOff`, ... */
  readonly why: string;
  /** What else the pod says; may be empty. */
  readonly says: string;
  /** Whether it has a node: where it has none, more workers would find none either. */
  readonly placed: boolean;
  /** Since when it does not serve, ms; null: the pod does not say. */
  readonly since: number | null;
}

export interface Dataset {
  readonly phase: string;
  /** Size in the under-store, or null when unknown; then `sizeNote` says why. */
  readonly sizeBytes: number | null;
  readonly sizeNote: Reason | null;
  /**
   * About when Fluid measured the size: when it set the dataset up, for it never measures again. Absent when nothing tells, or
   * when the size is unknown.
   */
  readonly sizedAt?: number;
  /** The size was larger before: how large, bytes, and until when it was seen so. Absent when it never was. */
  readonly fell?: { readonly from: number; readonly at: number };
  /** Copies of each block the cache keeps; 1 or more. */
  readonly copies: number;
}

/** What is known of one worker's room besides its capacity. */
export interface PerWorker {
  readonly blockBytes: number;
  /** Share of the capacity at which eviction begins, 0 < x <= 1; 1 when not set. */
  readonly highWatermark: number;
  /** What the runtime's spec declares as the capacity of one worker; absent when it does not say. An engine's own figure is better. */
  readonly declaredBytes?: number;
}

/**
 * The pods that use the dataset's volume: Pending or running, by its own claim or that of a Dataset that references it. Fuse
 * pods use no claim and are not among them.
 */
export type Users =
  | {
      readonly pods: number;
      /** The first few, as `namespace/name`, sorted. */
      readonly named: readonly string[];
    }
  | { readonly pods: null; readonly why: Reason };

export interface Observation {
  readonly at: number;
  readonly runtime: RuntimeRef;
  /** A runtime deleted and made again is another one: history belongs to the uid. */
  readonly uid: string;
  /** `spec.replicas`, the current count. */
  readonly replicas: number;
  /** The object that holds the count; absent: the runtime itself. */
  readonly holder?: Holder;
  /** The reading, or why there is none. */
  readonly reading: Reading | Blind;
  /** What each pod said by itself; absent: nobody asked pods. */
  readonly pods?: readonly PodFigures[];
  readonly workers: Workers;
  readonly dataset: Dataset;
  readonly perWorker: PerWorker;
  /** Running data operations, as `DataLoad/name`. */
  readonly operations: readonly string[];
  /** Data operations whose objects are there: those to come, those that run, and the one that ended last. Absent: none. */
  readonly tasks?: readonly Task[];
  /** Absent: the document asks for no such thing, and nobody looks. */
  readonly users?: Users;
  /** Other autoscalers aimed at the same runtime, as `HorizontalPodAutoscaler/name`. */
  readonly owners: readonly string[];
  /** Kinds that cannot be seen, so that a running operation or another autoscaler may go unnoticed. */
  readonly unseen?: readonly string[];
  /** What people say by annotations on the Dataset; absent: nothing. */
  readonly control?: Control;
  /** What each budget it is under allows it; absent: it is under none. */
  readonly budgets?: readonly Allotment[];
  /** What policies of the user's own answered (lib/plugins); absent: the document names none. */
  readonly plugins?: PluginAnswers;
  /** Something that forbids any change (being deleted, not bound, kind not supported yet). */
  readonly obstacle: Reason | null;
}

/** No well-formed, fresh figure: `code` says which of the many ways it failed. Never read as zero. */
export interface Blind extends Reason {
  readonly blind: true;
  /** Which source failed. */
  readonly source: string;
  /** Why those less trusted do not see either, in their order; absent: the document names no source of its own. */
  readonly others?: readonly Blind[];
}

/** Nobody knows exactly how old these figures are, or they are a lower bound: nothing shrinks on them. */
export function lags(reading: Reading): boolean {
  return reading.source === STATUS_SOURCE || reading.quality === 'lagging';
}

/** True when there is a figure to act on. */
export function sees(reading: Reading | Blind): reading is Reading {
  return !('blind' in reading);
}
