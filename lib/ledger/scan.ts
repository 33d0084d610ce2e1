import { join } from 'node:path';
import type { Chain } from './chain.ts';
import type { Disk } from './disk.ts';
import { LedgerError } from './error.ts';
import { type Head, readPrefix, readRecord } from './line.ts';
import { eachLine, linesOf } from './lines.ts';
import { type Opening, prunedMark, readOpening, type Span, segmentName, unreadable } from './segments.ts';

/** One segment, read through from its first line. */
export interface Scan {
  readonly opening: Opening | null;
  /** Bytes of the first record and its checkpoint; null when they are not all there. */
  readonly openingEnd: number | null;
  /** Bytes of whole, chained lines from the start. */
  readonly goodEnd: number;
  /** Bytes of the file. */
  readonly size: number;
  /** The last good record. */
  readonly head: (Head & { readonly at: number }) | null;
  readonly span: Span | null;
  readonly pruned: Head | null;
}

interface State {
  opening: Opening | null;
  openingEnd: number | null;
  goodEnd: number;
  size: number;
  records: number;
  head: (Head & { at: number }) | null;
  span: Span | null;
  pruned: Head | null;
  /** Number of the first line that is no record; what follows it must be none either. */
  garbageFrom: number | null;
}

interface Line {
  readonly bytes: Buffer;
  readonly number: number;
  /** Where in the file it ends, newline included. */
  readonly end: number;
  readonly last: boolean;
}

function widen(span: Span | null, at: number): Span {
  return span === null ? { from: at, to: at } : { from: Math.min(span.from, at), to: Math.max(span.to, at) };
}

function damaged(path: string, line: number, seq: number | undefined, what: string): LedgerError {
  return new LedgerError(
    'LedgerDamaged',
    `${path} line ${line}: ${what}; this is not how the ledger left it, so nothing is added to it: run verify on the folder ` +
      'to see what was changed, keep a copy, and move the folder aside to begin a new one',
    seq === undefined ? {} : { seq },
  );
}

/** Takes one more line into the state, or marks where garbage begins. */
function take(state: State, line: Line, path: string, chain: Chain, folder: string): void {
  const prefix = readPrefix(line.bytes, 0, line.bytes.length);
  const wantsRecord = line.last || prefix === null || prefix.kind === 'segment' || prefix.kind === 'pruned';
  const record = wantsRecord ? readRecord(line.bytes, null) : null;
  if (prefix === null || (wantsRecord && record === null)) {
    state.garbageFrom ??= line.number;
    return;
  }
  if (state.garbageFrom !== null) {
    throw damaged(path, state.garbageFrom, undefined, 'this is no record, and records follow it');
  }
  if (state.head === null) {
    const opening = record === null ? null : readOpening(record);
    if (opening === null) throw damaged(path, 1, prefix.seq, 'a segment does not begin so');
    const refused = unreadable(opening, chain, folder);
    if (refused !== null) throw refused;
    state.opening = opening;
  } else if (prefix.seq !== state.head.seq + 1 || prefix.prev !== state.head.hash) {
    throw damaged(
      path,
      line.number,
      prefix.seq,
      `record ${prefix.seq} does not follow record ${state.head.seq} of the line before`,
    );
  }
  const at = Date.parse(prefix.at);
  state.records += 1;
  state.head = { seq: prefix.seq, hash: chain.hash(line.bytes), at };
  state.span = widen(state.span, at);
  state.goodEnd = line.end;
  if (record !== null) state.pruned = prunedMark(record) ?? state.pruned;
  if (state.records === (state.opening?.checkpoint ?? 0) + 1) state.openingEnd = line.end;
}

/**
 * Reads a segment through, checking every link. What a power cut can leave at the end (a line without its newline, bytes
 * that are no record) is not an error: `goodEnd` stops before it.
 * @throws LedgerError LedgerDamaged, KeyMismatch, LedgerFormat
 */
export async function scanSegment(disk: Disk, folder: string, number: number, chain: Chain): Promise<Scan> {
  const path = join(folder, segmentName(number));
  const state: State = {
    opening: null,
    openingEnd: null,
    goodEnd: 0,
    size: 0,
    records: 0,
    head: null,
    span: null,
    pruned: null,
    garbageFrom: null,
  };
  // One line behind, because only the last line has no successor that vouches for it.
  let held: Omit<Line, 'last'> | null = null;
  let count = 0;
  for await (const lines of linesOf(disk, path)) {
    state.size = lines.offset + lines.bytes.length;
    if (lines.torn) break;
    for (const [start, end] of eachLine(lines)) {
      count += 1;
      if (held !== null) take(state, { ...held, last: false }, path, chain, folder);
      held = { bytes: lines.bytes.subarray(start, end), number: count, end: lines.offset + end + 1 };
    }
  }
  if (held !== null) take(state, { ...held, last: true }, path, chain, folder);
  return state;
}
