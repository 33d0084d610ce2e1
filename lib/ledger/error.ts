/**
 * Why the ledger refused.
 * - `LedgerFull`: no space (ENOSPC, EDQUOT, EFBIG). Nothing was recorded; a later append tries again.
 * - `LedgerBroken`: the disk failed in another way (EIO, EROFS, EACCES, ...). A later append tries again.
 * - `LedgerLocked`: another process owns the folder.
 * - `LockUnavailable`: this file system or machine gives no lock, so nobody could be kept out.
 * - `LedgerDamaged`: what lies there is not what was written; it is never repaired silently.
 * - `LedgerFormat`: written by a newer version.
 * - `LedgerClosed`: append after `close`.
 * - `NoLedger`: there is no segment in the folder.
 * - `KeyMismatch`: keyed chain without its key, with another key, or a key for a chain begun without one.
 * - `BadKey`, `BadAnchor`, `BadEntry`, `BadOption`: the caller's mistake.
 */
export type LedgerErrorCode =
  | 'LedgerFull'
  | 'LedgerBroken'
  | 'LedgerLocked'
  | 'LockUnavailable'
  | 'LedgerDamaged'
  | 'LedgerFormat'
  | 'LedgerClosed'
  | 'NoLedger'
  | 'KeyMismatch'
  | 'BadKey'
  | 'BadAnchor'
  | 'BadEntry'
  | 'BadOption';

export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: LedgerErrorCode;
  /** The record concerned, where there is one. */
  readonly seq: number | undefined;

  constructor(code: LedgerErrorCode, message: string, details: { seq?: number; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.seq = details.seq;
  }
}

/** The system's error code (`ENOSPC`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Turns a failed file operation into a LedgerError; a LedgerError passes as it is.
 * @param doing what was tried, to which file: `writing 00000003.jsonl`
 */
export function diskError(doing: string, folder: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const code = systemCode(error) ?? String(error);
  if (full.has(code)) {
    return new LedgerError(
      'LedgerFull',
      `no space for the ledger in ${folder} (${code} while ${doing}): this was not recorded, what was there is intact; ` +
        'make room, the next append tries again',
      { cause: error },
    );
  }
  return new LedgerError(
    'LedgerBroken',
    `the disk under the ledger in ${folder} failed (${code} while ${doing}): this was not recorded, what was there is ` +
      'intact; look at the disk and the folder’s permissions, the next append tries again',
    { cause: error },
  );
}
