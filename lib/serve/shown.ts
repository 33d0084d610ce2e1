/** What everything that only watches is shown of the daemon: the metrics and the page read this and nothing else. */
import type { Plan } from '../decide/plan.ts';
import type { Decision } from '../model/decision.ts';
import type { History } from '../model/history.ts';
import type { Observation, Reason } from '../model/observation.ts';

/** One dataset, as of its last look. */
export interface DatasetStatus {
  /** `namespace/name`. */
  readonly dataset: string;
  readonly plan: Plan;
  /** Null while there is nothing to observe; then `reason` says why. */
  readonly observation: Observation | null;
  readonly decision: Decision | null;
  readonly reason: Reason;
  /** What is remembered of the runtime, as it is now: to be read at once, not kept. Null while nothing is. */
  readonly history: History | null;
}

/** The daemon itself, at this instant. */
export interface DaemonFacts {
  readonly version: string;
  readonly dryRun: boolean;
  /** Whether it may write to the cluster now. */
  readonly leads: boolean;
  /** Why it does not do its whole job; empty when it does. */
  readonly unready: readonly string[];
  readonly policies: { readonly inForce: number; readonly faulty: number };
  readonly ledger: {
    readonly writable: boolean;
    /** Sequence number of the last record on disk. */
    readonly head: number;
    readonly bytes: number;
    readonly segments: number;
    /** How long the oldest record that is not on disk yet has waited, ms; 0 when none waits. */
    readonly waitingMs: number;
  };
}

export interface Subject {
  /** Milliseconds since the epoch, as the daemon's clock has it. */
  now(): number;
  datasets(): readonly DatasetStatus[];
  facts(): DaemonFacts;
}
