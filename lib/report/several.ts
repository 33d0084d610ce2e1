/** Several daemons with a ledger each lead in turn: their ledgers told as one. */
import { daemonEntry } from '../ledger/daemon-entry.ts';
import type { StoredRecord } from '../ledger/entry.ts';
import { type ReadOptions, readLedger } from '../ledger/read.ts';
import type { ConclusionRecord } from '../model/records.ts';
import { type IsRepeated, repeatedRecords } from './checkpoints.ts';
import { aboutDataset, type FindOptions, findStory } from './find.ts';
import { type HistoryRow, historyRow } from './history.ts';
import { type Known, whatIsKnown } from './known.ts';
import { type Story, told } from './story.ts';

export interface FromLedger<T> {
  /** The folder, as it was given. */
  readonly ledger: string;
  readonly value: T;
}

/** Records of several ledgers in the order of their times; those of one ledger stay in their own order. */
async function* mergeByTime(
  ledgers: readonly { readonly ledger: string; readonly records: AsyncIterable<StoredRecord> }[],
): AsyncGenerator<FromLedger<StoredRecord>> {
  const heads = await Promise.all(
    ledgers.map(async ({ ledger, records }) => {
      const iterator = records[Symbol.asyncIterator]();
      return { ledger, iterator, next: await iterator.next() };
    }),
  );
  for (;;) {
    let first: { ledger: string; record: StoredRecord; head: (typeof heads)[number] } | null = null;
    for (const head of heads) {
      if (head.next.done === true) continue;
      const record = head.next.value;
      if (first === null || record.at < first.record.at) first = { ledger: head.ledger, record, head };
    }
    if (first === null) return;
    yield { ledger: first.ledger, value: first.record };
    first.head.next = await first.head.iterator.next();
  }
}

/** What happened, by time. @param quiet also minutes in which nothing new was decided */
export async function* historyAmong(
  ledgers: readonly string[],
  options: ReadOptions,
  quiet: boolean,
): AsyncGenerator<FromLedger<HistoryRow>> {
  const repeated = new Map<string, IsRepeated>();
  for (const ledger of ledgers) repeated.set(ledger, await repeatedRecords(ledger));
  const read = ledgers.map((ledger) => ({ ledger, records: readLedger(ledger, options) }));
  for await (const { ledger, value } of mergeByTime(read)) {
    const row = repeated.get(ledger)?.(value.seq) === true ? null : historyRow(value, quiet);
    if (row !== null) yield { ledger, value: row };
  }
}

/**
 * What the daemon that led at an instant says of a dataset: the one that looked last. An intent that it left open was
 * concluded by whoever led next.
 * @param dataset `namespace/name`
 * @param at instant, ms
 * @throws LedgerError as `readLedger`
 */
export async function findStoryAmong(
  ledgers: readonly string[],
  dataset: string,
  at: number,
  options: FindOptions = {},
): Promise<FromLedger<Story>> {
  const found: FromLedger<Story>[] = [];
  for (const ledger of ledgers) found.push({ ledger, value: await findStory(ledger, dataset, at, options) });
  const [first, ...others] = [...found].sort((a, b) => lookedAt(b.value) - lookedAt(a.value));
  if (first === undefined) throw new RangeError('no ledger was given');
  const story = first.value;
  const nexts = found.flatMap(({ value }) => (value.nextLookAt === null ? [] : [value.nextLookAt]));
  story.nextLookAt = nexts.length === 0 ? null : Math.min(...nexts);
  story.conclusion = (await concludedBy(others, story, options)) ?? story.conclusion;
  return first;
}

/** Of two that never looked, the one whose document has come, or gone, last. */
function lookedAt({ lastLookAt, policy, gone }: Story): number {
  return lastLookAt ?? Math.max(policy?.at ?? 0, gone?.at ?? 0) - Number.MAX_SAFE_INTEGER;
}

async function concludedBy(
  others: readonly FromLedger<Story>[],
  { intent, dataset }: Story,
  options: FindOptions,
): Promise<Story['conclusion']> {
  if (intent === null) return null;
  const { uid, from, to } = intent.entry;
  for (const { ledger } of others) {
    const kinds = ['inherited', 'conclusion'];
    const containing = aboutDataset(dataset);
    const inherited = new Set<number>();
    for await (const record of readLedger(ledger, { ...options, kinds, containing, from: intent.at })) {
      const entry = daemonEntry(record.entry);
      if (entry.kind === 'inherited' && entry.open !== null) inherited.add(record.seq);
      if (entry.kind !== 'conclusion' || !inherited.has(entry.intent)) continue;
      if (entry.uid === uid && entry.from === from && entry.to === to)
        return told<ConclusionRecord>(record, entry);
    }
  }
  return null;
}

/** What several ledgers know together; as `whatIsKnown`. */
export async function knownAmong(
  ledgers: readonly string[],
  dataset: string,
  options: FindOptions = {},
): Promise<Known> {
  const all: Known[] = [];
  for (const ledger of ledgers) all.push(await whatIsKnown(ledger, dataset, options));
  const firsts = all.flatMap(({ firstAt }) => (firstAt === null ? [] : [firstAt]));
  return {
    firstAt: firsts.length === 0 ? null : Math.min(...firsts),
    datasets: [...new Set(all.flatMap(({ datasets }) => datasets))].sort(),
  };
}
