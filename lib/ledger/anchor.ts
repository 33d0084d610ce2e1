import { LedgerError } from './error.ts';

/** A head hash that left the folder earlier. With its seq, cut off can be told from rewritten. */
export type Anchor = { readonly seq?: number; readonly hash: string };

/**
 * Reads `HASH` or `SEQ:HASH`.
 * @throws LedgerError BadAnchor
 */
export function parseAnchor(text: string): Anchor {
  const [, seq, hash] = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (hash === undefined) {
    throw new LedgerError(
      'BadAnchor',
      `“${text}” is no anchor: give 64 hex digits, or SEQ:HASH, as the daemon logged it`,
    );
  }
  return { hash: hash.toLowerCase(), ...(seq === undefined ? {} : { seq: Number(seq) }) };
}
