/** Leadership by Lease, and what the ledger must know of it: whether another daemon has led since. */
import type { Clock } from '../clock/clock.ts';
import type { Election } from '../kube/lease.ts';
import type { LeadRecord, Predecessor } from '../model/carried-records.ts';
import type { LeadershipPort } from './ports.ts';

export interface LeadingOptions {
  readonly election: Pick<Election, 'holds' | 'term' | 'took'>;
  /** Our name on the Lease. */
  readonly identity: string;
  /** When this ledger's daemon last came to lead, in a run before; null: it never did. */
  readonly led: LeadRecord | null;
  /** The loop's clock. */
  readonly clock: Clock;
}

export interface Leading extends LeadershipPort {
  turnedAt(): number | null;
  /** What the ledger is told once a term. Should it be lost, the next start takes it that another daemon has led. */
  record(): LeadRecord;
}

export function leadingBy({ election, identity, led, clock }: LeadingOptions): Leading {
  let noted = { term: 0, record: null as LeadRecord | null };
  const record = (): LeadRecord => {
    const term = election.term();
    if (noted.record === null || noted.term !== term) {
      const before = noted.record ?? led;
      const after = predecessorOf(election, led);
      const turnedAt = after === 'another' ? clock.now() : (before?.turnedAt ?? null);
      const transitions = election.took()?.transitions ?? 0;
      noted = { term, record: { kind: 'lead', identity, transitions, after, turnedAt } };
    }
    return noted.record as LeadRecord;
  };
  return {
    holds: () => election.holds(),
    term: () => election.term(),
    turnedAt: () => record().turnedAt,
    record,
  };
}

/**
 * Who led before this term. Another term of this process began because somebody else held the Lease, or it was deleted and
 * nobody knows. The first one follows the ledger's own last when the Lease has not turned since.
 */
function predecessorOf(election: Pick<Election, 'term' | 'took'>, led: LeadRecord | null): Predecessor {
  if (election.term() > 1) return 'another';
  const from = election.took()?.from ?? null;
  if (led === null) return from === null ? 'nobody' : 'another';
  const unturned = from !== null && from.transitions === led.transitions;
  return unturned && (from.holder === led.identity || from.holder === '') ? 'ourselves' : 'another';
}
