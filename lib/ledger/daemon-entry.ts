/** The ledger keeps any entry with a kind; whoever reads the daemon's own knows more of it. */
import type { LedgerEntry } from '../model/records.ts';
import type { StoredEntry } from './entry.ts';

/** An entry as the daemon wrote it. Kinds of a newer version are possible: readers pass over those they do not know. */
export function daemonEntry(stored: StoredEntry): LedgerEntry {
  return stored as unknown as LedgerEntry;
}
