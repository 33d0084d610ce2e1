import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../clock/clock.ts';
import type { Dice } from '../dice.ts';
import { type Call, rfc3339 } from './call.ts';
import { discover } from './discovery.ts';
import { dispatch } from './dispatch.ts';
import { coreEventPath, fromCoreEvent, toCoreEvent } from './event-forms.ts';
import { execCall, isExec, type RunInPod, serveExec } from './exec.ts';
import { ApiFailure, badRequest, internal, notAllowed, notFound } from './failure.ts';
import { kindNamed } from './kinds.ts';
import { passOn, proxyCall } from './proxy.ts';
import { type Route, route } from './route.ts';
import type { Store } from './store.ts';
import { wantsTable } from './table.ts';
import { watch } from './watch.ts';

/** Bodies beyond this are refused, bytes; the real server's limit. */
const LARGEST_BODY = 3 * 1024 * 1024;

export interface ApiServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly dice: Dice;
  /** Called before every request, so that an answer is true of this moment. */
  readonly catchUp?: () => void;
  /** Runs a command in a pod. Default: no pod has any. */
  readonly run?: RunInPod;
}

export interface ApiServer {
  readonly url: string;
  /** Cuts every connection as a failing network does: half a line may have been sent. */
  cut(): void;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new ApiFailure(413, 'RequestEntityTooLarge', 'limit is 3145728');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string, patching: boolean): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badRequest(
      patching ? `error decoding patch: ${why}` : `json parse error: ${why} (${text.slice(0, 100)})`,
    );
  }
}

function plain(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.end(`${JSON.stringify(body)}\n`);
}

function callOf(options: ApiServerOptions, found: Route, url: URL, request: IncomingMessage): Call {
  const { store, clock, dice } = options;
  const { kind, namespace, name, subresource } = found;
  const known =
    subresource === null || subresource === 'status' || subresource === 'scale' ? subresource : undefined;
  const served = known === null || (known === 'status' && kind.status) || (known === 'scale' && kind.scale);
  // A subresource that the kind does not have is answered as if the object were missing, though it may exist.
  if (known === undefined || !served) throw notFound(kind, name ?? '');
  return {
    store,
    kind,
    namespace,
    name,
    subresource: known,
    query: url.searchParams,
    time: rfc3339(clock.now()),
    newUid: () => dice.uuid(),
    newSuffix: () => dice.suffix(5),
    userAgent: request.headers['user-agent'] ?? '',
    asTable: wantsTable(request.headers.accept ?? ''),
  };
}

function isWatch(call: Call, method: string): boolean {
  return method === 'GET' && call.name === null && /^(true|1)$/.test(call.query.get('watch') ?? '');
}

async function answer(
  options: ApiServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const about = discover(url.pathname);
  if (typeof about === 'string') return plain(response, 200, about);
  if (about !== null) return json(response, 200, about);
  const through = request.method === 'GET' ? proxyCall(url) : null;
  if (through !== null) {
    options.catchUp?.();
    return passOn(options.store, through, response);
  }
  if (isExec(url.pathname)) {
    options.catchUp?.();
    throw notUpgraded(options.store, url, request.method ?? 'GET');
  }
  const core = coreEventPath(url.pathname);
  const found = route(core ?? url.pathname);
  if (found === null) return plain(response, 404, '404 page not found\n');
  const method = request.method ?? 'GET';
  const sent = parsed(await bodyOf(request), method === 'PATCH');
  const body = core === null ? sent : toCoreEvent(sent);
  options.catchUp?.();
  const call = callOf(options, found, url, request);
  if (isWatch(call, method)) return watch(call, options.clock, response);
  const { code, body: object } = dispatch(method, call, request.headers['content-type'] ?? '', body);
  json(response, code, core === null ? object : fromCoreEvent(object));
}

/** What is wrong with a command that is called over plain HTTP. */
function notUpgraded(store: Store, url: URL, method: string): ApiFailure {
  if (method !== 'GET' && method !== 'POST') return notAllowed(kindNamed('Pod'), method.toLowerCase());
  execCall(store, url);
  return badRequest('Upgrade request required');
}

function failureOf(error: unknown): ApiFailure {
  return error instanceof ApiFailure
    ? error
    : internal(error instanceof Error ? error.message : String(error));
}

/** The same on a connection that asked to be upgraded: there is no response yet. */
function refuseUpgrade(socket: Duplex, error: unknown): void {
  const { code, status } = failureOf(error);
  const body = `${JSON.stringify(status)}\n`;
  const head = `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  socket.end(head + body);
}

function refuse(response: ServerResponse, error: unknown): void {
  const failure = failureOf(error);
  if (response.headersSent) response.destroy();
  else json(response, failure.code, failure.status);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Serves the store over plain HTTP on a free port of 127.0.0.1. */
export async function serveApi(options: ApiServerOptions): Promise<ApiServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => refuse(response, error));
  });
  const commands = serveExec(options.run ?? (() => ({ answer: null, fault: null })));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    try {
      const url = new URL(request.url ?? '/', 'http://sandbox');
      if (!isExec(url.pathname)) throw badRequest('nothing here speaks another protocol');
      options.catchUp?.();
      commands.upgrade(execCall(options.store, url), request, socket, head);
    } catch (error) {
      refuseUpgrade(socket, error);
    }
  });
  // Idle connections may be kept by clients for long; a real API server keeps them too.
  server.keepAliveTimeout = 90_000;
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    cut() {
      server.closeAllConnections();
      commands.close();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        commands.close();
      }),
  };
}
