import { connect } from 'node:net';
import { expect } from 'chai';
import { parseListen } from '../../../lib/serve/address.ts';
import { healthRoutes } from '../../../lib/serve/health.ts';
import { type HttpServer, plain, type Routes, serve } from '../../../lib/serve/server.ts';

describe('the server', () => {
  let server: HttpServer | undefined;
  const errors: string[] = [];
  const start = async (routes: Routes) => {
    const onError = (path: string, error: unknown) => void errors.push(`${path}: ${error}`);
    server = await serve({ listen: '127.0.0.1:0', routes, onError });
    return (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server?.port}${path}`, init);
  };
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    errors.length = 0;
  });

  it('lets probes see whether it is alive, and ready or each reason why not', async () => {
    let why: string[] = [];
    let notes: string[] = [];
    const get = await start(
      healthRoutes(
        () => why,
        () => notes,
      ),
    );
    const seen = async (path: string) => {
      const response = await get(path);
      return [response.status, await response.text()];
    };
    expect(await seen('/healthz')).to.deep.equal([200, 'ok\n']);
    expect(await seen('/readyz')).to.deep.equal([200, 'ok\n']);
    why = ['the watches have not listed everything yet', 'no Lease'];
    expect(await seen('/readyz?verbose')).to.deep.equal([503, `${why.join('\n')}\n`]);
    notes = ['OddRuntime is a kind nobody knows'];
    expect(await seen('/readyz')).to.deep.equal([503, `${why.join('\n')}\nnote: ${notes[0]}\n`]);
    why = [];
    expect(await seen('/readyz')).to.deep.equal([200, `ok\nnote: ${notes[0]}\n`]);
    expect(await seen('/healthz')).to.deep.equal([200, 'ok\n']);
  });

  it('answers GET and HEAD only, on its own paths only, and never echoes what it was asked', async () => {
    const get = await start({ '/there': () => plain('here\n') });
    const head = await get('/there', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).to.deep.equal([
      200,
      '5',
      '',
    ]);
    const refused = await get('/there', { method: 'POST', body: 'x'.repeat(100_000) });
    expect([refused.status, refused.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD']);
    for (const path of ['/<script>', '/__proto__', '/constructor', '//there', '/there/']) {
      const missing = await get(path);
      expect([path, missing.status, await missing.text()]).to.deep.equal([path, 404, 'not found\n']);
    }
  });

  it('sends strict headers with every answer', async () => {
    const get = await start({ '/there': () => plain('here\n') });
    for (const path of ['/there', '/missing']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).to.contain("default-src 'none'");
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('x-frame-options')).to.equal('DENY');
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
    }
  });

  it('answers 500 without saying more when an answer cannot be made, and goes on', async () => {
    const get = await start({
      '/broken': () => Promise.reject(new Error('secret of the inside')),
      '/there': () => plain('here\n'),
    });
    const broken = await get('/broken');
    expect(broken.status).to.equal(500);
    expect(await broken.text()).not.to.contain('secret');
    expect(errors).to.deep.equal(['/broken: Error: secret of the inside']);
    expect((await get('/there')).status).to.equal(200);
  });

  it('refuses a head that is too long, and survives bytes that are no HTTP', async () => {
    const get = await start({ '/there': () => plain('here\n') });
    expect((await get(`/there?${'x'.repeat(10_000)}`)).status).to.equal(431);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(server?.port ?? 0, '127.0.0.1', () =>
        socket.write('\x16\x03\x01 nonsense\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).to.match(/^HTTP\/1\.1 400 /);
    expect((await get('/there')).status).to.equal(200);
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

  it('refuses an address that cannot be listened on, saying what is allowed', async () => {
    const failure = await serve({ listen: 'nonsense', routes: {}, onError: () => undefined }).catch(
      (error: Error) => error.message,
    );
    expect(failure).to.contain('HOST:PORT');
  });

  it('refuses a port that is taken, naming it', async () => {
    await start({});
    const listen = `127.0.0.1:${server?.port}`;
    const failure = await serve({ listen, routes: {}, onError: () => undefined }).catch(
      (error: Error) => error.message,
    );
    expect(failure).to.contain(`cannot listen on "${listen}": `).and.to.contain('EADDRINUSE');
  });
});
