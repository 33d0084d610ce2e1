/** What was decided, as a person reads it: the ledger's news, and what others did. */
import type { Outcome } from '../model/decision.ts';
import type { Reason } from '../model/observation.ts';
import { describeReason } from '../model/reasons/index.ts';
import type { IntentResult } from '../model/records.ts';
import type { SimulatedRecord } from './ports.ts';

/** One decision that was news, or one change that somebody else made. */
export interface SimulatedDecision {
  readonly at: number;
  /** `move`, `hold` and `would` are the policy's; `other`: somebody else changed the count. */
  readonly outcome: Outcome | 'other';
  readonly from: number;
  readonly to: number;
  readonly reason: Reason | null;
  readonly sentence: string;
  /** What became of a move. */
  readonly result: IntentResult | null;
  /** Data operations that ran. */
  readonly operations: readonly string[];
}

/** @returns decisions in the order of the records */
export function decisionsOf(records: readonly SimulatedRecord[]): readonly SimulatedDecision[] {
  const found: SimulatedDecision[] = [];
  for (const { entry } of records) {
    if (entry.kind === 'decision') {
      const { decidedAt: at, outcome, current: from, target: to, reason, observation, saidNews = [] } = entry;
      const { operations } = observation;
      const sentence = [...saidNews, reason].map(describeReason).join('; ');
      found.push({ at, outcome, from, to, reason, sentence, result: null, operations });
    } else if (entry.kind === 'change') {
      const { changedAt: at, from, to, manager } = entry;
      const sentence = `${manager} set the count`;
      const none = { reason: null, result: null, operations: [] };
      found.push({ at, outcome: 'other', from, to, sentence, ...none });
    } else if (entry.kind === 'conclusion') {
      const last = found.findLastIndex(({ outcome }) => outcome === 'move');
      const decided = found[last];
      if (decided !== undefined) found[last] = { ...decided, result: entry.result };
    }
  }
  return found;
}
