/** What a replay rests on, and what of the recording it could not take over. */
import { formatDuration } from '../../units/duration.ts';
import { formatSize } from '../../units/size.ts';
import type { Recording } from './recording.ts';

/** A share that is worth a remark. */
const UNTOLD = 0.001;

/** @param unplaced recorded bytes that the model had no block for */
export function notesOf(recording: Recording, unplaced: number): readonly string[] {
  const { circumstances, untold, mostServing, startUps, traffic } = recording;
  const last = circumstances.at(-1)?.dataset;
  const missed = traffic.reduce((sum, { misses }) => sum + misses, 0);
  return [
    'Replayed is the demand for data, not the utilization: bytes from the under-store are what was asked for and not in the cache, the other bytes served what was.',
    'The ledger does not tell which data that was. It is taken to be read in order, again and again: each miss is of the next block that a cache of the recorded size would not hold, each hit of the next that it would. Readers in random order would gain more from a cache that is too small, and less from one that is nearly large enough.',
    'Within the stretch between two records, a minute at most, bytes are spread evenly over the looks that saw some.',
    'The demand is the same under every policy: applications that would have read faster from a larger cache are not made faster, and a data load asks for as much as it did.',
    ...(last?.sizeBytes == null
      ? [
          'The dataset’s size was not known: every byte from the under-store is taken for data never read before, so a larger cache saves none of them.',
        ]
      : []),
    ...(startUps.length === 0
      ? ['No start of a worker was seen: they take as long as the sandbox’s.']
      : [
          `Workers start as quickly as they did: ${formatDuration([...startUps].sort((a, b) => a - b)[Math.floor(startUps.length / 2)] ?? 0)} from the change of the count until all serve, the median of ${startUps.length}.`,
        ]),
    ...(mostServing === null ? [] : [`More than ${mostServing} workers never came, so they never do.`]),
    ...(untold > UNTOLD
      ? [
          `For ${(100 * untold).toFixed(1)}% of the time the ledger does not tell what passed: nothing is replayed there.`,
        ]
      : []),
    ...(unplaced > UNTOLD * missed && unplaced > 2 ** 30
      ? [
          `${formatSize(unplaced)} of the ${formatSize(missed)} recorded from the under-store found no block in the model, which held everything by then, and were left out: workers that died with their data are not told by the ledger, nor is data that was read past the cache.`,
        ]
      : []),
    ...((last?.copies ?? 1) > 1
      ? [`The model keeps one copy of each block; the dataset has ${last?.copies}.`]
      : []),
  ];
}
