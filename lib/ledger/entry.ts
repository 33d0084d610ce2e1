import { LedgerError } from './error.ts';

/** What a caller records: a plain JSON object with a kind. */
export interface Entry {
  readonly kind: string;
}

/** An entry as it is read back. */
export interface StoredEntry extends Entry {
  readonly [field: string]: unknown;
}

/** A record as it lies in the ledger. */
export interface StoredRecord {
  /** 1 for the very first record of the chain, then without a gap. */
  readonly seq: number;
  /** Milliseconds since the epoch, from the ledger's clock when it was written. May go back; the order is by seq. */
  readonly at: number;
  /** Hash of the record before; 64 zeros for the very first. */
  readonly prev: string;
  /** Hash of this record's line, 64 hex digits; empty when the chain is keyed and no key was given. */
  readonly hash: string;
  readonly entry: StoredEntry;
}

/** What an append gives back once the record is on the disk. */
export interface Receipt {
  readonly seq: number;
  readonly hash: string;
  /** Milliseconds since the epoch, exactly as written. */
  readonly at: number;
}

/** Kinds the ledger writes itself. */
export const ownKinds = ['segment', 'pruned', 'repaired'] as const;

const kindShape = /^[A-Za-z][\w.-]{0,63}$/;

function refuse(why: string, cause?: unknown): never {
  throw new LedgerError('BadEntry', `this cannot be recorded: ${why}`, { cause });
}

function onlyJson(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    refuse(`field ${key} is ${value}, which JSON would turn into null; say null or leave it out`);
  }
  if (typeof value === 'function' || typeof value === 'symbol') refuse(`field ${key} is a ${typeof value}`);
  if (value === undefined && Array.isArray(this)) refuse(`item ${key} of a list is undefined`);
  return value;
}

/**
 * The part of a line that is the caller's: `"kind":"…",…}`, as bytes; taken at once, so later changes to the object do
 * not matter.
 * @throws LedgerError BadEntry: no proper kind, a field named seq, at or prev, or a value that is not JSON
 */
export function entryBody(entry: Entry): Buffer {
  const { kind, ...rest } = entry;
  if (typeof kind !== 'string' || !kindShape.test(kind)) {
    refuse(`its kind is ${JSON.stringify(kind)}; a kind is a word of letters, digits and . _ - (at most 64)`);
  }
  for (const taken of ['seq', 'at', 'prev']) {
    if (taken in rest) refuse(`field ${taken} is the ledger’s own; name it otherwise`);
  }
  let text: string;
  try {
    text = JSON.stringify(rest, onlyJson);
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    return refuse(error instanceof Error ? error.message : String(error), error);
  }
  return Buffer.from(text === '{}' ? `"kind":"${kind}"}` : `"kind":"${kind}",${text.slice(1)}`);
}

/** As entryBody, for a caller's entry: the ledger's own kinds are refused. */
export function callerBody(entry: Entry): Buffer {
  if ((ownKinds as readonly string[]).includes(entry.kind)) {
    refuse(`kind ${entry.kind} is the ledger’s own; name it otherwise`);
  }
  return entryBody(entry);
}
