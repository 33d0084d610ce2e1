import type { Chain } from './chain.ts';
import { type Head, type Prefix, readRecord } from './line.ts';

/**
 * What was done to the first record that is not as it was written.
 * `edited`, `removed`, `swapped` (stands elsewhere), `inserted`, `duplicated`, `segment-missing`: as they say.
 * `cut-front`: the oldest records are gone without a record that says they were pruned.
 * Only against an anchor: `cut-end`, `rewritten`, `anchor-missing` (one of those two), `anchor-pruned` (too old to tell).
 */
export type FindingCode =
  | 'edited'
  | 'removed'
  | 'swapped'
  | 'inserted'
  | 'duplicated'
  | 'segment-missing'
  | 'cut-front'
  | 'cut-end'
  | 'rewritten'
  | 'anchor-missing'
  | 'anchor-pruned';

export interface Finding {
  readonly code: FindingCode;
  /** The first record concerned. */
  readonly seq: number;
  /** Where it shows: file name and line (1 is the first); empty and 0 when it shows nowhere. */
  readonly segment: string;
  readonly line: number;
  /** The whole sentence, for people. */
  readonly message: string;
}

/** A line as it lies there. */
export interface SeenLine {
  readonly bytes: Buffer;
  /** Null: it has no proper beginning. */
  readonly prefix: Prefix | null;
  readonly hash: string;
  readonly segment: string;
  readonly segmentNumber: number;
  readonly line: number;
}

/** The place where lines stop following each other, and what the rest of the ledger says about it. */
export interface Break {
  /** The record before, as the chain has it: what `current` should follow. */
  readonly expected: Head;
  readonly before: SeenLine | null;
  readonly current: SeenLine;
  readonly next: SeenLine | null;
  /** A record that does follow `expected` stands somewhere else. */
  readonly foundElsewhere: boolean;
  /** A line of exactly the same bytes as `current` stands somewhere else. */
  readonly copyElsewhere: boolean;
  readonly chain: Chain;
  /** A hash known from outside, which may vouch for the last record. */
  readonly anchor: string | undefined;
}

function finding(code: FindingCode, seq: number, at: SeenLine, what: string): Finding {
  return {
    code,
    seq,
    segment: at.segment,
    line: at.line,
    message: `${what} (${at.segment} line ${at.line})`,
  };
}

function follows(line: SeenLine | null, expected: Head): boolean {
  return line?.prefix?.seq === expected.seq + 1 && line.prefix.prev === expected.hash;
}

/** The right number, but not the hash of the record before it: one of the two was edited, and the next record knows. */
function brokenLink({ expected, before, current, next, chain, anchor }: Break): Finding {
  const seq = expected.seq + 1;
  const text = current.bytes.toString('latin1');
  const restored = Buffer.from(text.replace(current.prefix?.prev ?? '', expected.hash), 'latin1');
  const witness = next === null ? anchor : next.prefix?.prev;
  if (before === null || witness === chain.hash(restored)) {
    return finding(
      'edited',
      seq,
      current,
      `record ${seq} was edited: its link to the record before is wrong`,
    );
  }
  const clear = witness === undefined || witness === current.hash;
  const doubt = clear ? '' : `, or record ${seq} was`;
  return finding(
    'edited',
    expected.seq,
    before,
    `record ${expected.seq} was edited${doubt}: it does not have the hash that record ${seq} names`,
  );
}

/** A number that was already there. */
function goesBack(found: Break, prefix: Prefix): Finding {
  const { expected, before, current, next, copyElsewhere, anchor } = found;
  const seq = expected.seq + 1;
  if (copyElsewhere && next?.prefix?.seq === seq + 1) {
    const what = `record ${seq} is missing: a copy of record ${prefix.seq} stands in its place`;
    return finding('removed', seq, current, what);
  }
  if (copyElsewhere) {
    return finding('duplicated', prefix.seq, current, `record ${prefix.seq} was duplicated: this is a copy`);
  }
  if (before !== null && prefix.seq === expected.seq && prefix.prev === before.prefix?.prev) {
    const vouched = next === null ? anchor : next.prefix?.prev;
    const added = vouched === current.hash ? before : current;
    return finding(
      'inserted',
      prefix.seq,
      added,
      `a line was inserted that claims to be record ${prefix.seq}`,
    );
  }
  if (follows(next, expected)) {
    const what = `a line was inserted before record ${seq} that claims to be record ${prefix.seq}`;
    return finding('inserted', prefix.seq, current, what);
  }
  return finding(
    'edited',
    seq,
    current,
    `record ${seq} was edited: in its place stands one that calls itself ${prefix.seq}`,
  );
}

/** A number that should come later. */
function skipsAhead(found: Break, prefix: Prefix): Finding {
  const { expected, before, current, next, foundElsewhere, copyElsewhere } = found;
  const seq = expected.seq + 1;
  if (foundElsewhere && copyElsewhere) {
    const what = `record ${prefix.seq} was duplicated: a copy stands before record ${seq}`;
    return finding('duplicated', prefix.seq, current, what);
  }
  if (follows(next, expected) && prefix.seq === seq + 1 && prefix.prev !== next?.hash) {
    const what = `a line was inserted before record ${seq} that claims to be record ${prefix.seq}`;
    return finding('inserted', prefix.seq, current, what);
  }
  if (foundElsewhere) {
    const what = `records were swapped: record ${prefix.seq} stands where record ${seq} belongs, which stands elsewhere`;
    return finding('swapped', seq, current, what);
  }
  if (next?.prefix?.seq === seq + 1) {
    const what = `record ${seq} was edited: in its place stands one that calls itself ${prefix.seq}`;
    return finding('edited', seq, current, what);
  }
  const gone = prefix.seq - 1 === seq ? `record ${seq} is` : `records ${seq} to ${prefix.seq - 1} are`;
  const gap = current.segmentNumber - (before?.segmentNumber ?? current.segmentNumber);
  if (current.line === 1 && gap > 1) {
    const what = `${gap - 1 === 1 ? 'a segment is' : `${gap - 1} segments are`} missing before this one: ${gone} gone`;
    return finding('segment-missing', seq, current, what);
  }
  return finding('removed', seq, current, `${gone} missing`);
}

/** Says what was done, from how the lines around the first break stand to each other. */
export function diagnose(found: Break): Finding {
  const { expected, before, current, next, chain } = found;
  const seq = expected.seq + 1;
  const { prefix } = current;
  if (before !== null && readRecord(before.bytes, chain) === null) {
    return finding('edited', expected.seq, before, `record ${expected.seq} was edited: it is no longer JSON`);
  }
  if (prefix === null && follows(next, expected)) {
    return finding('inserted', seq, current, `a line that is no record was inserted before record ${seq}`);
  }
  if (prefix === null) {
    return finding('edited', seq, current, `record ${seq} was edited: it no longer begins as a record does`);
  }
  if (prefix.seq === seq) return brokenLink(found);
  if (prefix.prev === expected.hash) {
    return finding('edited', seq, current, `record ${seq} was edited: it calls itself ${prefix.seq}`);
  }
  return prefix.seq < seq ? goesBack(found, prefix) : skipsAhead(found, prefix);
}
