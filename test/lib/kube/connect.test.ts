import { appendFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { ApiError, ConnectionError } from '../../../lib/kube/errors.ts';
import { tempFolder } from '../../support/temp.ts';
import { manualClock, until } from './support/manual-clock.ts';
import {
  type Handler,
  type PlayedServer,
  playServer,
  sendFailure,
  sendJson,
  writeKubeconfig,
} from './support/server.ts';

/** Time-outs that fire when the test says so; `set` are the ms that were asked for. */
function manualExpiry() {
  const waiting = new Set<AbortController>();
  const set: number[] = [];
  const expire = (ms: number) => {
    const timer = new AbortController();
    set.push(ms);
    waiting.add(timer);
    return timer.signal;
  };
  const fire = () => {
    for (const timer of waiting) timer.abort();
  };
  return { expire, fire, set };
}

const answerOk: Handler = (_, response) => sendJson(response, 200, { ok: true });
const get = { method: 'GET', path: '/api' } as const;

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

async function connectionError(promise: Promise<unknown>): Promise<ConnectionError> {
  const error = await errorOf(promise);
  expect(error).to.be.instanceOf(ConnectionError);
  return error as ConnectionError;
}

describe('the Kubernetes client', () => {
  let server: PlayedServer;
  let client: KubeClient;
  let expiry: ReturnType<typeof manualExpiry>;

  beforeEach(async () => {
    server = await playServer(answerOk);
    expiry = manualExpiry();
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url }), expire: expiry.expire });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('reads JSON from a plain http server without being told to skip verification', async () => {
    expect(await client.request(get)).to.deep.equal({ ok: true });
    expect(client).to.include({ server: server.url, namespace: 'default' });
  });

  it('sends path, query, body and its name', async () => {
    const query = { labelSelector: 'a=b c', limit: 5, none: null, watch: true, not: undefined };
    await client.request({ ...get, path: '/apis/x/v1/a%2Fb', query });
    await client.request({
      method: 'PATCH',
      path: '/p',
      body: [1],
      contentType: 'application/json-patch+json',
    });
    const [read, write] = server.asked;
    expect(read?.path).to.equal('/apis/x/v1/a%2Fb');
    expect(Object.fromEntries(read?.query ?? [])).to.deep.equal({
      labelSelector: 'a=b c',
      limit: '5',
      watch: 'true',
    });
    expect(read?.headers['user-agent']).to.equal('fluid-autoscaler');
    expect(read?.headers).not.to.have.property('content-type');
    expect(write?.headers['content-type']).to.equal('application/json-patch+json');
    expect(write?.body).to.equal('[1]');
  });

  it('names the field manager on every write, and on no read', async () => {
    for (const method of ['GET', 'DELETE', 'POST', 'PUT', 'PATCH'] as const)
      await client.request({ method, path: '/' });
    expect(server.asked.map(({ query }) => query.get('fieldManager'))).to.deep.equal([
      null,
      null,
      'fluid-autoscaler',
      'fluid-autoscaler',
      'fluid-autoscaler',
    ]);
  });

  it('puts the path of the server address before every path', async () => {
    const behind = connect({ kubeconfig: writeKubeconfig({ server: `${server.url}/k8s/clusters/c-1/` }) });
    await behind.request(get);
    await behind.close();
    expect(server.asked[0]?.path).to.equal('/k8s/clusters/c-1/api');
  });

  it('keeps its connections: calls one after another need two at most', async () => {
    for (let call = 0; call < 50; call += 1) await client.request(get);
    // A connection is free again one turn of the event loop after its answer.
    expect(server.connections()).to.be.at.most(2);
  });

  it('leaves no connection open after close', async () => {
    await Promise.all([client.request(get), client.request(get)]);
    await client.close();
    await until(() => server.open() === 0);
  });

  it('returns null for a success without a body', async () => {
    server.play((_, response) => response.writeHead(200).end());
    expect(await client.request(get)).to.equal(null);
  });

  it('turns a Status into an ApiError', async () => {
    server.play((_, response) =>
      sendFailure(response, 429, 'TooManyRequests', 'slow down', { 'Retry-After': '3' }),
    );
    const error = await errorOf(client.request(get));
    expect(error).to.be.instanceOf(ApiError);
    expect(error).to.include({
      status: 429,
      reason: 'TooManyRequests',
      message: 'slow down',
      retryAfterSeconds: 3,
    });
  });

  it('follows no redirect, so that credentials go nowhere else', async () => {
    server.play((_, response) => response.writeHead(302, { Location: `${server.url}/elsewhere` }).end());
    expect(await errorOf(client.request(get))).to.include({ status: 302, reason: '' });
    expect(server.asked).to.have.length(1);
  });

  it('does not read an endless error body', async () => {
    server.play((_, response) => {
      response.writeHead(500);
      response.end('x'.repeat(2 ** 20));
    });
    expect(await errorOf(client.request(get))).to.include({ status: 500, reason: '' });
  });

  it('refuses an answer larger than allowed', async () => {
    server.play((_, response) => sendJson(response, 200, { text: 'x'.repeat(5_000) }));
    expect(await connectionError(client.request({ ...get, maxBytes: 4_000 }))).to.include({
      code: 'TOO_LARGE',
      sent: true,
    });
  });

  it('refuses a success that is not JSON', async () => {
    server.play((_, response) => response.end('<html>log in here</html>'));
    const error = await connectionError(client.request(get));
    expect(error).to.include({ code: 'NOT_JSON', sent: true });
    expect(error.message).not.to.include('log in');
  });

  it('fails after its time-out when the server hangs, and says that the request had gone out', async () => {
    server.play(() => expiry.fire());
    const error = await connectionError(client.request({ ...get, timeoutMs: 1_234 }));
    expect(error).to.include({ code: 'TIMEOUT', sent: true });
    expect(error.message).to.match(/^no answer within \d+ ms: http/);
    expect(Math.max(...expiry.set)).to.be.within(1_000, 1_234);
  });

  it('has a time-out of ten seconds unless told otherwise', async () => {
    await client.request(get);
    expect(Math.max(...expiry.set)).to.be.within(9_000, 10_000);
  });

  it('fails after its time-out when the body hangs', async () => {
    server.play((_, response) => response.writeHead(200).write('{"ok":', expiry.fire));
    expect(await connectionError(client.request(get))).to.include({ code: 'TIMEOUT', sent: true });
  });

  it('is given up at once when the signal aborts', async () => {
    const stop = new AbortController();
    server.play(() => stop.abort());
    const error = await connectionError(client.request({ ...get, signal: stop.signal }));
    expect(error).to.include({ code: 'ABORTED', sent: true });
    const early = await connectionError(client.request({ ...get, signal: stop.signal }));
    expect(early).to.include({ code: 'ABORTED', sent: false });
    expect(server.asked).to.have.length(1);
  });

  it('says that a write broken off after sending may have had an effect, and does not repeat it', async () => {
    server.play((_, response) => response.destroy());
    const error = await connectionError(client.request({ method: 'PATCH', path: '/', body: [] }));
    expect(error.sent).to.equal(true);
    expect(server.asked).to.have.length(1);
  });

  it('repeats a read once when a kept connection turns out to be closed', async () => {
    await client.request(get);
    server.play((_, response) => {
      response.destroy();
      server.play(answerOk);
    });
    expect(await client.request(get)).to.deep.equal({ ok: true });
    expect(server.asked).to.have.length(3);
  });

  it('fails when a read is broken off twice', async () => {
    server.play((_, response) => response.destroy());
    expect((await connectionError(client.request(get))).sent).to.equal(true);
    expect(server.asked).to.have.length(2);
  });

  it('hands a text over as it comes, asks for text, and has no value then', async () => {
    server.play((_, response) => {
      response.write('a 1\n');
      response.end('b 2\n');
    });
    const taken: string[] = [];
    const value = await client.request({ ...get, take: (chunk) => taken.push(chunk.toString()) });
    expect(value).to.equal(null);
    expect(taken.join('')).to.equal('a 1\nb 2\n');
    expect(server.asked[0]?.headers.accept).to.equal('text/plain');
  });

  it('hands over no byte beyond the limit', async () => {
    server.play((_, response) => response.end('x'.repeat(5_000)));
    let taken = 0;
    const request = client.request({
      ...get,
      maxBytes: 4_000,
      take: (chunk) => {
        taken += chunk.length;
      },
    });
    expect(await connectionError(request)).to.include({ code: 'TOO_LARGE' });
    expect(taken).to.be.at.most(4_000);
  });

  it('does not hand over the same text twice: what broke off after its first bytes is not repeated', async () => {
    await client.request(get);
    server.play((_, response) => response.write('a 1\n', () => response.destroy()));
    const taken: string[] = [];
    const request = client.request({ ...get, take: (chunk) => taken.push(chunk.toString()) });
    expect((await connectionError(request)).sent).to.equal(true);
    expect(taken).to.deep.equal(['a 1\n']);
    expect(server.asked).to.have.length(2);
  });

  it('fails when the body is cut short, also of a length that was promised', async () => {
    server.play((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"ok":true}');
      setImmediate(() => response.destroy());
    });
    expect((await connectionError(client.request(get))).sent).to.equal(true);
  });
});

describe('the Kubernetes client, before anything is sent', () => {
  let listener: Server | null = null;
  const sockets = new Set<Socket>();
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    listener?.close();
    listener = null;
  });

  it('knows that a refused connection had no effect', async () => {
    const server = await playServer(answerOk);
    await server.close();
    const client = connect({ kubeconfig: writeKubeconfig({ server: server.url }) });
    const error = await connectionError(client.request({ method: 'PATCH', path: '/', body: [] }));
    await client.close();
    expect(error).to.include({ code: 'ECONNREFUSED', sent: false });
    expect(error.message).to.equal(`no connection: ${server.url} (ECONNREFUSED)`);
  });

  it('never sends what was given up while the connection was being made', async () => {
    const server = await playServer(answerOk);
    let timers = 0;
    const expire = () => {
      const timer = new AbortController();
      timers += 1;
      // The first is for the credentials, the second for the call itself; later ones never fire.
      if (timers === 2) queueMicrotask(() => timer.abort());
      return timer.signal;
    };
    const client = connect({ kubeconfig: writeKubeconfig({ server: server.url }), expire });
    const error = await connectionError(client.request({ method: 'PATCH', path: '/given-up', body: [] }));
    expect(error).to.include({ code: 'TIMEOUT', sent: false });
    await client.request(get);
    await client.request(get);
    await client.close();
    await server.close();
    expect(server.asked.map(({ path }) => path)).to.deep.equal(['/api', '/api']);
  });

  it('knows that a time-out while the TLS handshake hangs had no effect', async () => {
    const silent = createServer((socket) => sockets.add(socket));
    listener = silent;
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const server = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { expire, fire } = manualExpiry();
    const client = connect({ kubeconfig: writeKubeconfig({ server }), expire });
    silent.on('connection', fire);
    const error = await connectionError(client.request({ method: 'PATCH', path: '/', body: [] }));
    await client.close();
    expect(error).to.include({ code: 'TIMEOUT', sent: false });
  });
});

describe('a watch', () => {
  let server: PlayedServer;
  let client: KubeClient;
  let expiry: ReturnType<typeof manualExpiry>;
  let lines: string[];
  const onLine = (line: string) => {
    lines.push(line);
  };
  beforeEach(async () => {
    lines = [];
    server = await playServer(answerOk);
    expiry = manualExpiry();
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url }), expire: expiry.expire });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('hands over each whole line and ends with the server', async () => {
    server.play((_, response) => {
      response.write('{"a":1}\n{"a"');
      setImmediate(() => response.end(':2}\n{"a":'));
    });
    await client.watch({ path: '/w', onLine });
    expect(lines).to.deep.equal(['{"a":1}', '{"a":2}']);
  });

  it('fails when it is cut, without the line that was cut, and is not begun again behind our back', async () => {
    server.play((_, response) => {
      response.write('{"a":1}\n{"a"');
      setImmediate(() => response.destroy());
    });
    expect((await connectionError(client.watch({ path: '/w', onLine }))).sent).to.equal(true);
    expect(lines).to.deep.equal(['{"a":1}']);
    expect(server.asked).to.have.length(1);
  });

  it('takes a line of more than a MiB', async () => {
    const line = JSON.stringify({ text: 'x'.repeat(3 * 2 ** 20) });
    server.play((_, response) => response.end(`${line}\n`));
    await client.watch({ path: '/w', onLine });
    expect(lines).to.deep.equal([line]);
  });

  it('ends by the signal and closes its connection', async () => {
    const stop = new AbortController();
    server.play((_, response) => response.write('{}\n'));
    const watch = client.watch({ path: '/w', onLine: () => stop.abort(), signal: stop.signal });
    expect(await connectionError(watch)).to.include({ code: 'ABORTED' });
    await until(() => server.open() === 0);
  });

  it('ends with what its reader throws and reads no further line', async () => {
    server.play((_, response) => response.write('1\n2\n3\n'));
    const thrown = new Error('enough');
    const read = (line: string) => {
      onLine(line);
      if (line === '2') throw thrown;
    };
    expect(await errorOf(client.watch({ path: '/w', onLine: read }))).to.equal(thrown);
    expect(lines).to.deep.equal(['1', '2']);
    await until(() => server.open() === 0);
  });

  it('has a time-out for its beginning only', async () => {
    server.play(expiry.fire);
    const hung = client.watch({ path: '/w', onLine });
    expect(await connectionError(hung)).to.include({ code: 'TIMEOUT' });
    expect(Math.max(...expiry.set)).to.be.within(29_000, 30_000);
    let stream: ServerResponse | undefined;
    server.play((_, response) => {
      stream = response;
      response.writeHead(200).flushHeaders();
    });
    const onOpen = () => {
      expiry.fire();
      stream?.end('late\n');
    };
    await client.watch({ path: '/w', onLine, onOpen });
    expect(lines).to.deep.equal(['late']);
  });

  it('fails with the Status of a server that refuses it', async () => {
    server.play((_, response) => sendFailure(response, 410, 'Expired'));
    expect(await errorOf(client.watch({ path: '/w', onLine }))).to.include({
      status: 410,
      reason: 'Expired',
    });
  });
});

describe('credentials', () => {
  let server: PlayedServer;
  let client: KubeClient | null = null;
  beforeEach(async () => {
    server = await playServer(answerOk);
  });
  afterEach(async () => {
    await client?.close();
    await server.close();
  });
  const sentTokens = () => server.asked.map(({ headers }) => headers.authorization);

  it('are sent: a token, or a name and password', async () => {
    client = connect({
      kubeconfig: writeKubeconfig({ server: server.url, user: { token: 'secret-token' } }),
    });
    await client.request(get);
    await client.close();
    client = connect({
      kubeconfig: writeKubeconfig({ server: server.url, user: { username: 'u', password: 'p' } }),
    });
    await client.request(get);
    expect(sentTokens()).to.deep.equal([
      'Bearer secret-token',
      `Basic ${Buffer.from('u:p').toString('base64')}`,
    ]);
  });

  it('are read anew after a 401, from a token file that has changed meanwhile', async () => {
    const tokenFile = join(tempFolder('kube'), 'token');
    writeFileSync(tokenFile, 'old-token\n');
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url, user: { tokenFile } }) });
    await client.request(get);
    writeFileSync(tokenFile, 'new-token\n');
    server.play(({ headers }, response) => {
      if (headers.authorization === 'Bearer new-token') sendJson(response, 200, { ok: true });
      else sendFailure(response, 401, 'Unauthorized');
    });
    expect(await client.request({ method: 'PATCH', path: '/', body: [] })).to.deep.equal({ ok: true });
    expect(sentTokens()).to.deep.equal(['Bearer old-token', 'Bearer old-token', 'Bearer new-token']);
  });

  it('that stay refused are not tried in a loop', async () => {
    server.play((_, response) => sendFailure(response, 401, 'Unauthorized'));
    const clock = manualClock();
    client = connect({
      kubeconfig: writeKubeconfig({ server: server.url, user: { token: 'secret-token' } }),
      clock,
    });
    expect(await errorOf(client.request(get))).to.include({ status: 401 });
    expect(await errorOf(client.request(get))).to.include({ status: 401 });
    expect(server.asked).to.have.length(3);
    await clock.advance(10_000);
    await errorOf(client.request(get));
    expect(server.asked).to.have.length(5);
  });

  it('that have moved to another server are not followed there', async () => {
    const other = await playServer(answerOk);
    const kubeconfig = writeKubeconfig({ server: server.url, user: { token: 'secret-token' } });
    client = connect({ kubeconfig });
    server.play((_, response) => {
      writeKubeconfig({ server: other.url, user: { token: 'token-of-the-other' } }, kubeconfig);
      sendFailure(response, 401, 'Unauthorized');
    });
    expect(await errorOf(client.request(get))).to.include({ status: 401 });
    expect(other.asked).to.have.length(0);
    expect(sentTokens()).to.deep.equal(['Bearer secret-token']);
    await other.close();
  });

  it('on file make a new pool of connections when they change, and only then', async () => {
    const ca = join(tempFolder('kube'), 'ca.crt');
    writeFileSync(ca, 'one');
    const clock = manualClock();
    client = connect({
      kubeconfig: writeKubeconfig({ server: server.url, cluster: { 'certificate-authority': ca } }),
      clock,
    });
    for (let second = 0; second < 5; second += 1) {
      await client.request(get);
      await clock.advance(1_000);
    }
    expect(server.connections()).to.equal(1);
    appendFileSync(ca, 'two');
    await client.request(get);
    expect(server.connections()).to.equal(2);
    // The old pool has ended with its last call.
    await until(() => server.open() === 1);
  });

  it('never come back in an error, even if the server sends them', async () => {
    const user = { token: 'secret-token' };
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url, user }) });
    server.play(({ headers }, response) =>
      sendFailure(response, 400, 'BadRequest', `bad: ${headers.authorization}`),
    );
    const error = await errorOf(client.request(get));
    expect((error as ApiError).message).to.equal('bad: Bearer (hidden)');
    expect(JSON.stringify({ ...(error as ApiError) })).not.to.include('secret-token');
  });

  it('of a plug-in that fails are not sent, and its words are not repeated', async () => {
    const script = 'console.error("secret-token"); process.exit(1)';
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', script],
    };
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url, user: { exec } }) });
    const error = await connectionError(client.request(get));
    expect(error).to.include({ code: 'CREDENTIALS', sent: false });
    expect(error.message).not.to.include('secret-token');
  });

  it('of a plug-in that hangs are given up in time', async () => {
    // It ends when this server does.
    const script = `fetch('${server.url}').catch(() => undefined)`;
    const { expire, fire } = manualExpiry();
    server.play(fire);
    const exec = { command: process.execPath, args: ['-e', script] };
    client = connect({ kubeconfig: writeKubeconfig({ server: server.url, user: { exec } }), expire });
    expect(await connectionError(client.request(get))).to.include({ code: 'TIMEOUT', sent: false });
  });
});
