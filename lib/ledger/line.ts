import type { Chain } from './chain.ts';
import type { Receipt, StoredEntry, StoredRecord } from './entry.ts';

/** The fixed beginning of a line, read without parsing the rest. */
export interface Prefix {
  readonly seq: number;
  /** RFC 3339, milliseconds, UTC. */
  readonly at: string;
  readonly prev: string;
  readonly kind: string;
}

/** Where the chain stands. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

const prefixShape =
  /^\{"seq":([1-9]\d{0,15}),"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)","prev":"([0-9a-f]{64})","kind":"([A-Za-z][\w.-]{0,63})"/;
/** The longest a prefix can be. */
const prefixBytes = 256;

/** Reads a line's fixed beginning, or null when it has none. `end` is exclusive and before the newline. */
export function readPrefix(bytes: Buffer, start: number, end: number): Prefix | null {
  const found = prefixShape.exec(bytes.toString('latin1', start, Math.min(end, start + prefixBytes)));
  if (found === null) return null;
  const [, seq = '', at = '', prev = '', kind = ''] = found;
  return { seq: Number(seq), at, prev, kind };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record a line holds (bytes without the newline), or null when it is not one. */
export function readRecord(line: Buffer, chain: Chain | null): StoredRecord | null {
  const prefix = readPrefix(line, 0, line.length);
  if (prefix === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    return null;
  }
  const at = Date.parse(prefix.at);
  if (!isObject(value) || Number.isNaN(at)) return null;
  const { seq: _seq, at: _at, prev: _prev, ...entry } = value;
  return {
    seq: prefix.seq,
    at,
    prev: prefix.prev,
    hash: chain === null ? '' : chain.hash(line),
    entry: entry as unknown as StoredEntry,
  };
}

/** Bytes a line takes beyond its body, newline included. */
const lineOverhead = 132;

/** Bytes bodies take up as lines. */
export function lineBytes(bodies: readonly Buffer[]): number {
  return bodies.reduce((sum, body) => sum + body.length + lineOverhead, 0);
}

/**
 * Chains bodies onto a head.
 * @param atMs milliseconds since the epoch, whole
 * @returns the lines as one run of bytes, and each record's receipt
 */
export function chainLines(
  bodies: readonly Buffer[],
  head: Head,
  atMs: number,
  chain: Chain,
): { bytes: Buffer; receipts: Receipt[] } {
  const at = new Date(atMs).toISOString();
  const bytes = Buffer.allocUnsafe(lineBytes(bodies));
  const receipts: Receipt[] = [];
  let { seq, hash } = head;
  let end = 0;
  for (const body of bodies) {
    seq += 1;
    const start = end;
    end += bytes.write(`{"seq":${seq},"at":"${at}","prev":"${hash}",`, end, 'latin1');
    end += body.copy(bytes, end);
    hash = chain.hash(bytes.subarray(start, end));
    bytes[end] = 10;
    end += 1;
    receipts.push({ seq, hash, at: atMs });
  }
  return { bytes: bytes.subarray(0, end), receipts };
}
