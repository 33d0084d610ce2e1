import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeReason } from '../../../../lib/model/reasons/index.ts';
import type { HttpSource } from '../../../../lib/model/source.ts';
import { closeAgents, engineAgents } from '../../../../lib/runtimes/agents.ts';
import { lookAtPage } from '../../../../lib/runtimes/given/http.ts';
import { lookAtPrometheus } from '../../../../lib/runtimes/given/prometheus.ts';
import { makeCertificates } from '../../../support/certificates.ts';
import { tempFolder } from '../../../support/temp.ts';
import { patient, type Served, serve } from '../engine-server.ts';
import { codeSaid } from '../said.ts';
import { metricsAt, prometheusAt, subject } from './objects.ts';

const SECRET = 'hunter2-hunter2';
const PAGE = 'used_bytes 1\ncapacity_bytes 2\nworkers 1\n';

describe('credentials of a source', () => {
  const agents = engineAgents();
  const open: Served[] = [];
  const asked: (string | undefined)[] = [];
  let folder = '';
  let url = '';
  beforeEach(async () => {
    folder = tempFolder('credentials');
    asked.length = 0;
    const server = await serve((request, response) => {
      asked.push(request.headers.authorization);
      response.statusCode = request.headers.authorization === undefined ? 401 : 200;
      response.end(PAGE);
    });
    open.push(server);
    url = `http://${server.host}/`;
  });
  afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));
  after(() => closeAgents(agents));

  const look = (change: Partial<HttpSource>, at = url, credentials: string | undefined = folder) =>
    lookAtPage(metricsAt(at, change), subject(), patient({ agents, credentials }));
  const codeOf = async (...given: Parameters<typeof look>) => {
    const result = await look(...given);
    return 'blind' in result ? codeSaid(result) : 'figures';
  };
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

  it('is a bearer token, read anew for each look, without the line feed that ends it', async () => {
    put('token', `${SECRET}\n`);
    expect(await codeOf({ bearerTokenFile: 'token' })).to.equal('figures');
    put('token', 'another');
    expect(await codeOf({ bearerTokenFile: 'token' })).to.equal('figures');
    expect(asked).to.deep.equal([`Bearer ${SECRET}`, 'Bearer another']);
  });

  it('is a user with a password', async () => {
    put('password', `${SECRET}\n`);
    expect(await codeOf({ basicAuth: { username: 'ana', passwordFile: 'password' } })).to.equal('figures');
    expect(asked).to.deep.equal([`Basic ${Buffer.from(`ana:${SECRET}`).toString('base64')}`]);
  });

  it('goes with every query to a Prometheus server', async () => {
    put('token', SECRET);
    const spec = prometheusAt(url, { bearerTokenFile: 'token' });
    await lookAtPrometheus(spec, subject(), patient({ agents, credentials: folder }));
    expect(asked).to.deep.equal([`Bearer ${SECRET}`]);
  });

  it('is found as Secrets are mounted: behind links, in a folder each, swapped as a whole', async () => {
    mkdirSync(join(folder, 'prometheus', '..1'), { recursive: true });
    mkdirSync(join(folder, 'prometheus', '..2'), { recursive: true });
    put('prometheus/..1/token', 'first');
    put('prometheus/..2/token', 'second');
    symlinkSync('..1', join(folder, 'prometheus', '..data'));
    symlinkSync('..data/token', join(folder, 'prometheus', 'token'));
    await look({ bearerTokenFile: 'prometheus/token' });
    symlinkSync('..2', join(folder, 'prometheus', '..new'));
    renameSync(join(folder, 'prometheus', '..new'), join(folder, 'prometheus', '..data'));
    await look({ bearerTokenFile: 'prometheus/token' });
    expect(asked).to.deep.equal(['Bearer first', 'Bearer second']);
  });

  it('is never one of a file outside the folder, whatever leads there', async () => {
    const outside = join(tempFolder('outside'), 'token');
    writeFileSync(outside, SECRET);
    symlinkSync(outside, join(folder, 'leads-out'));
    for (const bearerTokenFile of ['leads-out', '../outside', '/etc/hostname', '../../../../etc/hostname'])
      expect(await codeOf({ bearerTokenFile }), bearerTokenFile).to.equal('CredentialsUnreadable');
    expect(asked).to.deep.equal([]);
  });

  it('is not there: nobody is asked without it', async () => {
    mkdirSync(join(folder, 'folder'));
    put('empty', '');
    put('lines', `${SECRET}\n${SECRET}\n`);
    put('header', `${SECRET}\r\nX-Admin: yes`);
    put('long', 'x'.repeat(2 ** 18 + 1));
    put('binary', '\u0000\u0001');
    for (const bearerTokenFile of ['missing', 'folder', 'empty', 'lines', 'header', 'long', 'binary'])
      expect(await codeOf({ bearerTokenFile }), bearerTokenFile).to.equal('CredentialsUnreadable');
    expect(await codeOf({ tls: { caFile: 'empty' } })).to.equal('CredentialsUnreadable');
    expect(asked).to.deep.equal([]);
  });

  it('is none where the daemon was given no folder', async () => {
    const result = await lookAtPage(
      metricsAt(url, { bearerTokenFile: 'token' }),
      subject(),
      patient({ agents }),
    );
    expect(result).to.include({ code: 'CredentialsNoFolder' });
    expect(asked).to.deep.equal([]);
  });

  it('stands in no reason, whatever goes wrong', async () => {
    put('token', SECRET);
    put('password', SECRET);
    const closed = await serve(() => {});
    await closed.close();
    const redirecting = await serve((_, response) => response.writeHead(302, { location: url }).end());
    open.push(redirecting);
    const rude = await serve((_, response) => response.socket?.destroy());
    open.push(rude);
    const addresses = [
      `http://${closed.host}/`,
      `http://${redirecting.host}/`,
      `http://${rude.host}/`,
      'http://169.254.169.254/',
      url,
    ];
    for (const at of addresses) {
      for (const login of [
        { bearerTokenFile: 'token' },
        { basicAuth: { username: 'ana', passwordFile: 'password' } },
      ]) {
        const result = await look(login, at);
        const told = JSON.stringify(result) + ('blind' in result ? describeReason(result) : '');
        expect(told)
          .to.not.contain(SECRET)
          .and.not.contain(Buffer.from(`ana:${SECRET}`).toString('base64'));
      }
    }
    // The redirect was not followed with the token, nor without it.
    expect(asked).to.have.lengthOf(2);
  });
});

describe('a source over TLS', () => {
  const folder = tempFolder('tls');
  const agents = engineAgents();
  let stop = () => {};
  let port = 0;
  before(async function () {
    this.timeout(60_000);
    await makeCertificates(folder);
    const [cert, key] = ['server.crt', 'server.key'].map((name) => readFileSync(join(folder, name)));
    const server = createServer({ cert, key }, (_, response) => response.end(PAGE));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    stop = () => {
      server.closeAllConnections();
      server.close();
    };
  });
  after(() => {
    stop();
    closeAgents(agents);
  });
  const codeOf = async (tls: HttpSource['tls']) => {
    const spec = metricsAt(`https://127.0.0.1:${port}/`, { tls });
    const result = await lookAtPage(spec, subject(), patient({ agents, credentials: folder }));
    return 'blind' in result ? codeSaid(result) : 'figures';
  };

  it('is believed with the certificates that it is told to trust', async () => {
    expect(await codeOf({ caFile: 'ca.crt' })).to.equal('figures');
  });

  it('is not believed without, nor with others', async () => {
    expect(await codeOf(undefined)).to.equal('SourceTls');
    expect(await codeOf({ caFile: 'admin.crt' })).to.equal('SourceTls');
  });

  it('must have the name that it is told to have', async () => {
    expect(await codeOf({ caFile: 'ca.crt', serverName: 'localhost' })).to.equal('figures');
    expect(await codeOf({ caFile: 'ca.crt', serverName: 'elsewhere.example' })).to.equal('SourceTls');
  });

  it('trusts each source by itself, though connections are shared', async () => {
    expect(await codeOf({ caFile: 'ca.crt' })).to.equal('figures');
    expect(await codeOf(undefined)).to.equal('SourceTls');
  });

  it('keeps no more ways to trust than it needs', () => {
    const { trusting, https } = agents;
    expect(trusting.of({ ca: null, serverName: null })).to.equal(https);
    const one = trusting.of({ ca: 'a', serverName: 'one' });
    expect(trusting.of({ ca: 'a', serverName: 'one' })).to.equal(one);
    expect(trusting.of({ ca: 'b', serverName: 'one' })).to.not.equal(one);
    for (let i = 0; i < 40; i++) trusting.of({ ca: 'a', serverName: `name-${i}` });
    expect(trusting.of({ ca: 'a', serverName: 'one' })).to.not.equal(one);
  });
});
