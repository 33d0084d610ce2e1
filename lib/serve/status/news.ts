/** What happened to each dataset, from the ledger's entries as they come to disk: the last of it, bounded. */
import type { ChartMark } from '../../charts/spec.ts';
import { describeReason } from '../../model/reasons/index.ts';
import type { LedgerEntry } from '../../model/records.ts';
import { printable } from '../../units/printable.ts';
import { shareOf } from '../share.ts';
import type { NewsItem } from './wire.ts';

/** So many of each are kept of a dataset, where there are not too many datasets. */
const MOST_NEWS = 30;
const MOST_MARKS = 60;
/** Of all datasets together: six megabytes. */
export const MOST_NEWS_OF_ALL = 30_000;

export interface News {
  /** @param now for entries that carry no time of their own, ms since the epoch */
  heard(entry: LedgerEntry, now: number): void;
  /** Newest first. */
  of(dataset: string): readonly NewsItem[];
  /** How many there ever were. */
  count(dataset: string): number;
  /** Real changes of the count, oldest first. */
  marks(dataset: string): readonly ChartMark[];
  /** Drops what is kept of datasets that are not among these. */
  keep(datasets: ReadonlySet<string>): void;
}

interface Kept {
  count: number;
  news: readonly NewsItem[];
  marks: readonly ChartMark[];
}

export function createNews(): News {
  const kept = new Map<string, Kept>();
  const placeOf = (dataset: string): Kept => {
    const place = kept.get(dataset) ?? { count: 0, news: [], marks: [] };
    kept.set(dataset, place);
    return place;
  };
  return {
    heard: (entry, now) => {
      if (!('dataset' in entry) || entry.dataset === null) return;
      const item = itemOf(entry, now);
      const mark = markOf(entry);
      if (item === null && mark === null) return;
      const place = placeOf(entry.dataset);
      const most = (each: number) => shareOf(each, MOST_NEWS_OF_ALL, kept.size);
      place.count++;
      if (item !== null)
        place.news = [{ ...item, text: flat(item.text) }, ...place.news].slice(0, most(MOST_NEWS));
      if (mark !== null) place.marks = [...place.marks, mark].slice(-most(MOST_MARKS));
    },
    of: (dataset) => kept.get(dataset)?.news ?? [],
    count: (dataset) => kept.get(dataset)?.count ?? 0,
    marks: (dataset) => kept.get(dataset)?.marks ?? [],
    keep: (datasets) => {
      for (const dataset of kept.keys()) if (!datasets.has(dataset)) kept.delete(dataset);
    },
  };
}

/** The same text in one piece: V8 keeps one that was put together as its pieces, which takes five times the room. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

function itemOf(entry: LedgerEntry, now: number): NewsItem | null {
  switch (entry.kind) {
    case 'decision': {
      const { current, target, outcome, reason, saidNews, decidedAt: at } = entry;
      const text = [...(saidNews ?? []), reason].map(describeReason).join('; ');
      if (outcome === 'hold') return { at, level: 'quiet', text: `stays at ${current}: ${text}` };
      const verb = outcome === 'would' ? 'would go' : 'goes';
      return { at, level: 'act', text: `${verb} ${current} → ${target}: ${text}` };
    }
    case 'conclusion': {
      const { result, from, to, text, concludedAt: at } = entry;
      const why = text === '' ? '' : `: ${printable(text)}`;
      return { at, level: result === 'applied' ? 'good' : 'warn', text: `${from} → ${to} ${result}${why}` };
    }
    case 'change':
      return {
        at: entry.changedAt,
        level: 'warn',
        text: `${printable(entry.manager)} changed the count ${entry.from} → ${entry.to}`,
      };
    case 'served':
      return { at: entry.servedAt, level: 'good', text: `all ${entry.workers} workers serve` };
    case 'use':
      return { at: entry.seenAt, level: 'quiet', text: USE[entry.state] };
    case 'waiting':
      return { at: now, level: 'warn', text: describeReason(entry.reason) };
    case 'policy':
      return { at: now, level: 'quiet', text: `policy of ${printable(entry.file)} in force` };
    case 'fault':
      return { at: now, level: 'warn', text: printable(entry.text) };
    default:
      return null;
  }
}

const USE = {
  used: 'the dataset is in use',
  unused: 'no pod uses the dataset any more',
  unknown: 'whether a pod uses the dataset is not known',
} as const;

function markOf(entry: LedgerEntry): ChartMark | null {
  if (entry.kind === 'conclusion' && entry.result === 'applied') {
    return { at: entry.concludedAt / 1000, label: `${entry.from} → ${entry.to}`, tone: 'replicas' };
  }
  if (entry.kind !== 'change' || entry.by === 'self') return null;
  const by = printable(entry.manager);
  return { at: entry.changedAt / 1000, label: `${entry.from} → ${entry.to} by ${by}`, tone: 'other' };
}
