/** What a ledger knows, read beside the daemon that writes it: no lock is taken, and no key is needed. */
import { readLedger } from '../ledger/read.ts';
import { type DatasetMemory, emptyState, memoryOf, replayOne } from '../ledger/replay.ts';

/**
 * @param now instant in ms
 * @returns what the daemon remembers of a dataset (`namespace/name`), or null
 * @throws {LedgerError} when there is no ledger
 */
export async function memoryIn(
  folder: string,
  now: number,
  onDamage: (message: string) => void,
): Promise<(dataset: string) => DatasetMemory | null> {
  const state = emptyState();
  const records = readLedger(folder, { onDamage, fromNewestCheckpoint: true });
  for await (const record of records) replayOne(state, record);
  return (dataset) => memoryOf(state, dataset, now);
}
