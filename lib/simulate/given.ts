/** What a run may be given besides a scenario: a beginning that is not empty, and what only a recording can know. */
import type { PolicyInForce } from '../daemon/daemon.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import type { Observation } from '../model/observation.ts';
import type { Readers } from './readers.ts';

/** What is observed besides the cache and its workers. */
export interface Circumstances {
  /** The observation as it really was. Asked with rising instants. */
  overlay(observation: Observation): Observation;
  /** When they next differ, ms; Infinity: never again. */
  next(now: number): number;
}

export const nothingElse: Circumstances = {
  overlay: (observation) => observation,
  next: () => Number.POSITIVE_INFINITY,
};

export interface Given {
  /** What is remembered of the runtime; null: it is seen for the first time. */
  readonly memory: DatasetMemory | null;
  /** What the cache holds, bytes. */
  readonly heldBytes: number;
  readonly readers: Readers;
  readonly circumstances: Circumstances;
  /** Documents that come into force later, oldest first. */
  readonly later: readonly { readonly at: number; readonly policy: PolicyInForce }[];
}
