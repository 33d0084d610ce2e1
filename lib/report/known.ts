import { readLedger } from '../ledger/read.ts';
import { nearest } from '../spec/nearest.ts';
import { formatInstant } from '../units/instant.ts';
import type { FindOptions } from './find.ts';

const TELLING = ['policy', 'policy-gone', 'fault', 'waiting', 'seen', 'state', 'decision', 'quiet'];

const MOST_NAMED = 10;

export interface Known {
  /** When the dataset is first spoken of, ms; null: never. */
  readonly firstAt: number | null;
  /** All datasets the ledger speaks of, sorted. */
  readonly datasets: readonly string[];
}

/**
 * What a ledger knows, for whoever asked for something it does not.
 * @param dataset `namespace/name`
 * @throws LedgerError as `readLedger`
 */
export async function whatIsKnown(
  folder: string,
  dataset: string,
  options: FindOptions = {},
): Promise<Known> {
  let firstAt: number | null = null;
  const datasets = new Set<string>();
  for await (const { at, entry } of readLedger(folder, { ...options, kinds: TELLING })) {
    if (typeof entry.dataset !== 'string') continue;
    datasets.add(entry.dataset);
    if (entry.dataset === dataset) firstAt ??= at;
  }
  return { firstAt, datasets: [...datasets].sort() };
}

/** Says that the ledgers have nothing of a dataset up to an instant (ms), and what they have instead. */
export function nothingOf(
  { firstAt, datasets }: Known,
  folders: readonly string[],
  dataset: string,
  at: number,
): string {
  const one = folders.length === 1;
  const ledgers = `the ${one ? 'ledger' : 'ledgers'} in ${folders.join(' and ')}`;
  if (firstAt !== null)
    return `${ledgers} ${one ? 'has' : 'have'} nothing of ${dataset} up to ${formatInstant(at)}; it is first spoken of at ${formatInstant(firstAt)}`;
  if (datasets.length === 0)
    return `${ledgers} ${one ? 'knows' : 'know'} no dataset ${dataset}, nor any other yet`;
  const sameName = datasets.find((known) => known.split('/')[1] === dataset.split('/')[1]);
  const meant = sameName ?? nearest(dataset, datasets);
  const hint = meant === undefined || datasets.length === 1 ? '' : `; did you mean ${meant}?`;
  const more = datasets.length > MOST_NAMED ? ` and ${datasets.length - MOST_NAMED} more` : '';
  return `${ledgers} ${one ? 'knows' : 'know'} no dataset ${dataset}, only ${datasets.slice(0, MOST_NAMED).join(', ')}${more}${hint}`;
}
