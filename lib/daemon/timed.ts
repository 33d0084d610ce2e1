/** How long the disk and the API server take, measured between asking and answer on a clock that never goes back. */
import type { Clock } from '../clock/clock.ts';
import type { ClusterPort, LedgerPort } from './ports.ts';

export interface TimedLedger extends LedgerPort {
  /** How long the oldest append that has no answer yet has waited, ms; 0 when none waits. */
  waitingMs(): number;
}

export function timedLedger(
  ledger: LedgerPort,
  clock: Pick<Clock, 'monotonic'>,
  onAnswer: (ms: number, ok: boolean) => void,
): TimedLedger {
  /** In the order they were asked for. */
  const waiting = new Set<{ readonly since: number }>();
  return {
    append: async (entries) => {
      const asked = { since: clock.monotonic() };
      waiting.add(asked);
      let ok = false;
      try {
        const written = await ledger.append(entries);
        ok = true;
        return written;
      } finally {
        waiting.delete(asked);
        onAnswer(clock.monotonic() - asked.since, ok);
      }
    },
    waitingMs: () => {
      const [oldest] = waiting;
      return oldest === undefined ? 0 : clock.monotonic() - oldest.since;
    },
  };
}

export function timedCluster(
  cluster: ClusterPort,
  clock: Pick<Clock, 'monotonic'>,
  onAnswer: (ms: number) => void,
): ClusterPort {
  return {
    ...cluster,
    patch: async (request) => {
      const sent = clock.monotonic();
      const result = await cluster.patch(request);
      onAnswer(clock.monotonic() - sent);
      return result;
    },
  };
}
