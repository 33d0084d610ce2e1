/** Finds what stands at an instant without reading the whole ledger. */
import type { StoredRecord } from '../ledger/entry.ts';
import { type ReadOptions, readLedger } from '../ledger/read.ts';
import type { DecisionRecord } from '../model/records.ts';
import { repeatedRecords } from './checkpoints.ts';
import { type Story, storyAt, told } from './story.ts';

/** What of the ledger's `ReadOptions` the caller decides. */
export type FindOptions = Pick<ReadOptions, 'keyFile' | 'onDamage'>;

const STANDING = ['decision', 'waiting', 'policy-gone'];
const TELLING = [...STANDING, 'quiet', 'policy', 'fault', 'change', 'intent', 'conclusion'];

/**
 * @param dataset `namespace/name`
 * @param at instant, ms
 * @returns what the ledger in `folder` says of the dataset at that instant
 * @throws LedgerError as `readLedger`
 */
export async function findStory(
  folder: string,
  dataset: string,
  at: number,
  options: FindOptions = {},
): Promise<Story> {
  const containing = aboutDataset(dataset);
  const latest = (kinds: readonly string[], suits: (record: StoredRecord) => boolean = () => true) =>
    first(readLedger(folder, { ...options, kinds, containing, to: at, backwards: true }), suits);
  // When the decision has been pruned, its quiet minutes still tell what it was.
  const stands = (await latest(STANDING)) ?? (await latest(['quiet']));
  const { kind, policy } = (stands?.entry ?? {}) as Partial<DecisionRecord>;
  const document = await latest(['policy'], ({ entry }) => kind !== 'decision' || entry.hash === policy);
  const found = [stands, document].flatMap((record) => (record === null ? [] : [record.at]));
  const from = Math.min(...found, at);
  const story = await storyAt(
    readLedger(folder, { ...options, kinds: TELLING, containing, from }),
    dataset,
    at,
  );
  const daemon = { ...options, kinds: ['start', 'stop'] };
  const running = await first(readLedger(folder, { ...daemon, to: at, backwards: true }));
  const isRepeated = await repeatedRecords(folder);
  const restart = await first(
    readLedger(folder, { ...daemon, from: at + 1, to: story.nextLookAt ?? undefined }),
    ({ seq, entry }) => entry.kind === 'start' && !isRepeated(seq),
  );
  story.running = running && (told(running, running.entry) as unknown as Story['running']);
  story.restart = restart && (told(restart, restart.entry) as unknown as Story['restart']);
  return story;
}

/** Text that stands in every line about a dataset, and in no other. */
export function aboutDataset(dataset: string): string {
  return `"dataset":${JSON.stringify(dataset)}`;
}

async function first(
  records: AsyncIterable<StoredRecord>,
  suits: (record: StoredRecord) => boolean = () => true,
): Promise<StoredRecord | null> {
  for await (const record of records) if (suits(record)) return record;
  return null;
}
