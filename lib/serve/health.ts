/** `/healthz` and `/readyz` over plain HTTP, for the probes of a Deployment. */
import { createServer, type Server } from 'node:http';

/** Why the daemon is not ready; empty when it is. */
export type Readiness = () => readonly string[];

export interface HealthServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** `:8080`, `127.0.0.1:8080` or `[::1]:8080`. @returns null when it is none of these */
export function parseListen(text: string): { host: string | undefined; port: number } | null {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return null;
  const host = match[1] ?? match[2];
  return { host: host === '' ? undefined : host, port };
}

/** @throws {Error} when the address cannot be listened on */
export async function serveHealth(listen: string, readiness: Readiness): Promise<HealthServer> {
  const address = parseListen(listen);
  if (address === null) throw new Error(`cannot listen on "${listen}": give HOST:PORT or :PORT`);
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
    if (path === '/healthz') return void response.writeHead(200, TEXT).end('ok\n');
    if (path !== '/readyz') return void response.writeHead(404, TEXT).end('not found\n');
    const why = readiness();
    response
      .writeHead(why.length === 0 ? 200 : 503, TEXT)
      .end(why.length === 0 ? 'ok\n' : `${why.join('\n')}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: portOf(server), stop: () => stop(server) };
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
