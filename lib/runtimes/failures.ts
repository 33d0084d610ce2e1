import type { Failure } from './contract.ts';
import { pick, pickText } from './fields.ts';
import type { ScannedPage } from './scan.ts';

/** Error codes of Node's sockets, resolver and HTTP parser, and what each means to a person who looks at a cache. */
const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'EngineRefused',
  ECONNRESET: 'EngineClosed',
  EPIPE: 'EngineClosed',
  ETIMEDOUT: 'EngineUnreachable',
  ENOTFOUND: 'EngineUnresolvable',
  EAI_AGAIN: 'EngineUnresolvable',
  EAI_FAIL: 'EngineUnresolvable',
  EHOSTUNREACH: 'EngineUnreachable',
  EHOSTDOWN: 'EngineUnreachable',
  ENETUNREACH: 'EngineUnreachable',
  ENETDOWN: 'EngineUnreachable',
  EACCES: 'EngineUnreachable',
  EPERM: 'EngineUnreachable',
  EMFILE: 'OwnSocketsExhausted',
  ENFILE: 'OwnSocketsExhausted',
  EADDRNOTAVAIL: 'OwnSocketsExhausted',
  ERR_OFF_LIMITS: 'EngineOffLimits',
  EPROTO: 'EngineTls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'EngineTls',
  SELF_SIGNED_CERT_IN_CHAIN: 'EngineTls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'EngineTls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'EngineTls',
};

/** The code of our catalogue for an error code of Node's. */
export function codeFor(error: string): string {
  const known = Object.hasOwn(CODES, error) ? CODES[error] : undefined;
  if (known) return known;
  if (error.startsWith('HPE_')) return 'EngineNotHttp';
  if (/^(CERT_|ERR_TLS_|ERR_SSL_)/.test(error)) return 'EngineTls';
  return 'EngineNetworkError';
}

/** What a thrown error of a request means. The error itself is never passed on: it may hold the whole request. */
export function failureOf(error: unknown, address: string): Failure {
  // When every address of a name fails, Node throws them together.
  const several = pick(error, 'cause', 'errors') ?? pick(error, 'errors');
  const inner = Array.isArray(several) ? several[0] : undefined;
  const code =
    pickText(error, 'code') ?? pickText(error, 'cause', 'code') ?? pickText(inner, 'code') ?? 'unknown';
  const ip = pickText(error, 'ip') ?? pickText(error, 'cause', 'ip');
  return { code: codeFor(code), numbers: ip === null ? { address, error: code } : { address, ip } };
}

/** Why a page as a whole says nothing; null: it may. */
export function failureOfPage({ bytes, foreign, ended }: ScannedPage, address: string): Failure | null {
  if (bytes === 0) return { code: 'EngineEmpty', numbers: { address } };
  if (foreign !== null) return { code: 'EngineNotMetrics', numbers: { address, kind: foreign } };
  // The format ends every line with a line feed; without one the last number may be half a number.
  return ended ? null : { code: 'EngineTruncated', numbers: { address, bytes } };
}
