import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Figures, MasterManner } from '../model/figures.ts';
import { answerBadly, type EngineFault, sendPage } from './faults.ts';
import type { PageForm } from './pages/form.ts';

/** What the engine asks about its cache, each time it is asked itself. */
export interface EngineSource {
  figures(): Figures;
  manner(): MasterManner;
}

/** One HTTP port that tells how full a cache is: a master's, a worker's, or an exporter's beside it. */
export interface Engine {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Where its page is. */
  readonly page: string;
  /** Makes the page go wrong in one way until called with null. Resolves when the port is as the fault wants it. */
  setFault(fault: EngineFault | null): Promise<void>;
  /** How often the page was asked for. */
  requests(): number;
  /** Opens or closes the port as the master's manner wants it. */
  follow(): Promise<void>;
  close(): Promise<void>;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Starts the engine on a free port of 127.0.0.1, which it keeps for good. */
export async function serveEngine(source: EngineSource, form: PageForm): Promise<Engine> {
  let fault: EngineFault | null = null;
  let asked = 0;
  let open = true;
  let closed = false;
  let turn: Promise<void> = Promise.resolve();

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').split('?')[0];
    const unslashed = form.path.endsWith('/') && path === form.path.slice(0, -1);
    if (path !== form.path && !unslashed) return void response.writeHead(404).end();
    const manner = source.manner();
    if (manner === 'closes' || manner === 'refuses') return void response.socket?.end();
    if (unslashed && fault !== 'no-redirect' && fault !== 'redirect-away') {
      return void response.writeHead(302, { location: form.path }).end();
    }
    asked += 1;
    const figures = source.figures();
    if (fault === null || fault === 'no-redirect') sendPage(response, form, form.write(form.values(figures)));
    else answerBadly(response, fault, form, figures);
  }

  const server = createServer(respond);
  const port = await listen(server, 0);

  async function settle(): Promise<void> {
    const wanted = !closed && fault !== 'refuse' && source.manner() !== 'refuses';
    if (wanted === open) return;
    if (wanted) await listen(server, port);
    else await shut(server);
    open = wanted;
  }

  function follow(): Promise<void> {
    turn = turn.then(settle, settle);
    return turn;
  }

  return {
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    page: `http://127.0.0.1:${port}${form.path}`,
    requests: () => asked,
    follow,
    async setFault(next) {
      fault = next;
      await follow();
    },
    async close() {
      closed = true;
      await follow();
    },
  };
}
