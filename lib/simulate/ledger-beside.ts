/** A real ledger of a simulation, so that `history`, `explain`, `verify` and `report` can be tried on it. */
import type { Clock } from '../clock/clock.ts';
import type { LedgerPort } from '../daemon/ports.ts';
import { checkpointOf } from '../ledger/checkpoint.ts';
import { realDisk } from '../ledger/disk.ts';
import { openLedger } from '../ledger/ledger.ts';
import { emptyState, replayOne } from '../ledger/replay.ts';
import { listSegments } from '../ledger/segments.ts';

export interface LedgerBeside {
  open(clock: Clock): Promise<LedgerPort>;
  close(): Promise<void>;
}

/** @returns null when there is a ledger in the folder already: a simulation's records do not belong into it */
export async function ledgerBeside(folder: string): Promise<LedgerBeside | null> {
  const { numbers } = await listSegments(realDisk, folder).catch(() => ({ numbers: [] }));
  if (numbers.length > 0) return null;
  let close = () => Promise.resolve();
  return {
    open: async (clock) => {
      const state = emptyState();
      const ledger = await openLedger({
        folder,
        clock,
        checkpoint: () => checkpointOf(state),
        onRecord: (record) => replayOne(state, record),
      });
      close = () => ledger.close();
      return { append: (entries) => ledger.appendAll(entries) };
    },
    close: () => close(),
  };
}
