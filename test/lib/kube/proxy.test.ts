import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as dial, type Socket } from 'node:net';
import { expect } from 'chai';
import { connect } from '../../../lib/kube/connect.ts';
import { type PlayedServer, playServer, sendJson, writeKubeconfig } from './support/server.ts';

describe('a proxy named by the kubeconfig', () => {
  let server: PlayedServer;
  let proxy: Server;
  const sockets = new Set<Socket>();
  beforeEach(async () => {
    server = await playServer((_, response) => sendJson(response, 200, { ok: true }));
    proxy = createServer();
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
    await server.close();
  });

  it('carries every call, over kept connections', async () => {
    const tunnels: string[] = [];
    proxy.on('connect', ({ url = '' }: { url?: string }, near: Socket) => {
      tunnels.push(url);
      const [host, port] = url.split(':');
      const far = dial(Number(port), host, () => near.write('HTTP/1.1 200 OK\r\n\r\n'));
      for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
      near.pipe(far).pipe(near);
    });
    const { port } = proxy.address() as AddressInfo;
    const cluster = { 'proxy-url': `http://127.0.0.1:${port}` };
    const client = connect({ kubeconfig: writeKubeconfig({ server: server.url, cluster }) });
    for (let call = 0; call < 10; call += 1) {
      expect(await client.request({ method: 'GET', path: '/' })).to.deep.equal({ ok: true });
    }
    await client.close();
    expect(tunnels.length).to.be.within(1, 2);
    expect(tunnels[0]).to.equal(server.url.replace('http://', ''));
  });
});
