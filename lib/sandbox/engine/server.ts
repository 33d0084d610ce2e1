import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Figures, MasterManner } from '../model/figures.ts';
import { answerBadly, type EngineFault, sendPage } from './faults.ts';
import { page, series, type Tier } from './page.ts';

const PATH = '/metrics/prometheus';

/** What the engine asks about its cache, each time it is asked itself. */
export interface EngineSource {
  figures(): Figures;
  manner(): MasterManner;
}

/** One Alluxio master's web port. */
export interface Engine {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
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
export async function serveEngine(source: EngineSource, tier: Tier = 'MEM'): Promise<Engine> {
  let fault: EngineFault | null = null;
  let asked = 0;
  let open = true;
  let closed = false;
  let turn: Promise<void> = Promise.resolve();

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').split('?')[0];
    if (path !== PATH && path !== `${PATH}/`) return void response.writeHead(404).end();
    const manner = source.manner();
    if (manner === 'closes' || manner === 'refuses') return void response.socket?.end();
    if (path === PATH && fault !== 'no-redirect' && fault !== 'redirect-away') {
      return void response.writeHead(302, { location: `${PATH}/` }).end();
    }
    asked += 1;
    if (fault === null || fault === 'no-redirect') sendPage(response, page(series(source.figures(), tier)));
    else answerBadly(response, fault, source.figures(), tier);
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
