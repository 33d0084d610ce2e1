/** One HTTP server for everything the daemon shows: fixed paths, GET and HEAD only, strict headers, bounded in all it takes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { parseListen } from './address.ts';

export interface Asked {
  readonly query: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** In parts where it may be long: each is asked for when the one before was taken. */
  readonly body: string | AsyncIterable<string>;
}

/** By path, without a query. */
export type Routes = Readonly<Record<string, (asked: Asked) => Answer | Promise<Answer>>>;

export interface HttpServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** `HOST:PORT` or `:PORT`; port 0 takes a free one. */
  readonly listen: string;
  readonly routes: Routes;
  /** Told of an answer that could not be made; whoever asked hears only that. */
  readonly onError: (path: string, error: unknown) => void;
}

/** So many connections at a time, probes and scrapes and open pages together. */
const MOST_CONNECTIONS = 256;
/** Time to send a request's head, and the whole of it, ms: a slow client holds its connection no longer. */
const HEAD_MS = 5000;
const REQUEST_MS = 10_000;
const MOST_HEADER_BYTES = 8192;

/** Nothing here is to be framed, guessed at, kept, or to load anything; a page loosens its own policy as far as it must. */
const STRICT = {
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** An answer in plain text. */
export function plain(body: string, status = 200): Answer {
  return { status, body, headers: { 'content-type': 'text/plain; charset=utf-8' } };
}

/** @throws {Error} when the address cannot be listened on */
export async function serve({ listen, routes, onError }: ServeOptions): Promise<HttpServer> {
  const address = parseListen(listen);
  if (address === null) throw new Error(`cannot listen on "${listen}": give HOST:PORT or :PORT`);
  const server = createServer(
    { headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS, maxHeaderSize: MOST_HEADER_BYTES },
    (request, response) => void respond(request, response, routes, onError),
  );
  server.maxConnections = MOST_CONNECTIONS;
  // Who does not read what was asked for must not hold a connection that a probe needs.
  server.timeout = REQUEST_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ message }) => reject(new Error(`cannot listen on "${listen}": ${message}`)));
    server.listen(address.port, address.host, resolve);
  });
  // A connection that could not be accepted (no file descriptor left, say) ends nothing.
  server.on('error', (error) => onError(listen, error));
  return { port: portOf(server), stop: () => stop(server) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
  onError: ServeOptions['onError'],
): Promise<void> {
  const { status, headers, body } = await answerTo(request, routes, onError);
  // A body that nobody asked for is not read: the connection ends with the answer.
  const close = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'];
  const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  response.writeHead(status, { ...STRICT, ...headers, ...length, ...(close ? { connection: 'close' } : {}) });
  if (request.method === 'HEAD') response.end();
  else if (typeof body === 'string') response.end(body);
  else await pipeline(body, response).catch((error: Error) => givenUp(error, request, onError));
}

/** Whoever asked may leave in the middle; anything else is told. Either way no half answer ends as if it were whole. */
function givenUp(
  error: Error & { code?: string },
  { url = '' }: IncomingMessage,
  onError: ServeOptions['onError'],
) {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET') onError(url, error);
}

async function answerTo(
  { method, url = '' }: IncomingMessage,
  routes: Routes,
  onError: ServeOptions['onError'],
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') {
    const refused = plain('GET and HEAD only\n', 405);
    return { ...refused, headers: { ...refused.headers, allow: 'GET, HEAD' } };
  }
  const [path = '', query = ''] = url.split('?', 2);
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return plain('not found\n', 404);
  try {
    return await route({ query: new URLSearchParams(query) });
  } catch (error) {
    onError(path, error);
    return plain('this answer could not be made; the daemon’s log says why\n', 500);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
