import { expect } from 'chai';
import { parseListen, serveHealth } from '../../../lib/serve/health.ts';

describe('the probes', () => {
  it('say ok while alive and ready, and each reason while not ready', async () => {
    let why: string[] = [];
    const server = await serveHealth('127.0.0.1:0', () => why);
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
      return [response.status, await response.text()];
    };
    try {
      expect(await get('/healthz')).to.deep.equal([200, 'ok\n']);
      expect(await get('/readyz')).to.deep.equal([200, 'ok\n']);
      why = ['the watches have not listed everything yet', 'no Lease'];
      expect(await get('/readyz?verbose')).to.deep.equal([503, `${why.join('\n')}\n`]);
      expect(await get('/healthz')).to.deep.equal([200, 'ok\n']);
      expect((await get('/<script>'))[0]).to.equal(404);
    } finally {
      await server.stop();
    }
  });

  const addresses: readonly [string, unknown][] = [
    [':8080', { host: undefined, port: 8080 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:9090', { host: '::1', port: 9090 }],
    ['8080', null],
    [':99999', null],
    ['http://x:80', null],
  ];
  for (const [text, address] of addresses) {
    it(`reads the address ${text}`, () => expect(parseListen(text)).to.deep.equal(address));
  }

  it('refuse an address that cannot be listened on, saying what is allowed', async () => {
    const failure = await serveHealth('nonsense', () => []).catch((error: Error) => error.message);
    expect(failure).to.contain('HOST:PORT');
  });
});
