/** What a daemon would show, put together by hand: for tests of everything that only watches. */
import type { DaemonFacts } from '../../../lib/serve/facts.ts';
import type { DatasetStatus, Subject } from '../../../lib/serve/shown.ts';

export interface StagedSubject extends Subject {
  at: number;
  statuses: DatasetStatus[];
  daemon: DaemonFacts;
}

export function stagedSubject(at: number): StagedSubject {
  const subject: StagedSubject = {
    at,
    statuses: [],
    daemon: {
      version: '1.2.3',
      dryRun: false,
      leads: true,
      unready: [],
      notes: [],
      policies: { inForce: 1, faulty: 0 },
      budgets: [],
      ledger: { writable: true, head: 7, bytes: 4096, segments: 1, waitingMs: 0 },
    },
    now: () => subject.at,
    datasets: () => subject.statuses,
    facts: () => subject.daemon,
  };
  return subject;
}
