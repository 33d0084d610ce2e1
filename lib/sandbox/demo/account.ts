import type { DatasetStatus } from '../../daemon/ports.ts';
import { readLedger } from '../../ledger/read.ts';
import { describeReason } from '../../model/reasons/index.ts';
import type { LedgerEntry } from '../../model/records.ts';
import { historyRow } from '../../report/history.ts';

/** A short account at the end: what was decided and why, where the ledger lies, how to look into it. */
export async function account(
  ledger: string,
  last: DatasetStatus | null,
  head: { readonly seq: number; readonly hash: string },
): Promise<string[]> {
  const lines = ['', 'What was decided, and why'];
  for await (const record of readLedger(ledger, { kinds: ['decision', 'conclusion'] })) {
    const entry = record.entry as unknown as LedgerEntry;
    const row = historyRow(record, false);
    if (row === null || (entry.kind === 'decision' && entry.outcome === 'hold')) continue;
    lines.push(`  ${row.at.slice(11, 19)}  ${row.what.padEnd(16)} ${row.detail}`.trimEnd());
  }
  const dataset = last?.dataset ?? '';
  const { observation, reason } = last ?? { observation: null, reason: null };
  if (observation !== null) {
    const { replicas } = observation;
    lines.push(
      `  at the end  ${replicas} ${replicas === 1 ? 'worker' : 'workers'}: ${describeReason(reason)}`,
    );
  }
  return [
    ...lines,
    '',
    `The ledger is in ${ledger}. Ask it:`,
    `  npx fluid-autoscaler history --ledger ${ledger}`,
    `  npx fluid-autoscaler explain ${dataset} --ledger ${ledger}`,
    `  npx fluid-autoscaler verify --ledger ${ledger} --anchor ${head.seq}:${head.hash}`,
  ];
}
