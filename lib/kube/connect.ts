import type { Duplex } from 'node:stream';
import { type Clock, realClock } from '../clock/clock.ts';
import { createAccess } from './access.ts';
import { attempt, type Call, createRetries, parseJson } from './attempt.ts';
import {
  fieldManager,
  type KubeClient,
  type KubeRequest,
  type Query,
  type WatchRequest,
  type Websocket,
  type WebsocketRequest,
} from './client.ts';
import { ConnectionError } from './errors.ts';
import type { Expire } from './exchange.ts';
import { handshake } from './handshake.ts';
import type { Source } from './kubeconfig.ts';
import { createLineSplitter } from './lines.ts';

const defaultTimeoutMs = 10_000;
const defaultHeadTimeoutMs = 30_000;
const defaultMaxBytes = 4 * 2 ** 20;
const maxLineBytes = 16 * 2 ** 20;

export interface ConnectOptions extends Source {
  /** Product token first, as in `fluid-autoscaler/1.2.0`. */
  readonly userAgent?: string | undefined;
  /** Only for how long credentials count as fresh; the machine's own unless given. */
  readonly clock?: Clock | undefined;
  /** `AbortSignal.timeout` unless given. */
  readonly expire?: Expire | undefined;
}

function withQuery(path: string, query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) given.set(name, String(value));
  }
  return given.size === 0 ? path : `${path}?${given}`;
}

/** Gathers an answer up to a size, or hands it on. */
function createCollector(maxBytes: number, take: ((chunk: Buffer) => void) | undefined) {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    restart(): boolean {
      // What was handed on must not come a second time.
      if (take && bytes > 0) return false;
      chunks = [];
      bytes = 0;
      return true;
    },
    push(chunk: Buffer): void {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new ConnectionError('TOO_LARGE', `the answer is longer than ${maxBytes} bytes`, true);
      }
      if (take) take(chunk);
      else chunks.push(chunk);
    },
    /** @throws ConnectionError `NOT_JSON` */
    json(): unknown {
      if (bytes === 0) return null;
      const value = parseJson(Buffer.concat(chunks).toString('utf8'));
      if (value !== undefined) return value;
      throw new ConnectionError('NOT_JSON', 'the answer is a success but not JSON', true);
    },
  };
}

/**
 * Opens access to one cluster. Nothing is sent before the first call. Loading this module costs some 400 ms and
 * 100 MiB, so import it lazily: `const { connect } = await import('../kube/connect.ts')`.
 * @throws KubeconfigError when there is no usable kubeconfig
 */
export function connect(options: ConnectOptions = {}): KubeClient {
  const { userAgent = fieldManager, clock = realClock, expire = AbortSignal.timeout } = options;
  const access = createAccess(options, clock);

  /** Connections that left the pool. */
  const sockets = new Set<Duplex>();

  /** @param restart called before a further attempt; false when there must be none */
  async function run(call: Call, restart: () => boolean): Promise<void> {
    const deadline = clock.monotonic() + call.timeoutMs;
    const left = () => Math.max(1, Math.ceil(deadline - clock.monotonic()));
    const deservesRetry = createRetries(access, call.method);
    for (;;) {
      const authorized = await access.authorize(expire(left()), call.signal);
      try {
        return await attempt(access, authorized, { ...call, timeoutMs: left() });
      } catch (error) {
        const over = clock.monotonic() >= deadline || call.signal?.aborted;
        if (over || !deservesRetry(error) || !restart()) throw error;
      }
    }
  }

  async function request<T>({ method, path, query, body, ...rest }: KubeRequest): Promise<T> {
    const { signal, timeoutMs = defaultTimeoutMs, contentType = 'application/json' } = rest;
    const isWrite = method !== 'GET' && method !== 'DELETE';
    const { take } = rest;
    const answer = createCollector(rest.maxBytes ?? defaultMaxBytes, take);
    const call: Call = {
      method,
      accept: take ? 'text/plain' : 'application/json',
      path: withQuery(path, isWrite ? { fieldManager, ...query } : { ...query }),
      body: body === undefined ? null : JSON.stringify(body),
      contentType,
      userAgent,
      signal,
      timeoutMs,
      headOnly: false,
      expire,
      onData: answer.push,
    };
    await run(call, answer.restart);
    return (take ? null : answer.json()) as T;
  }

  async function watch({ path, query, signal, timeoutMs, onLine, onOpen }: WatchRequest): Promise<void> {
    const splitter = createLineSplitter(onLine, maxLineBytes);
    let begun = false;
    const call: Call = {
      method: 'GET',
      accept: 'application/json',
      path: withQuery(path, query ?? {}),
      body: null,
      contentType: '',
      userAgent,
      signal,
      timeoutMs: timeoutMs ?? defaultHeadTimeoutMs,
      headOnly: true,
      expire,
      onOpen,
      onData(chunk) {
        begun = true;
        splitter.push(chunk);
      },
    };
    // Lines already handed over must not come a second time.
    await run(call, () => !begun);
  }

  async function websocket({ path, protocols, signal, timeoutMs }: WebsocketRequest): Promise<Websocket> {
    const { headers, accepted } = handshake(protocols);
    let opened: Websocket | null = null;
    const call: Call = {
      method: 'GET',
      accept: 'application/json',
      path,
      body: null,
      contentType: '',
      userAgent,
      signal,
      timeoutMs: timeoutMs ?? defaultTimeoutMs,
      headOnly: false,
      expire,
      onData: () => undefined,
      websocket: {
        headers,
        onSocket(answer, socket) {
          // Somebody listens from now on: an error nobody hears would end the process.
          socket.on('error', () => undefined);
          sockets.add(socket);
          socket.once('close', () => sockets.delete(socket));
          opened = { socket, protocol: accepted(answer) };
        },
      },
    };
    await run(call, () => true);
    if (opened === null) throw new ConnectionError('NOT_WEBSOCKET', 'the server opened no websocket', true);
    return opened;
  }

  return {
    server: access.origin,
    namespace: access.namespace,
    request,
    watch,
    websocket,
    close() {
      for (const socket of sockets) socket.destroy();
      return access.close();
    },
  };
}
