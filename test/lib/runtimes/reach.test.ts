import { expect } from 'chai';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { isBlind } from '../../../lib/runtimes/blind.ts';
import type {
  EngineAddress,
  EngineFigures,
  EnginePage,
  ReadOptions,
} from '../../../lib/runtimes/contract.ts';
import { pagesAt } from '../../../lib/runtimes/override.ts';
import { fromOutside, throughApiServer } from '../../../lib/runtimes/reach.ts';
import {
  type Handler,
  type PlayedServer,
  playServer,
  sendFailure,
  writeKubeconfig,
} from '../kube/support/server.ts';
import { addressOf, pageAt, patient, recordedPage, serve } from './engine-server.ts';
import { ENGINES, read, type TriedEngine } from './masters/engines.ts';
import { codeSaid } from './said.ts';

const [ALLUXIO] = ENGINES as readonly [TriedEngine];
const readAlluxio = (address: EngineAddress, options: ReadOptions) => read(ALLUXIO, address, options);
const FULL = recordedPage('03-full.prom');
const SERVICE = { namespace: 'default', name: 'spark-master-0', port: 'web' };
/** Nobody listens there: whatever is read came another way. */
const NOWHERE = new URL('http://10.98.0.12:22864/metrics/prometheus/');

function addressOfService(...more: readonly EnginePage[]): EngineAddress {
  return { from: 'slices', pages: [{ url: NOWHERE, service: SERVICE }, ...more] };
}

describe('reading an engine through the API server', () => {
  it('leaves nothing on the signal of its look, which the next looks get too', async () => {
    const { signal } = new AbortController();
    const heard = { add: 0, remove: 0 };
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      heard.add++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      heard.remove++;
      remove(...args);
    };
    const client = { request: async () => undefined } as unknown as KubeClient;
    await throughApiServer(client)({ url: NOWHERE, service: SERVICE }, patient({ signal }), () => {});
    expect(heard).to.deep.equal({ add: 1, remove: 1 });
  });
});

describe('reading an engine from outside the cluster', () => {
  it('gives its figures where the way is open', async () => {
    const server = await serve((_, response) => response.end(FULL));
    const figures = await readAlluxio(addressOf(server), patient({ fetch: fromOutside }));
    await server.close();
    expect(isBlind(figures)).to.equal(false);
  });

  it('says that the engine is not reachable from here where it refuses, not that it is down', async () => {
    const server = await serve(() => undefined);
    await server.close();
    const answer = await readAlluxio(addressOf(server), patient({ fetch: fromOutside }));
    expect(answer).to.deep.equal({
      blind: true,
      source: 'alluxio-master',
      code: 'EngineNotReachableHere',
      numbers: { address: server.host, why: 'ECONNREFUSED' },
    });
    expect(isBlind(answer) && codeSaid(answer)).to.equal('EngineNotReachableHere');
  });

  it('says so, too, where the packets are dropped', async () => {
    const limit = new AbortController();
    const server = await serve(() => limit.abort());
    const options = patient({ fetch: fromOutside, timeoutMs: 3000, expire: () => limit.signal });
    const answer = await readAlluxio(addressOf(server), options);
    await server.close();
    expect(answer).to.deep.include({
      code: 'EngineNotReachableHere',
      numbers: { address: server.host, why: 'no answer within 3000 ms' },
    });
  });

  it('leaves what an engine answers as it is', async () => {
    const server = await serve((_, response) => response.writeHead(503).end());
    const answer = await readAlluxio(addressOf(server), patient({ fetch: fromOutside }));
    await server.close();
    expect(answer).to.deep.include({ code: 'EngineUnavailable' });
  });
});

describe('reading an engine through the API server', () => {
  let api: PlayedServer;
  let client: KubeClient;
  beforeEach(async () => {
    api = await playServer((_, response) => response.end(FULL));
    client = connect({ kubeconfig: writeKubeconfig({ server: api.url }) });
  });
  afterEach(async () => {
    await client.close();
    await api.close();
  });

  const readThrough = (options: Partial<ReadOptions> = {}) =>
    readAlluxio(addressOfService(), patient({ fetch: throughApiServer(client), ...options }));

  it('asks the proxy of the master’s Service, by the names of Service and port', async () => {
    const figures = (await readThrough()) as EngineFigures;
    expect(figures).to.include({ workers: 1, source: 'alluxio-master' });
    const [asked] = api.asked;
    expect(`${asked?.method} ${asked?.path}`).to.equal(
      'GET /api/v1/namespaces/default/services/spark-master-0%3Aweb/proxy/metrics/prometheus/',
    );
    expect(asked?.headers.accept).to.equal('text/plain');
  });

  it('takes the same figures as over the network', async () => {
    const server = await serve((_, response) => response.end(FULL));
    const direct = await readAlluxio(addressOf(server), patient());
    await server.close();
    expect(await readThrough()).to.deep.equal(direct);
  });

  it('asks an address that the user gave itself, for no Service stands behind it', async () => {
    const server = await serve((_, response) => response.end(FULL));
    const address = { from: 'override' as const, pages: [pageAt(`http://${server.host}/`)] };
    const figures = await readAlluxio(address, patient({ fetch: throughApiServer(client) }));
    await server.close();
    expect([isBlind(figures), api.asked.length]).to.deep.equal([false, 0]);
  });

  const forbidden = 'services "spark-master-0:web" is forbidden: cannot get resource "services/proxy"';
  const engine = (status: number): Handler => {
    return (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html>');
  };
  const cases: readonly [string, Handler, string, string][] = [
    [
      'a missing right',
      (_, response) => sendFailure(response, 403, 'Forbidden', forbidden),
      'ProxyForbidden',
      'cannot get resource \\"services/proxy\\"',
    ],
    [
      'an engine the API server cannot get to',
      (_, response) =>
        sendFailure(response, 503, 'ServiceUnavailable', 'error trying to reach service: dial tcp: refused'),
      'ProxyFailed',
      '503 ServiceUnavailable: error trying to reach service',
    ],
    [
      'a Service without a ready pod',
      (_, response) => sendFailure(response, 503, 'ServiceUnavailable', 'no endpoints available for service'),
      'ProxyFailed',
      'no endpoints available',
    ],
    [
      'a Service that is not there',
      (_, response) => sendFailure(response, 404, 'NotFound', 'services "spark-master-0" not found'),
      'ProxyFailed',
      'not found',
    ],
    ['the engine’s own 404', engine(404), 'EngineNotFound', '404'],
    ['the engine’s own 403', engine(403), 'EngineForbidden', '403'],
    ['the engine’s own 500', engine(500), 'EngineUnavailable', '500'],
    [
      'a redirect, which is not followed',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'EngineStatus',
      '302',
    ],
    ['a page that is none', (_, response) => response.end('<html></html>'), 'EngineNotMetrics', ''],
    ['an empty page', (_, response) => response.end(), 'EngineEmpty', ''],
    ['a page cut short', (_, response) => response.end(FULL.slice(0, -20)), 'EngineTruncated', ''],
    ['a connection that breaks', (_, response) => response.destroy(), 'ProxyFailed', 'UND_ERR_SOCKET'],
  ];
  for (const [name, handler, code, said] of cases) {
    it(`tells ${name} from all else`, async () => {
      api.play(handler);
      const answer = await readThrough();
      expect(isBlind(answer) && codeSaid(answer)).to.equal(code);
      expect(JSON.stringify(answer)).to.include(said);
    });
  }

  it('takes no page larger than the limit', async () => {
    expect(await readThrough({ maxBytes: 1000 })).to.deep.include({ code: 'EngineTooLarge' });
  });

  it('waits no longer than the limit of the whole read', async () => {
    api.play(() => undefined);
    expect(await readThrough({ timeoutMs: 50 })).to.deep.include({ code: 'EngineTimeout' });
  });

  it('waits no longer than a limit that holds for several reads', async () => {
    const limit = new AbortController();
    api.play(() => limit.abort());
    const answer = await readThrough({ expire: () => limit.signal, timeoutMs: 5000 });
    expect(answer).to.deep.include({ code: 'EngineTimeout' });
    expect(answer).to.have.nested.property('numbers.limit', 5000);
  });

  it('asks for the page of a Jindo master at both its paths, through the Service of that master', async () => {
    const [jindo] = ENGINES.filter(({ kind }) => kind === 'JindoRuntime') as [TriedEngine];
    api.play(({ path }, response) => {
      if (path.endsWith('/jindometrics/prometheus')) response.writeHead(404).end();
      else response.end(jindo.page);
    });
    const service = { namespace: 'default', name: 'spark-jindofs-master-0', port: 'rpc' };
    const pages = [{ ...pagesAt(NOWHERE, jindo.masters.paths), service }];
    const options = patient({ fetch: throughApiServer(client) });
    const figures = await read(jindo, { from: 'slices', pages }, options);
    expect(figures).to.include(jindo.figures);
    const proxy = '/api/v1/namespaces/default/services/spark-jindofs-master-0%3Arpc/proxy';
    expect(api.asked.map(({ path }) => path)).to.deep.equal([
      `${proxy}/jindometrics/prometheus`,
      `${proxy}/metrics/prometheus`,
    ]);
  });

  it('gives up when it is told to', async () => {
    const stop = new AbortController();
    api.play(() => stop.abort());
    expect(await readThrough({ signal: stop.signal })).to.deep.include({ code: 'ReadCancelled' });
  });
});
