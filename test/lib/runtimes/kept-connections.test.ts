import { readFileSync } from 'node:fs';
import { Agent as HttpsAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { closeAgents, engineAgents } from '../../../lib/runtimes/agents.ts';
import { gatherPage, readPage } from '../../../lib/runtimes/page.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { tempFolder } from '../../support/temp.ts';
import { patient } from './engine-server.ts';
import { codeSaid } from './said.ts';

const PAGE = 'here 1\n';
const ANSWER = `HTTP/1.1 200 OK\r\ncontent-length: ${PAGE.length}\r\n\r\n${PAGE}`;

describe('a connection with TLS that was kept from the read before', () => {
  const folder = tempFolder('kept-connections');
  const pem = (name: string) => readFileSync(join(folder, name));
  before(async function () {
    this.timeout(60_000);
    await makeCertificates(folder);
  });

  /** Reads twice from a server, whose first connection answers once and is found closed by the second request. */
  async function readTwice(answerAgain: (socket: TLSSocket) => void) {
    let connections = 0;
    const server = createServer({ cert: pem('server.crt'), key: pem('server.key') }, (socket) => {
      const first = ++connections === 1;
      socket.on('error', () => {});
      socket.once('data', () => {
        if (!first) return answerAgain(socket);
        socket.write(ANSWER);
        socket.once('data', () => socket.destroy());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const https = new HttpsAgent({ keepAlive: true, maxFreeSockets: 1, ca: pem('ca.crt') });
    const agents = { ...engineAgents(), https };
    const read = async () => {
      const page = gatherPage();
      const failure = await readPage(new URL(`https://127.0.0.1:${port}/`), patient({ agents }), page.take);
      return failure === null ? page.text() : codeSaid(failure);
    };
    try {
      return { said: [await read(), await read()], connections };
    } finally {
      closeAgents(agents);
      server.close();
    }
  }

  it('is asked for anew when it was closed meanwhile', async () => {
    const { said, connections } = await readTwice((socket) => socket.write(ANSWER));
    expect(said).to.deep.equal([PAGE, PAGE]);
    expect(connections).to.equal(2);
  });

  it('is asked for anew only once', async () => {
    const { said, connections } = await readTwice((socket) => socket.destroy());
    expect(said).to.deep.equal([PAGE, 'EngineClosed']);
    expect(connections).to.equal(2);
  });
});
