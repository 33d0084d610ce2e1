import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { projectRoot } from '../../../lib/root.ts';
import { engineAgents } from '../../../lib/runtimes/agents.ts';
import type { EngineAddress, EnginePage, ReadOptions } from '../../../lib/runtimes/contract.ts';
import type { Wanted } from '../../../lib/runtimes/prometheus.ts';
import { type ScannedPage, scanPage } from '../../../lib/runtimes/scan.ts';

/** Short text out of characters that mean something on a page, and some that mean nothing anywhere. */
export function odd(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...'\n\r\t {}"\\#=,01.E+-Naf_\0\u00e9\uffff');
  return fc.string({ unit, maxLength });
}

/** A recorded page of a real master. */
export function recordedPage(name: string): string {
  return readFileSync(join(projectRoot, 'test/fixtures/alluxio', name), 'utf8');
}

/** The recorded page of a full cache with some values printed differently; a value of null takes the line out. */
export function pageWith(values: Readonly<Record<string, string | null>>): string {
  return recordedPage('03-full.prom').replace(/^(Cluster_\w+) .*\n/gm, (line, name: string) => {
    const value = values[name];
    if (value === undefined) return line;
    return value === null ? '' : `${name} ${value}\n`;
  });
}

/** A whole page as a scan sees it that gets all of it at once. */
export function scanned(text: string, wanted: Wanted): ScannedPage {
  const scan = scanPage(wanted);
  scan.take(Buffer.from(text));
  return scan.end();
}

export interface Served {
  readonly port: number;
  readonly host: string;
  close(): Promise<void>;
}

function listen(server: Server, drop: () => void): Promise<Served> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          drop();
        });
      resolve({ port, host: `127.0.0.1:${port}`, close });
    });
  });
}

/** A real HTTP server on 127.0.0.1. */
export function serve(handler: RequestListener): Promise<Served> {
  const server = createServer(handler);
  return listen(server, () => server.closeAllConnections());
}

/** A real TCP server on 127.0.0.1 that answers as no HTTP server would. */
export function serveRaw(handler: (socket: Socket) => void): Promise<Served> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    handler(socket);
  });
  return listen(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** A page at an address the user gave. */
export function pageAt(url: string): EnginePage {
  return { url: new URL(url), service: null };
}

export function addressOf(...servers: readonly Served[]): EngineAddress {
  const pages = servers.map((server) => pageAt(`http://${server.host}/metrics/prometheus/`));
  return { from: 'slices', pages };
}

/** Options of a read that has all the time it needs, at the instant 1000. */
export function patient(options: Partial<ReadOptions> = {}): ReadOptions {
  const clock = { now: () => 1000, monotonic: () => 0, sleep: async () => {} };
  return { clock, timeoutMs: 60_000, agents: engineAgents(), ...options };
}
