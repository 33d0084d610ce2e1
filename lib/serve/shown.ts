/** What everything that only watches is shown of the daemon: the metrics and the page read this and nothing else. */
import type { Plan } from '../decide/plan.ts';
import type { Decision } from '../model/decision.ts';
import type { History } from '../model/history.ts';
import type { Observation, Reason } from '../model/observation.ts';
import type { DaemonFacts } from './facts.ts';

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

export interface Subject {
  /** Milliseconds since the epoch, as the daemon's clock has it. */
  now(): number;
  datasets(): readonly DatasetStatus[];
  facts(): DaemonFacts;
}
