/** A ledger as daemons write it over months: ten datasets, a quiet record a minute, a decision now and then. */
import type { Ledger } from '../../lib/ledger/types.ts';
import type { DecisionRecord, LedgerEntry, QuietRecord } from '../../lib/model/records.ts';
import {
  decisionRecord,
  HALF,
  MINUTE,
  NOON,
  patchRecords,
  policyRecord,
  quietRecord,
} from '../lib/report/make.ts';

const DATASETS = 10;
const DECISION_EVERY = 60;
const BATCH = 5000;

const hold = decisionRecord(NOON, HALF);
const quiet = quietRecord(hold, NOON, NOON + MINUTE);
const named = <T extends LedgerEntry>(entry: T, n: number): T => ({
  ...entry,
  dataset: `default/spark-${n % DATASETS}`,
});

function entriesAt(n: number): LedgerEntry[] {
  const at = NOON + Math.floor(n / DATASETS) * MINUTE;
  const used = (n % 1000) * 1_000_000;
  const minute: QuietRecord = {
    ...quiet,
    from: at + 5000,
    to: at + MINUTE,
    used: { min: used, max: used + 60_000_000, last: used + 30_000_000 },
    inflow: { ufs: used, served: 3 * used },
  };
  if (n % DECISION_EVERY !== 0) return [named(minute, n)];
  const move: DecisionRecord = { ...hold, outcome: 'move', decidedAt: at, target: 2, current: 1 };
  const patch = patchRecords(move, n);
  return [move, ...patch].map((entry) => named(entry, n));
}

/** Appends so many records. */
export async function writeMonths(ledger: Ledger, records: number): Promise<void> {
  await ledger.appendAll(Array.from({ length: DATASETS }, (_, n) => named(policyRecord(), n)));
  let batch: LedgerEntry[] = [];
  let written = DATASETS;
  for (let n = 0; written < records; n++) {
    batch.push(...entriesAt(n));
    if (batch.length < BATCH && written + batch.length < records) continue;
    await ledger.appendAll(batch);
    written += batch.length;
    batch = [];
  }
}
