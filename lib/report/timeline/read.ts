/** Reads a ledger once, from its beginning or `from` on, and gathers the timeline of each dataset. */
import { daemonEntry } from '../../ledger/daemon-entry.ts';
import { ownKinds, type StoredRecord } from '../../ledger/entry.ts';
import { readLedger } from '../../ledger/read.ts';
import type { LedgerEntry } from '../../model/records.ts';
import { repeatedRecords } from '../checkpoints.ts';
import { aboutDataset, type FindOptions, findStory } from '../find.ts';
import { type HistoryRow, historyRow } from '../history.ts';
import type { Story } from '../story.ts';
import { createGatherer, type Gatherer } from './gather.ts';
import type { Timeline } from './timeline.ts';

/** More datasets than this are only named, unless they are asked for by name. */
export const MOST_DATASETS = 40;
/** Starts and stops of the daemon that are told; older ones are counted. */
const MOST_DAEMON_ROWS = 100;

export interface ReadTimelinesOptions extends FindOptions {
  /** Instants, ms; null: from the first record, or to the last. */
  readonly from: number | null;
  readonly to: number | null;
  /** `namespace/name` each; none: all, up to {@link MOST_DATASETS}. */
  readonly datasets: readonly string[];
}

export interface Timelines {
  readonly from: number;
  readonly to: number;
  /** Sorted by name. */
  readonly datasets: readonly Timeline[];
  /** Datasets that were left out because there were too many, sorted. */
  readonly leftOut: readonly string[];
  /** Starts, stops and what else is of the daemon itself; the newest. */
  readonly daemon: readonly HistoryRow[];
  readonly records: number;
}

/**
 * @returns null when the ledger holds no record in that time
 * @throws LedgerError as `readLedger`
 */
export async function readTimelines(
  folder: string,
  { from, to, datasets, ...options }: ReadTimelinesOptions,
): Promise<Timelines | null> {
  const range = await rangeOf(folder, from, to, options);
  if (range === null) return null;
  const isRepeated = await repeatedRecords(folder);
  const begins = from === null ? null : range.from;
  const story = (dataset: string, at: number) => findStory(folder, dataset, at, options);
  const collection = createCollection({ range, datasets, begins, story });
  const [only] = datasets;
  const containing = datasets.length === 1 && only !== undefined ? aboutDataset(only) : undefined;
  for await (const record of readLedger(folder, { ...options, ...range, containing })) {
    if (!isRepeated(record.seq)) await collection.add(record);
  }
  return { ...range, ...collection.all() };
}

interface CollectionOptions {
  readonly range: { readonly from: number; readonly to: number };
  readonly datasets: readonly string[];
  /** Where the ledger holds more before it; null: it begins with the first record. */
  readonly begins: number | null;
  readonly story: (dataset: string, at: number) => Promise<Story>;
}

/** Gives each record to whom it belongs. */
function createCollection({ range, datasets, begins, story }: CollectionOptions) {
  const gatherers = new Map<string, Gatherer>();
  const leftOut = new Set<string>();
  let daemon: HistoryRow[] = [];
  let records = 0;

  const gathererOf = async (dataset: string): Promise<Gatherer | undefined> => {
    const known = gatherers.get(dataset);
    if (known !== undefined || leftOut.has(dataset)) return known;
    if (datasets.length > 0 && !datasets.includes(dataset)) return undefined;
    if (datasets.length === 0 && gatherers.size >= MOST_DATASETS) {
      leftOut.add(dataset);
      return undefined;
    }
    const before = begins === null ? null : await story(dataset, begins);
    const [policy, decision] = [before?.policy?.entry ?? null, before?.decision?.entry ?? null];
    const gatherer = createGatherer({ dataset, ...range, policy, decision });
    gatherers.set(dataset, gatherer);
    return gatherer;
  };

  return {
    add: async (record: StoredRecord): Promise<void> => {
      records++;
      const { dataset } = daemonEntry(record.entry) as Extract<LedgerEntry, { dataset: unknown }>;
      if (dataset === undefined || dataset === null) daemon = withRow(daemon, record);
      else (await gathererOf(dataset))?.add(record);
    },
    all: (): Omit<Timelines, 'from' | 'to'> => ({
      datasets: [...gatherers].sort(byName).map(([, gatherer]) => gatherer.timeline()),
      leftOut: [...leftOut].sort(),
      daemon: daemon.slice(-MOST_DAEMON_ROWS),
      records,
    }),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** What is asked for, or else from the first record to the last. */
async function rangeOf(
  folder: string,
  from: number | null,
  to: number | null,
  options: FindOptions,
): Promise<{ readonly from: number; readonly to: number } | null> {
  const limits = { ...options, from: from ?? undefined, to: to ?? undefined };
  const first = await firstOf(readLedger(folder, limits));
  const last = await firstOf(readLedger(folder, { ...limits, backwards: true }));
  if (first === null || last === null) return null;
  return { from: from ?? first.at, to: to ?? last.at };
}

/** The first that is not the ledger's own. */
async function firstOf(records: AsyncIterable<StoredRecord>): Promise<StoredRecord | null> {
  const own: readonly string[] = ownKinds;
  for await (const record of records) if (!own.includes(record.entry.kind)) return record;
  return null;
}

function withRow(rows: HistoryRow[], record: StoredRecord): HistoryRow[] {
  const row = historyRow(record, false);
  if (row === null) return rows;
  rows.push(row);
  return rows.length > 2 * MOST_DAEMON_ROWS ? rows.slice(-MOST_DAEMON_ROWS) : rows;
}
