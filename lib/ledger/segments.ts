import { join } from 'node:path';
import { type Chain, type ChainMark, chainMismatch } from './chain.ts';
import { type Disk, readFull, withFile } from './disk.ts';
import type { StoredRecord } from './entry.ts';
import { LedgerError, systemCode } from './error.ts';
import { type Head, readRecord } from './line.ts';

/** The earliest and the latest `at` among some records, milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a segment's first record says. */
export interface Opening extends ChainMark {
  readonly seq: number;
  readonly prev: string;
  readonly at: number;
  readonly format: number;
  /** How many records of state follow it, written together with it. */
  readonly checkpoint: number;
  /** Times of the records in the segment before; null in the first. */
  readonly before: Span | null;
  /** The last record pruned so far; null when none was. */
  readonly pruned: Head | null;
}

export interface Segment {
  readonly number: number;
  readonly name: string;
  readonly bytes: number;
  /** Null when its first line is not a segment's first record (torn or damaged). */
  readonly opening: Opening | null;
}

/**
 * The version of the format this code writes; it reads all up to it. What makes a new one is told in the README.
 * 1: the first. 2: `lead`, `inherited` and `stamp`: what another daemon left counts in place of what stood here; `jump`: the past was moved.
 * 3: `use` and `operated`: since when a dataset is used or not, and when data operations ended.
 */
export const currentFormat = 3;
const lastNumber = 99_999_999;
const nameShape = /^(\d{8})\.jsonl$/;

export function segmentName(number: number): string {
  if (number > lastNumber) {
    throw new LedgerError(
      'LedgerBroken',
      `this ledger has used up its ${lastNumber} segments: begin a new folder`,
    );
  }
  return `${String(number).padStart(8, '0')}.jsonl`;
}

/** Numbers of the segments in a folder, ascending, and names that end like one but are none. */
export async function listSegments(
  disk: Disk,
  folder: string,
): Promise<{ numbers: number[]; strays: string[] }> {
  const names = (await disk.list(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  const numbers = names.flatMap((name) => nameShape.exec(name)?.[1] ?? []).map(Number);
  return { numbers, strays: names.filter((name) => !nameShape.test(name)) };
}

/** The entry of a segment's first record. */
export function openingEntry(
  number: number,
  chain: Chain,
  state: Pick<Opening, 'checkpoint' | 'before' | 'pruned'>,
) {
  return {
    kind: 'segment',
    segment: number,
    format: currentFormat,
    chain: chain.name,
    ...(chain.keyId === undefined ? {} : { key: chain.keyId }),
    checkpoint: state.checkpoint,
    ...(state.before === null ? {} : { before: state.before }),
    ...(state.pruned === null ? {} : { pruned: state.pruned }),
  };
}

function isHead(value: unknown): value is Head {
  const head = value as Head | null | undefined;
  return Number.isSafeInteger(head?.seq) && typeof head?.hash === 'string';
}

function isSpan(value: unknown): value is Span {
  const span = value as Span | null | undefined;
  return Number.isSafeInteger(span?.from) && Number.isSafeInteger(span?.to);
}

/** Reads a record as a segment's first, or null when it is none. */
export function readOpening(record: StoredRecord): Opening | null {
  const { kind, format, chain, key, checkpoint, before, pruned } = record.entry;
  if (kind !== 'segment' || typeof chain !== 'string' || typeof format !== 'number') return null;
  if (typeof checkpoint !== 'number' || !Number.isSafeInteger(checkpoint) || checkpoint < 0) return null;
  return {
    seq: record.seq,
    prev: record.prev,
    at: record.at,
    format,
    chain,
    ...(typeof key === 'string' ? { keyId: key } : {}),
    checkpoint,
    before: isSpan(before) ? before : null,
    pruned: isHead(pruned) ? pruned : null,
  };
}

/** The last pruned record, as this record tells it, or null when it says nothing of it. */
export function prunedMark(record: StoredRecord): Head | null {
  const { kind, last, pruned } = record.entry;
  if (kind === 'pruned') return isHead(last) ? last : null;
  return kind === 'segment' && isHead(pruned) ? pruned : null;
}

/** Why a ledger cannot be read by this version with this chain; null when it can. */
export function unreadable(opening: Opening, chain: Chain, folder: string): LedgerError | null {
  if (!Number.isInteger(opening.format) || opening.format < 1 || opening.format > currentFormat) {
    return new LedgerError(
      'LedgerFormat',
      `the ledger in ${folder} is written in format ${opening.format}, this version knows formats 1 to ${currentFormat}: use the version that wrote it, or a newer one`,
    );
  }
  const why = chainMismatch(opening, chain);
  return why === null ? null : new LedgerError('KeyMismatch', `the ledger in ${folder}: ${why}`);
}

/** A first record is far shorter: a few fixed fields. */
const firstLineBytes = 4096;

/** Reads a segment's size and first record; null when it is gone (pruned meanwhile). */
export async function peekSegment(disk: Disk, folder: string, number: number): Promise<Segment | null> {
  const name = segmentName(number);
  try {
    return await withFile(disk, join(folder, name), 'read', async (file) => {
      const bytes = await file.size();
      const head = Buffer.alloc(Math.min(bytes, firstLineBytes));
      const got = await readFull(file, head, 0);
      const newline = head.subarray(0, got).indexOf(10);
      const record = newline < 0 ? null : readRecord(head.subarray(0, newline), null);
      return { number, name, bytes, opening: record === null ? null : readOpening(record) };
    });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
