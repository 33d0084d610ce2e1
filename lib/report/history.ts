/** One line for each thing that happened. */
import type { StoredRecord } from '../ledger/entry.ts';
import { describeReason } from '../model/reasons/index.ts';
import type { LedgerEntry } from '../model/records.ts';
import { formatInstant } from '../units/instant.ts';
import { formatSize } from '../units/size.ts';

export interface HistoryRow {
  readonly seq: number;
  readonly at: string;
  readonly dataset: string;
  readonly what: string;
  readonly detail: string;
}

/** @returns null for records that only carry state, and for quiet minutes unless `quiet` is asked for */
export function historyRow(record: StoredRecord, quiet: boolean): HistoryRow | null {
  const entry = record.entry as unknown as LedgerEntry;
  const told = tell(entry, quiet);
  if (told === null) return null;
  const dataset = 'dataset' in entry && entry.dataset !== null ? entry.dataset : '-';
  return { seq: record.seq, at: formatInstant(record.at), dataset, what: told[0], detail: told[1] };
}

function tell(entry: LedgerEntry, quiet: boolean): readonly [string, string] | null {
  switch (entry.kind) {
    case 'decision': {
      const { outcome, current, target, reason } = entry;
      const what = outcome === 'hold' ? `hold ${current}` : `${outcome} ${current} -> ${target}`;
      return [what, describeReason(reason)];
    }
    case 'conclusion':
      return [`${entry.result} ${entry.from} -> ${entry.to}`, entry.text];
    case 'change':
      return [`changed ${entry.from} -> ${entry.to}`, `by ${entry.manager} (${entry.by})`];
    case 'served':
      return [`${entry.workers} serve`, 'all workers asked for serve'];
    case 'seen':
      return [`seen at ${entry.replicas}`, `${entry.runtime} uid ${entry.uid}`];
    case 'waiting':
      return ['waiting', describeReason(entry.reason)];
    case 'policy':
      return ['policy in force', `${entry.file} sha256 ${entry.hash.slice(0, 12)}`];
    case 'policy-gone':
      return ['policy gone', entry.file];
    case 'fault':
      return ['fault', entry.text];
    case 'start':
      return ['daemon start', `version ${entry.version}${entry.dryRun ? ', dry run' : ''}`];
    case 'stop':
      return ['daemon stop', entry.why];
    case 'quiet': {
      if (!quiet) return null;
      const { ticks, used, current, reason } = entry;
      const figures = used === null ? 'blind' : `used ${formatSize(used.min)}..${formatSize(used.max)}`;
      return [`quiet ${current}`, `${ticks} looks, ${figures}; ${describeReason(reason)}`];
    }
    default:
      return null;
  }
}
