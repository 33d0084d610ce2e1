import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Access, Authorized } from './access.ts';
import { apiError, ConnectionError } from './errors.ts';
import { type Expire, exchange } from './exchange.ts';

/** One call as it goes over the wire. */
export interface Call {
  readonly method: string;
  readonly accept: string;
  /** Path and query, without the server's own base path. */
  readonly path: string;
  /** JSON text, or null for none. */
  readonly body: string | null;
  readonly contentType: string;
  readonly userAgent: string;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** The time-out ends when a successful answer begins. */
  readonly headOnly: boolean;
  readonly expire: Expire;
  readonly onOpen?: (() => void) | undefined;
  /** Bytes of a successful answer. */
  readonly onData: (chunk: Buffer) => void;
  /** Asks for a websocket with these headers; called with the connection when the server agrees. */
  readonly websocket?: Websocket | undefined;
}

export interface Websocket {
  readonly headers: Readonly<Record<string, string>>;
  readonly onSocket: (headers: IncomingHttpHeaders, socket: Duplex) => void;
}

const maxErrorBytes = 64 * 2 ** 10;

/** The value of a JSON text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The secret of an Authorization header, so that no answer can carry it into a log; shorter ones are no secret. */
function secretOf(headers: Readonly<Record<string, string>>): string | undefined {
  const secret = headers.Authorization?.replace(/^\S+\s+/, '');
  return secret && secret.length >= 8 ? secret : undefined;
}

/**
 * One attempt at one call.
 * @throws ApiError for an answer that is no success, ConnectionError
 */
export async function attempt(
  access: Access,
  { dispatcher, headers }: Authorized,
  call: Call,
): Promise<void> {
  let status = 0;
  let retryAfter: string | undefined;
  const errorBody: Buffer[] = [];
  let errorBytes = 0;
  const isSuccess = () => (call.websocket ? status === 101 : status >= 200 && status < 300);
  const contentType = call.body === null ? {} : { 'Content-Type': call.contentType };
  await exchange(dispatcher, {
    origin: access.origin,
    path: access.basePath + call.path,
    method: call.method,
    headers: {
      ...headers,
      Accept: call.accept,
      'User-Agent': call.userAgent,
      ...contentType,
      ...call.websocket?.headers,
    },
    body: call.body,
    signal: call.signal,
    timeoutMs: call.timeoutMs,
    headOnly: call.headOnly,
    expire: call.expire,
    onHead(answered, answerHeaders) {
      status = answered;
      const asked: unknown = answerHeaders['retry-after'];
      retryAfter = typeof asked === 'string' ? asked : undefined;
      if (isSuccess()) call.onOpen?.();
    },
    onData(chunk) {
      if (isSuccess()) return call.onData(chunk);
      errorBytes += chunk.length;
      if (errorBytes <= maxErrorBytes) errorBody.push(chunk);
    },
    onSocket: call.websocket?.onSocket,
  });
  if (isSuccess()) return;
  const text = Buffer.concat(errorBody).toString('utf8');
  const secret = secretOf(headers);
  throw apiError(status, parseJson(secret ? text.replaceAll(secret, '(hidden)') : text), retryAfter);
}

/**
 * Which failures deserve one more attempt: a 401, with credentials read anew; and, for reads only, a kept connection that
 * the server closed just as we used it. Each at most once per call.
 */
export function createRetries(access: Access, method: string): (error: unknown) => boolean {
  let mayRenew = true;
  let mayRepeat = method === 'GET';
  const stale = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];
  return (error) => {
    if (mayRenew && (error as { status?: unknown }).status === 401) {
      mayRenew = false;
      return access.renew();
    }
    const repeat = mayRepeat && error instanceof ConnectionError && stale.includes(error.code);
    if (repeat) mayRepeat = false;
    return repeat;
  };
}
