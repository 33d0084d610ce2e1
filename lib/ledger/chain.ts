import { createHmac, createSecretKey, hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LedgerError } from './error.ts';

/** The `prev` of the very first record. */
export const noHash = '0'.repeat(64);

const leastKeyBytes = 16;

/** How records are chained: with a plain hash, or with a key nobody can forge without. */
export interface Chain {
  readonly name: 'sha256' | 'hmac-sha256';
  /** Tells one key from another without giving it away; only for a keyed chain. */
  readonly keyId?: string;
  /** 64 hex digits for a line's exact bytes, without its newline. */
  readonly hash: (line: Uint8Array) => string;
}

export const plainChain: Chain = { name: 'sha256', hash: (line) => hash('sha256', line, 'hex') };

/**
 * The chain for a key file, or the plain one without. The key is the file's bytes; one newline at the end does not
 * count, so a Secret and the output of `openssl rand -hex 32` are the same key.
 * @throws LedgerError BadKey: unreadable, or shorter than 16 bytes
 */
export async function loadChain(keyFile?: string): Promise<Chain> {
  if (keyFile === undefined) return plainChain;
  let bytes: Buffer;
  try {
    bytes = await readFile(keyFile);
  } catch (error) {
    throw new LedgerError('BadKey', `the ledger’s key file ${keyFile} cannot be read: ${error}`, {
      cause: error,
    });
  }
  if (bytes.at(-1) === 10) bytes = bytes.subarray(0, bytes.at(-2) === 13 ? -2 : -1);
  if (bytes.length < leastKeyBytes) {
    throw new LedgerError(
      'BadKey',
      `the ledger’s key file ${keyFile} holds ${bytes.length} bytes; at least ${leastKeyBytes} are needed, ` +
        'for example from: openssl rand -hex 32',
    );
  }
  const key = createSecretKey(bytes);
  const sign = (line: Uint8Array) => createHmac('sha256', key).update(line).digest('hex');
  return {
    name: 'hmac-sha256',
    keyId: sign(Buffer.from('fluid-autoscaler ledger key')).slice(0, 16),
    hash: sign,
  };
}

/** What a segment's first record says about its chain. */
export interface ChainMark {
  readonly chain: string;
  readonly keyId?: string;
}

/** Why this chain cannot be read with what was given; null when it can. */
export function chainMismatch(mark: ChainMark, chain: Chain): string | null {
  if (mark.chain === chain.name && mark.keyId === chain.keyId) return null;
  if (mark.chain === 'hmac-sha256' && chain.name === 'sha256') {
    return 'this ledger is chained with a key: give its key file';
  }
  if (mark.chain === 'sha256') {
    return 'this ledger was begun without a key and a chain never changes its kind: leave the key file away, or begin a new folder';
  }
  if (mark.chain === 'hmac-sha256')
    return 'this ledger is chained with another key: give the one it was begun with';
  return `this ledger is chained by “${mark.chain}”, which this version does not know`;
}
