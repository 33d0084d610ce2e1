import { join } from 'node:path';
import { type Chain, noHash } from './chain.ts';
import type { Break, SeenLine } from './diagnose.ts';
import type { Disk } from './disk.ts';
import { type Head, readPrefix, readRecord } from './line.ts';
import { eachLine, type Lines, linesOf } from './lines.ts';
import { prunedMark, segmentName } from './segments.ts';

export interface WalkOptions {
  readonly disk: Disk;
  readonly folder: string;
  readonly chain: Chain;
  /** Ascending. */
  readonly numbers: readonly number[];
}

/** A run of a segment's lines, with the number of its first line; `torn` only at the ledger's very end. */
export interface Run {
  readonly lines: Lines;
  readonly segment: string;
  readonly segmentNumber: number;
  readonly firstLine: number;
}

/** All lines of all segments. */
export async function* runsOf({ disk, folder, numbers }: Omit<WalkOptions, 'chain'>): AsyncGenerator<Run> {
  for (const number of numbers) {
    const segment = segmentName(number);
    const newest = number === numbers.at(-1);
    let firstLine = 1;
    for await (const lines of linesOf(disk, join(folder, segment))) {
      const run = {
        lines: { ...lines, torn: lines.torn && newest },
        segment,
        segmentNumber: number,
        firstLine,
      };
      yield run;
      for (let at = lines.bytes.indexOf(10); at >= 0; at = lines.bytes.indexOf(10, at + 1)) firstLine += 1;
    }
  }
}

/** What a walk along the chain has seen. */
export class ChainWalk {
  readonly #chain: Chain;
  readonly #anchor: string | undefined;
  readonly #anchorSeq: number | undefined;
  /** The record the next line should follow; null while the very first lines are unreadable. */
  #expected: Head | null = null;
  records = 0;
  first: SeenLine | null = null;
  second: SeenLine | null = null;
  last: SeenLine | null = null;
  /** The last that begins a segment, as far as the chain holds. */
  opening: SeenLine | null = null;
  broken: Pick<Break, 'expected' | 'before' | 'current'> | null = null;
  afterBreak: SeenLine | null = null;
  /** What records say was pruned. */
  readonly pruned: Head[] = [];
  /** The record whose hash is the anchor. */
  anchored: number | null = null;
  /** The record that has the anchor's number. */
  atAnchor: SeenLine | null = null;
  torn: { readonly segment: string; readonly bytes: number } | null = null;

  constructor(chain: Chain, anchor?: { readonly seq?: number | undefined; readonly hash: string }) {
    this.#chain = chain;
    this.#anchor = anchor?.hash;
    this.#anchorSeq = anchor?.seq;
  }

  take(run: Run): void {
    const { lines, segment, segmentNumber, firstLine } = run;
    if (lines.torn) {
      this.torn = { segment, bytes: lines.bytes.length };
      return;
    }
    let line = firstLine;
    for (const [start, end] of eachLine(lines)) {
      const bytes = lines.bytes.subarray(start, end);
      const prefix = readPrefix(lines.bytes, start, end);
      this.#follow({ bytes, prefix, hash: this.#chain.hash(bytes), segment, segmentNumber, line });
      line += 1;
    }
  }

  #follow(seen: SeenLine): void {
    const { prefix, hash } = seen;
    this.records += 1;
    if (prefix?.kind === 'pruned' || prefix?.kind === 'segment') this.#takeMark(seen.bytes);
    if (this.broken !== null) {
      this.afterBreak ??= seen;
      return;
    }
    const expected = this.#expected;
    if (expected !== null && (prefix?.seq !== expected.seq + 1 || prefix.prev !== expected.hash)) {
      this.broken = { expected, before: this.last, current: seen };
      this.second ??= seen;
      return;
    }
    if (this.first === null) this.first = seen;
    else this.second ??= seen;
    if (hash === this.#anchor) this.anchored = prefix?.seq ?? null;
    if (prefix !== null && prefix.seq === this.#anchorSeq) this.atAnchor = seen;
    this.#expected = prefix === null ? null : { seq: prefix.seq, hash };
    this.last = seen;
    if (prefix?.kind === 'segment') this.opening = seen;
  }

  #takeMark(bytes: Buffer): void {
    const record = readRecord(bytes, null);
    const mark = record && prunedMark(record);
    if (mark !== null) this.pruned.push(mark);
  }
}

/** Where the first record there should follow on: after what was pruned, or nothing. */
export function frontExpected(walk: ChainWalk): Head {
  return lastPruned(walk) ?? { seq: 0, hash: noHash };
}

/** The youngest record that some record says was pruned; the marks themselves may have been moved about. */
export function lastPruned(walk: ChainWalk): Head | null {
  return walk.pruned.reduce<Head | null>((last, mark) => (mark.seq > (last?.seq ?? 0) ? mark : last), null);
}

/** Whether the first record there is the very first, or follows what was pruned, or is itself about to be pruned. */
export function frontExplained(walk: ChainWalk): boolean {
  const prefix = walk.first?.prefix;
  if (prefix == null) return walk.first === null;
  if (prefix.seq === 1 && prefix.prev === noHash) return true;
  return walk.pruned.some(
    ({ seq, hash }) => prefix.seq <= seq || (prefix.seq === seq + 1 && prefix.prev === hash),
  );
}

/** Looks through the whole ledger for what a diagnosis asks about the line at a break. */
export async function gatherEvidence(
  options: WalkOptions,
  expected: Head,
  current: SeenLine,
): Promise<Pick<Break, 'foundElsewhere' | 'copyElsewhere'>> {
  let foundElsewhere = false;
  let copyElsewhere = false;
  for await (const { lines, segment, firstLine } of runsOf(options)) {
    let line = firstLine - 1;
    for (const [start, end] of eachLine(lines)) {
      line += 1;
      if (segment === current.segment && line === current.line) continue;
      const prefix = readPrefix(lines.bytes, start, end);
      if (prefix === null) continue;
      foundElsewhere ||= prefix.seq === expected.seq + 1 && prefix.prev === expected.hash;
      copyElsewhere ||=
        prefix.seq === current.prefix?.seq && current.bytes.equals(lines.bytes.subarray(start, end));
    }
  }
  return { foundElsewhere, copyElsewhere };
}
