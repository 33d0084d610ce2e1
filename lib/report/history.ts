/** One line for each thing that happened. */
import { daemonEntry } from '../ledger/daemon-entry.ts';
import type { StoredRecord } from '../ledger/entry.ts';
import type { Predecessor } from '../model/carried-records.ts';
import type { Actor } from '../model/history.ts';
import { describeReason } from '../model/reasons/index.ts';
import type { LedgerEntry } from '../model/records.ts';
import { formatDuration } from '../units/duration.ts';
import { formatInstant } from '../units/instant.ts';
import { printable } from '../units/printable.ts';
import { formatSize } from '../units/size.ts';
import { whyTold } from './ladder.ts';

export interface HistoryRow {
  readonly seq: number;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** `namespace/name`, or `-` for what is of the daemon itself. */
  readonly dataset: string;
  /** The record's kind. */
  readonly kind: string;
  readonly what: string;
  readonly detail: string;
}

/**
 * Names and texts come from outside: they come out printable.
 * @param quiet also minutes in which nothing new was decided
 * @returns null for records that only carry state, and for quiet minutes unless they are asked for
 */
export function historyRow({ seq, at, entry: stored }: StoredRecord, quiet: boolean): HistoryRow | null {
  const entry = daemonEntry(stored);
  const told = tell(entry, quiet) ?? tellOwn(stored);
  if (told === null) return null;
  const dataset = 'dataset' in entry && entry.dataset !== null ? printable(entry.dataset) : '-';
  const [what, detail] = told.map(printable) as [string, string];
  return { seq, at: formatInstant(at), dataset, kind: entry.kind, what, detail };
}

const USE = { used: 'in use', unused: 'not in use', unknown: 'use unknown' } as const;
const USE_DETAIL = {
  used: 'a pod has the volume of the dataset, or a data operation runs',
  unused: 'no pod has the volume of the dataset',
  unknown: 'whether a pod has the volume of the dataset is not known: that counts as use',
} as const;

type Line = readonly [what: string, detail: string];

function tell(entry: LedgerEntry, quiet: boolean): Line | null {
  switch (entry.kind) {
    case 'decision': {
      const { outcome, current, target } = entry;
      const what = outcome === 'hold' ? `hold ${current}` : `${outcome} ${current} -> ${target}`;
      return [what, whyTold(entry)];
    }
    case 'conclusion':
      return [`${entry.result} ${entry.from} -> ${entry.to}`, entry.text || RESULTS[entry.result]];
    case 'change':
      return [`changed ${entry.from} -> ${entry.to}`, `by ${entry.manager}${ACTORS[entry.by]}`];
    case 'served':
      return [`${entry.workers} serve`, 'all workers asked for serve'];
    case 'use':
      return [USE[entry.state], USE_DETAIL[entry.state]];
    case 'operated':
      return entry.running.length === 0
        ? ['operations over', 'no data operation runs any more']
        : ['operation runs', entry.running.join(', ')];
    case 'seen':
      return [`seen at ${entry.replicas}`, `${entry.runtime} of uid ${entry.uid}`];
    case 'waiting':
      return ['waiting', describeReason(entry.reason)];
    case 'policy':
      return ['policy in force', `${entry.file}, sha256 ${entry.hash.slice(0, 12)}`];
    case 'policy-gone':
      return ['policy gone', `${entry.file} no longer holds it: the dataset is left alone`];
    case 'fault':
      return ['policy refused', oneLine(entry.text)];
    case 'lead':
      return ['leads', `as ${entry.identity}, after ${PREDECESSORS[entry.after]}`];
    case 'inherited':
      return [`remembers ${entry.replicas}`, entry.why];
    case 'jump':
      return [
        'clock jumped',
        `by ${entry.by < 0 ? '-' : '+'}${formatDuration(Math.abs(entry.by))}: what is remembered was moved along`,
      ];
    case 'start':
      return ['daemon start', `version ${entry.version}${entry.dryRun ? ', dry run' : ''}`];
    case 'stop':
      return ['daemon stop', entry.why];
    case 'quiet': {
      if (!quiet) return null;
      const { ticks, used, current, reason } = entry;
      const figures =
        used === null ? 'no reading' : `used ${formatSize(used.min)} to ${formatSize(used.max)}`;
      const looks = ticks === 1 ? '1 look' : `${ticks} looks`;
      return [`quiet ${current}`, `${looks}, ${figures}; ${describeReason(reason)}`];
    }
    default:
      return null;
  }
}

const PREDECESSORS: Readonly<Record<Predecessor, string>> = {
  ourselves: 'itself',
  another: 'another daemon',
  nobody: 'nobody',
};

const RESULTS = {
  applied: 'the API server took the patch',
  lost: 'count or runtime had changed meanwhile',
  refused: 'the patch was refused',
  unknown: 'no answer: it may have happened, and counts as spent',
} as const;

const ACTORS: Readonly<Record<Actor, string>> = {
  self: '',
  other: '',
  peer: ', as another daemon or before this ledger began',
  twin: ', without an intent of ours: another daemon',
};

/** What the ledger records of itself: an auditor wants to know that something went, and why. */
function tellOwn({ kind, ...fields }: StoredRecord['entry']): Line | null {
  if (kind === 'pruned') {
    const { seq } = (fields.last ?? {}) as { seq?: number };
    return ['ledger pruned', `${fields.records} records up to ${seq} removed, as the ledger’s bounds ask`];
  }
  if (kind !== 'repaired') return null;
  const files = ((fields.files ?? []) as { file?: string }[]).map(({ file }) => file).join(', ');
  return ['ledger repaired', `it ended in the middle of a record; what was cut off is kept in ${files}`];
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' | ');
}
