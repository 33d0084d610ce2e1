/** What a ledger must not lose when its older segments go. */
import type { LedgerEntry } from '../model/records.ts';
import type { LedgerState } from './replay.ts';

/** What a new segment begins with, so that nothing is lost when older ones go. */
export function checkpointOf(state: LedgerState): LedgerEntry[] {
  dropUnusedHashes(state);
  const daemon: LedgerEntry[] = [state.start, state.led].filter((entry) => entry !== null);
  const states = [...state.datasets].map(
    ([dataset, memory]): LedgerEntry => ({ kind: 'state', dataset, ...memory }),
  );
  return [...daemon, ...state.policies.values(), ...state.budgets.values(), ...states];
}

function dropUnusedHashes({ datasets, hashes }: LedgerState): void {
  const used = new Set<number>();
  for (const { history } of datasets.values()) {
    for (const { record } of history.wishes) used.add(record);
    for (const { record } of history.changes) used.add(record);
    for (const { record } of history.levels ?? []) used.add(record);
  }
  for (const seq of hashes.keys()) if (!used.has(seq)) hashes.delete(seq);
}
