import { type ReadOptions, readLedger } from '../ledger/read.ts';
import { type Story, storyAt } from './story.ts';

/** A conclusion or a quiet minute that belongs to an instant may be recorded this much later, ms. */
const LATER_MS = 120_000;

/** @returns what the ledger in `folder` says of `dataset` (`namespace/name`) at `at` (ms); reads no more of it than needed */
export async function findStory(
  folder: string,
  dataset: string,
  at: number,
  keyFile?: string,
): Promise<Story> {
  const containing = JSON.stringify(dataset);
  const options: ReadOptions = { keyFile, onDamage: () => undefined };
  let from = Number.NEGATIVE_INFINITY;
  const wanted = new Set(['decision', 'policy']);
  const backwards = {
    ...options,
    to: at,
    kinds: ['decision', 'waiting', 'policy'],
    containing,
    backwards: true,
  };
  for await (const record of readLedger(folder, backwards)) {
    from = record.at;
    wanted.delete(record.entry.kind === 'waiting' ? 'decision' : record.entry.kind);
    if (wanted.size === 0) break;
  }
  return storyAt(readLedger(folder, { ...options, from, to: at + LATER_MS }), dataset, at);
}
