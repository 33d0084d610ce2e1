import { join } from 'node:path';
import { type Chain, noHash } from './chain.ts';
import { type Disk, withFile } from './disk.ts';
import { LedgerError } from './error.ts';
import type { Head } from './line.ts';
import { bytesFrom, lastLine } from './lines.ts';
import { type Scan, scanSegment } from './scan.ts';
import { listSegments, peekSegment, type Segment, type Span, segmentName, unreadable } from './segments.ts';
import { keepAside } from './torn.ts';

/** Where an existing ledger is to be continued. */
export interface Recovered {
  /** Ascending, the current one last; each with its opening. */
  readonly segments: readonly Segment[];
  readonly end: number;
  readonly openingEnd: number;
  readonly span: Span;
  readonly head: Head & { readonly at: number };
  readonly pruned: Head | null;
}

const advice =
  'this is not how the ledger left it, so nothing is added to it: run verify on the folder to see what was changed, keep a copy, ' +
  'and move the folder aside to begin a new one';

function damaged(folder: string, what: string, seq?: number): LedgerError {
  return new LedgerError(
    'LedgerDamaged',
    `the ledger in ${folder}: ${what}; ${advice}`,
    seq === undefined ? {} : { seq },
  );
}

async function allSegments(disk: Disk, folder: string): Promise<Segment[]> {
  const { numbers } = await listSegments(disk, folder);
  const segments: Segment[] = [];
  for (const number of numbers) {
    const segment = await peekSegment(disk, folder, number);
    if (segment !== null) segments.push(segment);
  }
  return segments;
}

/** Numbers run on and first records ascend; of the older segments no more is read here. */
function checkRow(folder: string, segments: readonly Segment[], chain: Chain): void {
  for (const [index, segment] of segments.entries()) {
    if (segment.opening === null) throw damaged(folder, `${segment.name} does not begin with a first record`);
    const refused = unreadable(segment.opening, chain, folder);
    if (refused !== null) throw refused;
    const before = segments[index - 1];
    if (before === undefined) continue;
    if (segment.number !== before.number + 1) {
      throw damaged(folder, `${segmentName(before.number + 1)} is missing`);
    }
    if (segment.opening.seq <= (before.opening?.seq ?? 0)) {
      throw damaged(folder, `${segment.name} does not follow ${before.name}`, segment.opening.seq);
    }
  }
}

/** The first record there is the very first, or follows what was pruned. */
function checkFront(folder: string, first: Segment, pruned: Head | null): void {
  const { seq, prev } = first.opening ?? { seq: 0, prev: '' };
  if (seq === 1 && prev === noHash) return;
  if (pruned !== null && seq <= pruned.seq) return;
  if (pruned !== null && seq === pruned.seq + 1 && prev === pruned.hash) return;
  throw damaged(
    folder,
    `it begins with record ${seq}, and no record says that those before were pruned`,
    seq,
  );
}

async function checkLink(
  disk: Disk,
  folder: string,
  before: Segment,
  scan: Scan,
  chain: Chain,
): Promise<void> {
  const line = await lastLine(disk, join(folder, before.name));
  if (line !== null && chain.hash(line) === scan.opening?.prev) return;
  throw damaged(
    folder,
    `record ${scan.opening?.seq} does not follow the last record of ${before.name}`,
    scan.opening?.seq,
  );
}

/** Cuts a file to its good part, once what is cut off is kept aside. */
async function cutTail(disk: Disk, folder: string, segment: Segment, scan: Scan, seq: number): Promise<void> {
  const path = join(folder, segment.name);
  const tail = await bytesFrom(disk, path, scan.goodEnd);
  if (tail.length > 0) await keepAside(disk, folder, seq, tail);
  await withFile(disk, path, 'write', async (file) => {
    if (tail.length > 0) await file.truncate(scan.goodEnd);
    // Also without a tail: what the last process wrote may not have reached the disk, and is about to be built upon.
    await file.sync();
  });
}

/**
 * A segment's first record and its checkpoint are written together, before anything else in it: when they are not all
 * there, nothing in it was ever acknowledged, and the segment before is the current one.
 */
async function dropHalfOpened(disk: Disk, folder: string, segment: Segment, seq: number): Promise<void> {
  const path = join(folder, segment.name);
  const bytes = await bytesFrom(disk, path, 0);
  if (bytes.length > 0) await keepAside(disk, folder, seq, bytes);
  await disk.remove(path);
  await disk.syncFolder(folder);
}

/**
 * Finds where a ledger stands and repairs what a power cut left at its end, or gives null for a folder without records.
 * Nothing is changed before everything looked at has been found in order.
 * @throws LedgerError LedgerDamaged, KeyMismatch, LedgerFormat; system errors of the disk
 */
export async function recover(disk: Disk, folder: string, chain: Chain): Promise<Recovered | null> {
  const all = await allSegments(disk, folder);
  const newest = all.at(-1);
  if (newest === undefined) return null;
  const newestScan = await scanSegment(disk, folder, newest.number, chain);
  const halfOpened = newestScan.openingEnd === null;
  const segments = halfOpened ? all.slice(0, -1) : all;
  const last = segments.at(-1);
  if (halfOpened && newest.number !== (last?.number ?? 0) + 1) {
    throw damaged(folder, `the segments before ${newest.name} are missing`);
  }
  if (last === undefined) {
    await dropHalfOpened(disk, folder, newest, 1);
    return null;
  }
  checkRow(folder, segments, chain);
  const scan = halfOpened ? await scanSegment(disk, folder, last.number, chain) : newestScan;
  const { head, span, openingEnd, pruned, goodEnd } = scan;
  if (head === null || span === null || openingEnd === null) {
    throw damaged(folder, `${last.name} does not begin with a whole first record and its checkpoint`);
  }
  checkFront(folder, segments[0] ?? last, pruned);
  const before = segments.at(-2);
  if (before !== undefined) await checkLink(disk, folder, before, scan, chain);
  if (halfOpened) await dropHalfOpened(disk, folder, newest, head.seq + 1);
  await cutTail(disk, folder, last, scan, head.seq + 1);
  await disk.syncFolder(folder);
  return { segments, end: goodEnd, openingEnd, span, head, pruned };
}
