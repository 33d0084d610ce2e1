/** The daemon's own jobs, by wall clock: the ledger's head hash leaves the folder every hour, and old segments go. */
import { schedule } from 'node-cron';
import type { Ledger } from '../ledger/types.ts';
import type { Log } from './ports.ts';

export interface Housekeeping {
  stop(): Promise<void>;
}

export interface HousekeepingOptions {
  readonly ledger: Ledger;
  readonly log: Log;
  /** Told the head, `SEQ:HASH`, at start, every hour and at stop, to write it where the ledger's folder cannot reach. */
  readonly onAnchor: (anchor: string) => void;
}

/** node-cron drops a slot reached more than a second late unless told otherwise; a minute late is fine for these jobs. */
const HOURLY = { timezone: 'UTC', noOverlap: true, missedExecutionTolerance: 60_000 } as const;

export function startHousekeeping({ ledger, log, onAnchor }: HousekeepingOptions): Housekeeping {
  const anchor = () => {
    const { seq, hash } = ledger.head();
    log.info({ seq, hash }, 'ledger head');
    onAnchor(`${seq}:${hash}`);
  };
  const prune = async () => {
    try {
      await ledger.prune();
    } catch (error) {
      log.error({ error: String(error) }, 'ledger could not be pruned');
    }
  };
  anchor();
  const jobs = [schedule('0 * * * *', anchor, HOURLY), schedule('30 * * * *', prune, HOURLY)];
  return {
    stop: async () => {
      for (const job of jobs) await job.destroy();
      anchor();
    },
  };
}
