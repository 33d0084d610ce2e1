import { expect } from 'chai';
import { Agent, request } from 'undici';
import { type EngineFault, engineFaults } from '../../../../lib/sandbox/engine/faults.ts';
import { alluxioPage } from '../../../../lib/sandbox/engine/pages/alluxio.ts';
import { type Engine, serveEngine } from '../../../../lib/sandbox/engine/server.ts';
import type { Figures, MasterManner } from '../../../../lib/sandbox/model/figures.ts';

const figures: Figures = {
  capacityBytes: 2 ** 30,
  usedBytes: 2 ** 29,
  workers: 1,
  lostWorkers: 0,
  readUfsBytes: 0,
  readRemoteBytes: 0,
  ufsBytesPerSecond: 0,
};
const PAGE = '/metrics/prometheus/';
const TOTAL = 'Cluster_CapacityTotal 1.073741824E9';

describe('an engine', () => {
  let engine: Engine;
  let manner: MasterManner;
  let agent: Agent;
  beforeEach('start it', async () => {
    manner = 'up';
    agent = new Agent();
    engine = await serveEngine({ figures: () => figures, manner: () => manner }, alluxioPage());
  });
  afterEach('close it', async () => {
    await agent.destroy();
    await engine.close();
  });

  const ask = (path: string) =>
    request(`${engine.url}${path}`, { dispatcher: agent, maxRedirections: 0 } as object);

  async function read(
    path: string = PAGE,
  ): Promise<{ code: number; headers: Record<string, unknown>; text: string }> {
    const { statusCode, headers, body } = await ask(path);
    return { code: statusCode, headers, text: await body.text() };
  }

  /** The code of the error that reading ends in, or `none`. */
  async function failure(): Promise<string> {
    return read().then(
      () => 'none',
      (error: { code?: string }) => error.code ?? 'unknown',
    );
  }

  it('serves its page in pieces, as text of the Prometheus format', async () => {
    const { code, headers, text } = await read();
    expect(code).to.equal(200);
    expect(headers['content-type']).to.match(/^text\/plain;\s*version=0\.0\.4/);
    expect(headers['transfer-encoding']).to.equal('chunked');
    expect(headers).to.not.have.property('content-length');
    expect(text).to.include(TOTAL);
    expect(engine.requests()).to.equal(1);
  });

  it('sends whoever forgets the slash to the same place with one, and knows nothing else', async () => {
    const { code, headers } = await read('/metrics/prometheus');
    expect([code, headers.location]).to.deep.equal([302, PAGE]);
    for (const path of ['/', '/metrics', '/metrics/prometheus/x'])
      expect((await read(path)).code).to.equal(404);
  });

  const texts: Partial<Record<EngineFault, (text: string) => void>> = {
    zeros: (text) =>
      expect(text).to.include('Cluster_CapacityTotal 0.0').and.to.include('Cluster_Workers 0.0'),
    nan: (text) => expect(text).to.include('Cluster_CapacityUsed NaN'),
    inf: (text) => expect(text).to.include('Cluster_CapacityTotal +Inf'),
    negative: (text) => expect(text).to.include('Cluster_CapacityUsed -1048576.0'),
    duplicate: (text) => expect(text.match(/^Cluster_CapacityTotal /gm)?.length).to.equal(2),
    'no-capacity': (text) => expect(text).to.not.match(/^Cluster_CapacityTotal /m),
    truncated: (text) => expect(text).to.match(/Cluster_Ca$/),
    empty: (text) => expect(text).to.equal(''),
    html: (text) => expect(text).to.match(/^<!DOCTYPE html>/),
  };
  for (const [fault, check] of Object.entries(texts)) {
    it(`answers 200 and goes wrong in its text: ${fault}`, async () => {
      await engine.setFault(fault as EngineFault);
      const { code, text } = await read();
      expect(code).to.equal(200);
      check(text);
    });
  }

  for (const [fault, code] of [
    ['not-found', 404],
    ['unavailable', 503],
    ['redirect-away', 302],
  ] as const) {
    it(`answers ${code}: ${fault}`, async () => {
      await engine.setFault(fault);
      expect((await read()).code).to.equal(code);
    });
  }

  for (const [fault, code] of [
    ['refuse', 'ECONNREFUSED'],
    ['close', 'UND_ERR_SOCKET'],
    ['cut', 'UND_ERR_SOCKET'],
  ] as const) {
    it(`breaks the connection: ${fault}`, async () => {
      await read();
      await engine.setFault(fault);
      // A connection kept from before may have been closed under us: a second request is on a new one.
      await failure();
      expect(await failure()).to.equal(code);
    });
  }

  it('hangs without a byte, and in the middle of the body: only giving up helps', async () => {
    await engine.setFault('hang');
    const waiting = new AbortController();
    const asked = request(`${engine.url}${PAGE}`, { dispatcher: agent, signal: waiting.signal });
    await expectAsked(engine);
    waiting.abort();
    expect(
      await asked.then(
        () => 'answered',
        (error: Error) => error.name,
      ),
    ).to.equal('AbortError');

    await engine.setFault('hang-body');
    const leaving = new AbortController();
    const { statusCode, body } = await request(`${engine.url}${PAGE}`, {
      dispatcher: agent,
      signal: leaving.signal,
    });
    expect(statusCode).to.equal(200);
    let text = '';
    body.on('error', () => undefined);
    for await (const chunk of body) {
      text += String(chunk);
      if (text.endsWith('Cluster_Ca')) break;
    }
    expect(text.length).to.be.above(0);
    leaving.abort();
  });

  it('can send a page without end', async () => {
    await engine.setFault('huge');
    const { body } = await ask(PAGE);
    let size = 0;
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size > 5_000_000) break;
    }
    expect(size).to.be.above(5_000_000);
  });

  it('is well again, on the same port, when the fault is taken away', async () => {
    for (const fault of engineFaults.filter((each) => each !== 'hang' && each !== 'huge')) {
      await engine.setFault(fault);
      await engine.setFault(null);
      await failure();
      expect((await read()).text, fault).to.include(TOTAL);
    }
  });

  it('answers without the slash where it is older than the redirect', async () => {
    await engine.setFault('no-redirect');
    expect((await read('/metrics/prometheus')).text).to.include(TOTAL);
  });

  it('follows its master: refused, closed without a byte, then answering again', async () => {
    manner = 'refuses';
    await engine.follow();
    await failure();
    expect(await failure()).to.equal('ECONNREFUSED');
    manner = 'closes';
    await engine.follow();
    expect(await failure()).to.equal('UND_ERR_SOCKET');
    manner = 'up';
    await engine.follow();
    expect((await read()).code).to.equal(200);
  });

  it('can be closed twice, whatever it was doing', async () => {
    await engine.setFault('hang');
    const asked = failure();
    await expectAsked(engine);
    await Promise.all([engine.close(), engine.close()]);
    expect(await asked).to.not.equal('none');
  });
});

/** Resolves when the engine has seen one more request than it answered. */
async function expectAsked(engine: Engine): Promise<void> {
  while (engine.requests() === 0) await new Promise((resolve) => setImmediate(resolve));
}
