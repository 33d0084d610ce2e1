/** Telling whoever only watches the daemon (metrics, Events, status) what came into the ledger. */
import type { LedgerEntry } from '../model/records.ts';
import type { LedgerPort, Log, Written } from './ports.ts';

/** Told of each entry once it is on disk, in the order of the ledger. What it throws is logged and harms nobody. */
export type LedgerListener = (entry: LedgerEntry, written: Written) => void;

export interface Listeners {
  /** From now on; what was written before is not told. @returns how to stop listening */
  add(listener: LedgerListener): () => void;
  tell(entries: readonly LedgerEntry[], written: readonly Written[]): void;
}

export function createListeners(log: Log): Listeners {
  const listeners = new Set<LedgerListener>();
  const tellOne = (listener: LedgerListener, entry: LedgerEntry, written: Written) => {
    try {
      listener(entry, written);
    } catch (error) {
      log.error(
        { kind: entry.kind, seq: written.seq, error: String(error) },
        'a listener of the ledger failed; the record stands',
      );
    }
  };
  return {
    add: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell: (entries, written) => {
      for (const [index, entry] of entries.entries()) {
        const where = written[index];
        if (where === undefined) return;
        for (const listener of [...listeners]) tellOne(listener, entry, where);
      }
    },
  };
}

/** The same ledger, whose listeners are told before the append resolves. A refused append tells nobody. */
export function toldLedger(ledger: LedgerPort, listeners: Listeners): LedgerPort {
  return {
    append: async (entries) => {
      const written = await ledger.append(entries);
      listeners.tell(entries, written);
      return written;
    },
  };
}
