import { join } from 'node:path';
import { type Chain, loadChain } from './chain.ts';
import { type Disk, realDisk } from './disk.ts';
import type { StoredRecord } from './entry.ts';
import { LedgerError, systemCode } from './error.ts';
import { readPrefix, readRecord } from './line.ts';
import { eachLine, type Lines, linesBackwards, linesOf } from './lines.ts';
import { listSegments, peekSegment, type Segment, unreadable } from './segments.ts';

export interface ReadOptions {
  /** Only records stamped at or after this instant, milliseconds since the epoch. */
  readonly from?: number | undefined;
  /** Only records stamped at or before this instant, milliseconds since the epoch. */
  readonly to?: number | undefined;
  /** Only what the newest whole checkpoint and everything after it say. */
  readonly fromNewestCheckpoint?: boolean | undefined;
  /** Only these kinds; others are not even parsed. */
  readonly kinds?: readonly string[] | undefined;
  /** Only lines that hold this text as it stands in JSON, such as `"dataset":"default/spark"`; others are not parsed. */
  readonly containing?: string | undefined;
  /** Newest first. */
  readonly backwards?: boolean | undefined;
  /** For a keyed chain: without it records are read too, but their `hash` is empty. */
  readonly keyFile?: string | undefined;
  /** Told of lines that are no record, which are then skipped; without it reading ends there with LedgerDamaged. */
  readonly onDamage?: ((message: string) => void) | undefined;
  /** For tests: the disk to use. */
  readonly disk?: Disk | undefined;
}

type Filter = (line: Buffer) => boolean | null;

/** True: wanted. False: not. Null: no record. */
function lineFilter({ from, to, kinds, containing }: ReadOptions): Filter {
  // RFC 3339 in one zone and width sorts as text, so no date needs to be parsed.
  const earliest = Number.isFinite(from) ? new Date(from as number).toISOString() : '';
  const latest = Number.isFinite(to) ? new Date(to as number).toISOString() : '~';
  const needle = containing === undefined ? null : Buffer.from(containing);
  return (line) => {
    const prefix = readPrefix(line, 0, line.length);
    if (prefix === null) return null;
    if (prefix.at < earliest || prefix.at > latest) return false;
    if (kinds !== undefined && !kinds.includes(prefix.kind)) return false;
    return needle === null || line.includes(needle);
  };
}

async function readableSegments(disk: Disk, folder: string): Promise<Segment[]> {
  let numbers: number[];
  try {
    ({ numbers } = await listSegments(disk, folder));
  } catch (error) {
    throw new LedgerError('NoLedger', `there is no ledger in ${folder} (${systemCode(error) ?? error})`, {
      cause: error,
    });
  }
  const segments: Segment[] = [];
  for (const number of numbers) {
    const segment = await peekSegment(disk, folder, number);
    if (segment !== null) segments.push(segment);
  }
  if (segments.length === 0)
    throw new LedgerError('NoLedger', `there is no ledger in ${folder}: it holds no segment`);
  return segments;
}

/** The next segment's first record says between which times this one's records lie; damaged or newest: unknown. */
function mayHold(next: Segment | undefined, from = -Infinity, to = Infinity): boolean {
  const span = next?.opening?.before;
  return span == null || (span.to >= from && span.from <= to);
}

async function holdsWholeCheckpoint(disk: Disk, folder: string, segment: Segment): Promise<boolean> {
  let wanted = (segment.opening?.checkpoint ?? Infinity) + 1;
  for await (const lines of linesOf(disk, join(folder, segment.name))) {
    if (lines.torn) return false;
    for (const [start, end] of eachLine(lines)) {
      if (readPrefix(lines.bytes, start, end) === null) return false;
      wanted -= 1;
      if (wanted <= 0) return true;
    }
  }
  return false;
}

/** Reading may begin at any segment that holds its whole checkpoint: the newest, or the one before while it is begun. */
async function fromCheckpoint(disk: Disk, folder: string, segments: readonly Segment[]): Promise<Segment[]> {
  for (let index = segments.length - 1; index > 0; index -= 1) {
    const segment = segments[index];
    if (segment !== undefined && (await holdsWholeCheckpoint(disk, folder, segment)))
      return segments.slice(index);
  }
  return [...segments];
}

async function* runs(disk: Disk, path: string, backwards: boolean): AsyncGenerator<Lines> {
  try {
    yield* backwards ? linesBackwards(disk, path) : linesOf(disk, path);
  } catch (error) {
    // Pruned since the folder was listed.
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

function* recordsIn(
  lines: Lines,
  wanted: Filter,
  chain: Chain | null,
  backwards: boolean,
): Generator<StoredRecord | Buffer> {
  const places = [...eachLine(lines)];
  if (backwards) places.reverse();
  for (const [start, end] of places) {
    const line = lines.bytes.subarray(start, end);
    const verdict = wanted(line);
    if (verdict !== false) yield (verdict === null ? null : readRecord(line, chain)) ?? line;
  }
}

/** The chain to hash records with; null when it is keyed and no key was given. */
async function readingChain(
  folder: string,
  segments: readonly Segment[],
  keyFile?: string,
): Promise<Chain | null> {
  const openings = segments.flatMap(({ opening }) => (opening === null ? [] : [opening]));
  // The newest tells the format of all: none ever goes back.
  const opening = openings.at(-1);
  const chain = await loadChain(keyFile);
  if (opening == null) return chain;
  const refused = unreadable(opening, chain, folder);
  if (refused === null) return chain;
  if (refused.code === 'KeyMismatch' && keyFile === undefined) return null;
  throw refused;
}

/** Gives damaged lines to whoever wants to know of them, or ends there. */
function reportDamage(folder: string, name: string, line: Buffer, onDamage: ReadOptions['onDamage']): void {
  const what = `${name} in ${folder} holds a line that is no record: ${line.toString('utf8', 0, 60)}…`;
  if (onDamage === undefined) throw new LedgerError('LedgerDamaged', `${what}; run verify on the folder`);
  onDamage(what);
}

/**
 * Reads records in the order of their seq (or backwards), without a lock: also from a copy, a read-only folder, or a
 * ledger being written. Segments that cannot hold anything asked for are not read; an unfinished last line is not seen.
 * Nothing is verified.
 * @throws LedgerError NoLedger, LedgerDamaged, LedgerFormat, KeyMismatch, BadKey
 */
export async function* readLedger(folder: string, options: ReadOptions = {}): AsyncGenerator<StoredRecord> {
  const { disk = realDisk, from, to, backwards = false, onDamage } = options;
  const all = await readableSegments(disk, folder);
  const chain = await readingChain(folder, all, options.keyFile);
  const chosen = options.fromNewestCheckpoint === true ? await fromCheckpoint(disk, folder, all) : [...all];
  const wanted = lineFilter(options);
  for (const segment of backwards ? chosen.reverse() : chosen) {
    const next = all[all.indexOf(segment) + 1];
    if (!mayHold(next, from, to)) continue;
    for await (const lines of runs(disk, join(folder, segment.name), backwards)) {
      // The end of the newest segment may still be on its way, or be what a power cut left.
      if (lines.torn && next === undefined) continue;
      for (const found of recordsIn(lines, wanted, chain, backwards)) {
        if (Buffer.isBuffer(found)) reportDamage(folder, segment.name, found, onDamage);
        else yield found;
      }
    }
  }
}
