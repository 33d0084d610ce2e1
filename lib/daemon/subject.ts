/** The daemon as it is shown to whoever only watches. */
import type { Election } from '../kube/lease.ts';
import type { Ledger } from '../ledger/types.ts';
import type { DaemonFacts } from '../serve/facts.ts';
import type { Subject } from '../serve/shown.ts';
import type { Daemon } from './daemon.ts';
import type { FollowedPolicies } from './policies.ts';
import type { StartOptions } from './start.ts';
import type { TimedLedger } from './timed.ts';

export interface Parts {
  readonly options: Pick<StartOptions, 'clock' | 'version' | 'dryRun'>;
  readonly daemon: Daemon;
  readonly election: Election;
  readonly ledger: Ledger;
  readonly watched: { faults(): readonly string[] };
  readonly timed: TimedLedger;
  readonly folder: FollowedPolicies;
  readonly unready: () => readonly string[];
  readonly notes: () => readonly string[];
}

export function subjectOf({
  options,
  daemon,
  election,
  ledger,
  watched,
  timed,
  folder,
  unready,
  notes,
}: Parts): Subject {
  const { clock, version, dryRun } = options;
  return {
    now: () => clock.now(),
    datasets: () => daemon.statuses(),
    facts: () => ({
      version,
      dryRun,
      leads: election.holds(),
      unready: unready(),
      notes: notes(),
      policies: { inForce: daemon.statuses().length, faulty: folder.faults() },
      budgets: daemon.budgets(),
      ledger: {
        writable: watched.faults().length === 0,
        head: ledger.head().seq,
        ...ledger.size(),
        waitingMs: timed.waitingMs(),
      },
    }),
  };
}

/** What is shown until the ledger is open. */
export function startingSubject({ clock, version, dryRun }: Parts['options']): Subject {
  const facts: DaemonFacts = {
    version,
    dryRun,
    leads: false,
    unready: ['starting'],
    notes: [],
    policies: { inForce: 0, faulty: 0 },
    budgets: [],
    ledger: { writable: true, head: 0, bytes: 0, segments: 0, waitingMs: 0 },
  };
  return { now: () => clock.now(), datasets: () => [], facts: () => facts };
}
