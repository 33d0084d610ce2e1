import { realDisk } from '../ledger/disk.ts';
import { listSegments, peekSegment } from '../ledger/segments.ts';

/** Whether a record is one of those that carry the state into a new segment: it repeats what happened before. */
export type IsRepeated = (seq: number) => boolean;

/** Reads each segment's first record, which says how many records of state follow it. */
export async function repeatedRecords(folder: string): Promise<IsRepeated> {
  const spans: { readonly first: number; readonly last: number }[] = [];
  // Where there is no ledger, whoever reads it says so.
  const { numbers } = await listSegments(realDisk, folder).catch(() => ({ numbers: [] }));
  for (const number of numbers) {
    const opening = (await peekSegment(realDisk, folder, number))?.opening;
    if (opening != null && opening.checkpoint > 0)
      spans.push({ first: opening.seq + 1, last: opening.seq + opening.checkpoint });
  }
  return (seq) => spans.some(({ first, last }) => seq >= first && seq <= last);
}
