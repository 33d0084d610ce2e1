import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { ConnectionError, oneLine } from './errors.ts';

/** A signal that aborts after so many ms of real time. */
export type Expire = (ms: number) => AbortSignal;

/** One HTTP exchange at the level of the pool: no redirects, no retries, no time-outs but the caller's. */
export interface Exchange {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal | undefined;
  /** For the whole exchange, or with `headOnly` until a successful answer begins. */
  readonly timeoutMs: number;
  readonly headOnly: boolean;
  readonly expire: Expire;
  readonly onHead: (status: number, headers: IncomingHttpHeaders) => void;
  /** What it throws ends the exchange with that error. */
  readonly onData: (chunk: Buffer) => void;
  /** Asks for a websocket. Where the server agrees (101) the connection leaves the pool and is the callee's; that ends the exchange. */
  readonly onSocket?: ((headers: IncomingHttpHeaders, socket: Duplex) => void) | undefined;
}

function codeOf(error: unknown): string {
  const { code, errors, name } = error as { code?: unknown; errors?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  // Several addresses were tried: the first one's failure speaks for all.
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return typeof name === 'string' ? name : 'UNKNOWN';
}

function networkError(error: unknown, origin: string, sent: boolean): Error {
  if (error instanceof ConnectionError) return error;
  const code = oneLine(codeOf(error), 60);
  const what = sent ? 'the connection broke before the whole answer came' : 'no connection';
  return new ConnectionError(code, `${what}: ${origin} (${code})`, sent);
}

/**
 * Runs one exchange; resolves at the end of the answer. Unlike the library's own `request`, an abort or a time-out
 * rejects at once even while a connection is still being made, and the error knows whether anything was sent.
 * @throws ConnectionError
 */
export function exchange(dispatcher: Dispatcher, call: Exchange): Promise<void> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let settled = false;
    const timer = call.expire(call.timeoutMs);

    function settle(error: Error | null): void {
      if (settled) return;
      settled = true;
      timer.removeEventListener('abort', onTimeout);
      call.signal?.removeEventListener('abort', onAbort);
      if (error === null) {
        resolve();
      } else {
        reject(error);
        controller?.abort(error);
      }
    }
    function stop(code: string, what: string): void {
      settle(new ConnectionError(code, `${what}: ${call.origin} (${code})`, controller !== null));
    }
    const onTimeout = () => stop('TIMEOUT', `no answer within ${call.timeoutMs} ms`);
    const onAbort = () => stop('ABORTED', 'the call was given up');
    timer.addEventListener('abort', onTimeout, { once: true });
    call.signal?.addEventListener('abort', onAbort, { once: true });
    if (call.signal?.aborted) return onAbort();

    const { origin, path, method, headers, body } = call;
    const options = {
      origin,
      path,
      method,
      headers: { ...headers },
      body,
      headersTimeout: 0,
      bodyTimeout: 0,
      upgrade: call.onSocket ? 'websocket' : null,
    };
    const handler: Dispatcher.DispatchHandler = {
      // Called just before the first byte is written: given up earlier, nothing is ever sent.
      onRequestStart(starting) {
        if (settled) return starting.abort(new Error('given up'));
        controller = starting;
      },
      onResponseStart(_, status, answerHeaders) {
        if (settled || status < 200) return;
        if (call.headOnly && status < 300) timer.removeEventListener('abort', onTimeout);
        call.onHead(status, answerHeaders);
      },
      onResponseData(_, chunk) {
        if (settled) return;
        try {
          call.onData(chunk);
        } catch (error) {
          settle(error instanceof Error ? error : new Error('a handler threw'));
        }
      },
      onRequestUpgrade(_, status, answerHeaders, socket) {
        if (settled || !call.onSocket) return void socket.destroy();
        call.onHead(status, answerHeaders);
        try {
          call.onSocket(answerHeaders, socket);
          settle(null);
        } catch (error) {
          socket.destroy();
          settle(networkError(error, origin, true));
        }
      },
      onResponseEnd: () => settle(null),
      onResponseError: (_, error) => settle(networkError(error, origin, controller !== null)),
    };
    try {
      dispatcher.dispatch(options, handler);
    } catch (error) {
      settle(networkError(error, origin, false));
    }
  });
}
