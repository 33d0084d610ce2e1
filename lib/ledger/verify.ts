import { join } from 'node:path';
import { parseAnchor } from './anchor.ts';
import { type Chain, loadChain } from './chain.ts';
import type { Finding, SeenLine } from './diagnose.ts';
import { type Disk, realDisk } from './disk.ts';
import { LedgerError, systemCode } from './error.ts';
import { judgeAnchor, judgeChain } from './judge.ts';
import { type Head, readRecord } from './line.ts';
import { eachLine, linesOf } from './lines.ts';
import { listSegments, readOpening, segmentName, unreadable } from './segments.ts';
import { ChainWalk, lastPruned, runsOf, type WalkOptions } from './walk.ts';

export interface VerifyOptions {
  /** A head hash that left the folder earlier: 64 hex digits, or `SEQ:HASH`, which can tell cut off from rewritten. */
  readonly anchor?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly onProgress?: ((done: Progress) => void) | undefined;
  /** For tests: the disk to use. */
  readonly disk?: Disk | undefined;
}

export interface Progress {
  readonly records: number;
  readonly bytes: number;
}

export interface VerifyNote {
  /**
   * `torn-tail`: the last line is unfinished: a live writer, or a power cut the next opening repairs.
   * `last-record`: nothing vouches for the last record but an anchor.
   * `pruned`: the oldest records were removed by the bounds. `unfinished-prune`: some files of those are still there.
   * `stray-file`: ends like a segment but is none, and was not read.
   */
  readonly code: 'torn-tail' | 'last-record' | 'pruned' | 'unfinished-prune' | 'stray-file';
  readonly message: string;
}

export interface Verification {
  readonly whole: boolean;
  /** The first thing that is not as it was written; null when whole. */
  readonly finding: Finding | null;
  readonly notes: readonly VerifyNote[];
  readonly chain: Chain['name'];
  /** Lines read. */
  readonly records: number;
  readonly segments: number;
  readonly bytes: number;
  /** The first record there; null when there is none. */
  readonly first: Head | null;
  /** The last record that follows from the first; the hash to keep as the next anchor when whole. */
  readonly head: Head | null;
  /** The last record pruned by the bounds; its seq is how many were. */
  readonly pruned: Head | null;
  /** Whether the anchor is the hash of a record there, of the last one pruned, or of none; null without an anchor. */
  readonly anchor: 'record' | 'pruned' | 'missing' | null;
}

/**
 * Refuses to judge a chain with the wrong key or none. When the records after the first do follow each other, it is the
 * first record that lies about its chain, which is for the verification to say.
 */
async function checkChain({ disk, folder, chain, numbers }: WalkOptions): Promise<void> {
  const lines: Buffer[] = [];
  const [number] = numbers;
  if (number === undefined) return;
  for await (const run of linesOf(disk, join(folder, segmentName(number)))) {
    for (const [start, end] of eachLine(run)) {
      if (lines.length < 3) lines.push(run.bytes.subarray(start, end));
    }
    if (lines.length === 3) break;
  }
  const [first, second, third] = lines.map((line) => ({ line, record: readRecord(line, null) }));
  const opening = first?.record ? readOpening(first.record) : null;
  const refused = opening && unreadable(opening, chain, folder);
  if (refused === null) return;
  if (second === undefined || chain.hash(second.line) !== third?.record?.prev) throw refused;
}

/** A later segment may be of a version that this code knows nothing of; one that was edited to say so shows in its successor. */
function checkFormat({ opening, broken }: ChainWalk, chain: Chain, folder: string): void {
  const record = opening === null || broken?.before === opening ? null : readRecord(opening.bytes, null);
  const said = record === null ? null : readOpening(record);
  const refused = said === null ? null : unreadable(said, chain, folder);
  if (refused?.code === 'LedgerFormat') throw refused;
}

function head(seen: SeenLine | null): Head | null {
  return seen?.prefix ? { seq: seen.prefix.seq, hash: seen.hash } : null;
}

function notesOf(walk: ChainWalk, strays: readonly string[], folder: string): VerifyNote[] {
  const notes: VerifyNote[] = strays.map((name) => ({
    code: 'stray-file',
    message: `${name} in ${folder} is no segment of this ledger and was not read`,
  }));
  const pruned = lastPruned(walk);
  const first = walk.first?.prefix?.seq ?? 1;
  if (pruned !== null && first > 1) {
    notes.push({
      code: 'pruned',
      message: `records up to ${pruned.seq} were pruned by the ledger’s own bounds`,
    });
  }
  if (pruned !== null && first <= pruned.seq) {
    const message = `records ${first} to ${pruned.seq} are pruned but still there: the next opening removes them`;
    notes.push({ code: 'unfinished-prune', message });
  }
  if (walk.torn !== null) {
    const message = `${walk.torn.segment} ends in an unfinished line of ${walk.torn.bytes} bytes: it is being written, or was when the power went`;
    notes.push({ code: 'torn-tail', message });
  }
  const last = walk.last?.prefix?.seq;
  if (last !== undefined && walk.broken === null && walk.anchored !== last) {
    const message = `no record follows record ${last}, the last one: only an anchor taken from it shows whether it was edited, and whether others came after it`;
    notes.push({ code: 'last-record', message });
  }
  return notes;
}

async function verifyOnce(
  folder: string,
  disk: Disk,
  chain: Chain,
  options: VerifyOptions,
): Promise<Verification> {
  const anchor = options.anchor === undefined ? undefined : parseAnchor(options.anchor);
  const { numbers, strays } = await listSegments(disk, folder);
  if (numbers.length === 0) {
    throw new LedgerError('NoLedger', `there is no ledger in ${folder}: it holds no segment`);
  }
  const walkOptions = { disk, folder, chain, numbers };
  await checkChain(walkOptions);
  const walk = new ChainWalk(chain, anchor);
  let bytes = 0;
  for await (const run of runsOf(walkOptions)) {
    walk.take(run);
    bytes += run.lines.bytes.length;
    options.onProgress?.({ records: walk.records, bytes });
  }
  if (walk.first === null && anchor === undefined) {
    throw new LedgerError('NoLedger', `there is no ledger in ${folder}: its segments hold no record`);
  }
  checkFormat(walk, chain, folder);
  let finding = await judgeChain(walkOptions, walk, anchor);
  if (finding === null && anchor !== undefined) finding = judgeAnchor(walk, anchor);
  const anchorPruned = anchor !== undefined && walk.pruned.some(({ hash }) => hash === anchor.hash);
  return {
    whole: finding === null,
    finding,
    notes: notesOf(walk, strays, folder),
    chain: chain.name,
    records: walk.records,
    segments: numbers.length,
    bytes,
    first: head(walk.first),
    head: head(walk.last),
    pruned: lastPruned(walk),
    anchor:
      anchor === undefined ? null : walk.anchored !== null ? 'record' : anchorPruned ? 'pruned' : 'missing',
  };
}

/**
 * Checks a ledger from its first record to its last, without a lock: also a copy, a read-only folder, or one being
 * written. It names the first record edited, removed, swapped, inserted or duplicated; what was cut off at the end or
 * rewritten whole is found only against an anchor.
 * @throws LedgerError NoLedger, KeyMismatch, LedgerFormat, BadKey, BadAnchor; LedgerBroken when it cannot be read
 */
export async function verifyLedger(folder: string, options: VerifyOptions = {}): Promise<Verification> {
  const { disk = realDisk } = options;
  const chain = await loadChain(options.keyFile);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await verifyOnce(folder, disk, chain, options);
    } catch (error) {
      const code = systemCode(error);
      if (error instanceof LedgerError || code === undefined) throw error;
      // A live writer pruned a segment after the folder was listed: look again.
      if (code === 'ENOENT' && attempt < 5) continue;
      const what = `the ledger in ${folder} cannot be read (${code})`;
      throw new LedgerError(code === 'ENOENT' ? 'NoLedger' : 'LedgerBroken', what, { cause: error });
    }
  }
}
