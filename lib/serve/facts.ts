import type { BudgetStatus } from '../budget/shelf.ts';

/** The daemon itself, at this instant. */
export interface DaemonFacts {
  readonly version: string;
  readonly dryRun: boolean;
  /** Whether it may write to the cluster now. */
  readonly leads: boolean;
  /** Why it does not do its whole job; empty when it does. */
  readonly unready: readonly string[];
  /** What does not keep it from its job and should be known. */
  readonly notes: readonly string[];
  readonly policies: { readonly inForce: number; readonly faulty: number };
  /** Budgets over several datasets, as last shared out. */
  readonly budgets: readonly BudgetStatus[];
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
