import type { ServerResponse } from 'node:http';
import type { LookupFunction } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Blind } from '../../../../lib/model/observation.ts';
import { closeAgents, engineAgents } from '../../../../lib/runtimes/agents.ts';
import type { Agents, EngineFigures, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { patient, type Served, serve, serveRaw } from '../engine-server.ts';
import { codeSaid } from '../said.ts';
import { addressOf, ENGINES, look, read, type TriedEngine, zeros } from './engines.ts';

function codeOf(result: EngineFigures | Blind): string {
  return 'blind' in result ? codeSaid(result) : 'figures';
}

/** Agents whose sockets tell when the first bytes of an answer arrive. */
function watched(onData: () => void): Agents {
  const agents = engineAgents();
  return { ...agents, http: (to) => agents.http(to).once('data', () => setImmediate(onData)) };
}

for (const engine of ENGINES) describe(`reading a master of ${engine.kind}`, () => tries(engine));

function tries(engine: TriedEngine): void {
  const FULL = engine.page;
  const [PAGE] = engine.masters.paths;
  const open: Served[] = [];
  const agents: Agents[] = [];
  const options = (change: Partial<ReadOptions> = {}): ReadOptions => {
    const made = patient(change);
    agents.push(made.agents);
    return made;
  };
  const opened = async (server: Promise<Served>): Promise<Served> => {
    const one = await server;
    open.push(one);
    return one;
  };
  afterEach(async () => {
    for (const one of agents.splice(0)) closeAgents(one);
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  it('follows no redirect from an address that a user gave, and says where the page is', async () => {
    const asked: string[] = [];
    const server = await opened(
      serve((request, response) => {
        asked.push(request.url ?? '');
        if (request.url === '/here') response.writeHead(302, { location: '/here/?token=secret' }).end();
        else response.end(FULL);
      }),
    );
    const url = `http://${server.host}/here`;
    const moved = await look(engine, options(), { url });
    expect(moved).to.deep.include({
      code: 'EngineUrlRedirects',
      numbers: { address: server.host, to: `${url}/` },
    });
    expect(asked).to.deep.equal(['/here']);
    expect(codeOf(await look(engine, options(), { url: `${url}/` }))).to.equal('figures');
  });

  const readFrom = async (
    answer: (response: ServerResponse, url: string) => void,
    change?: Partial<ReadOptions>,
  ) => {
    const server = await opened(serve((request, response) => answer(response, request.url ?? '')));
    return read(engine, addressOf(engine, server), options(change));
  };

  it('asks the page that needs no redirect, and says when it asked', async () => {
    const asked: string[] = [];
    const result = await readFrom((response, url) => {
      asked.push(url);
      response.end(FULL);
    });
    expect(asked).to.deep.equal([PAGE]);
    expect(result).to.include({ at: 1000, source: engine.masters.source, ...engine.figures });
  });

  const ANSWERS: [string, string, (response: ServerResponse, url: string) => void][] = [
    [
      'a chunked page',
      'figures',
      (response) => {
        response.write(FULL.slice(0, 700));
        response.end(FULL.slice(700));
      },
    ],
    [
      'a compressed page',
      'figures',
      (response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(FULL));
      },
    ],
    [
      'a redirect to the same place with a slash',
      'figures',
      (response, url) => {
        if (url === PAGE) response.writeHead(302, { location: `${PAGE}metrics` }).end();
        else response.end(FULL);
      },
    ],
    [
      'a redirect that redirects',
      'EngineRedirectLoop',
      (response) => {
        response.writeHead(302, { location: PAGE }).end();
      },
    ],
    [
      'a redirect to another port',
      'EngineRedirectsElsewhere',
      (response) => {
        response.writeHead(302, { location: 'http://127.0.0.1:1/metrics/prometheus/' }).end();
      },
    ],
    [
      'a redirect to another host',
      'EngineRedirectsElsewhere',
      (response) => {
        response.writeHead(301, { location: 'http://elsewhere.invalid/' }).end();
      },
    ],
    [
      'a redirect that begins with two slashes',
      'EngineRedirectsElsewhere',
      (response) => {
        response.writeHead(307, { location: '//elsewhere.invalid/metrics/prometheus/' }).end();
      },
    ],
    [
      'a redirect to nowhere',
      'EngineRedirectsElsewhere',
      (response) => {
        response.writeHead(302).end();
      },
    ],
    [
      '404',
      'EngineNotFound',
      (response) => {
        response.writeHead(404).end(FULL);
      },
    ],
    [
      '503',
      'EngineUnavailable',
      (response) => {
        response.writeHead(503).end(FULL);
      },
    ],
    [
      '500',
      'EngineUnavailable',
      (response) => {
        response.writeHead(500).end();
      },
    ],
    [
      '401',
      'EngineForbidden',
      (response) => {
        response.writeHead(401).end();
      },
    ],
    [
      '403',
      'EngineForbidden',
      (response) => {
        response.writeHead(403).end();
      },
    ],
    [
      '204',
      'EngineStatus',
      (response) => {
        response.writeHead(204).end();
      },
    ],
    [
      'an empty 200',
      'EngineEmpty',
      (response) => {
        response.end();
      },
    ],
    [
      'zeros, as in the first seconds of a master',
      'EngineAllZero',
      (response) => {
        response.end(zeros(engine));
      },
    ],
    [
      'HTML',
      'EngineNotMetrics',
      (response) => {
        response.end('<html>404 in a 200</html>\n');
      },
    ],
    [
      'fewer bytes than it announced',
      'EngineTruncated',
      (response) => {
        response.writeHead(200, { 'content-length': FULL.length });
        response.write(FULL.slice(0, FULL.length - 300), () => response.destroy());
      },
    ],
    [
      'chunks without the last one',
      'EngineTruncated',
      (response) => {
        response.write(FULL, () => response.destroy());
      },
    ],
    [
      'a compressed page cut short',
      'EngineTruncated',
      (response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(FULL).subarray(0, 300));
      },
    ],
    [
      'a page cut short without a word',
      'EngineTruncated',
      (response) => {
        response.writeHead(200, { connection: 'close' });
        response.end(FULL.slice(0, FULL.length - 3));
      },
    ],
  ];
  for (const [what, code, answer] of ANSWERS)
    it(`answers ${what} with ${code}`, async () => {
      expect(codeOf(await readFrom(answer))).to.equal(code);
    });

  it('takes a page of exactly the largest size, and none a byte longer', async () => {
    const answer = (response: ServerResponse) => response.end(FULL);
    expect(codeOf(await readFrom(answer, { maxBytes: FULL.length }))).to.equal('figures');
    expect(codeOf(await readFrom(answer, { maxBytes: FULL.length - 1 }))).to.equal('EngineTooLarge');
  });

  it('measures the size after decompression', async () => {
    const answer = (response: ServerResponse) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(4 * 2 ** 20, 35)));
    };
    expect(codeOf(await readFrom(answer, { maxBytes: 2 ** 20 }))).to.equal('EngineTooLarge');
  });

  it('stops reading a body that never ends, and closes the connection', async () => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const answer = (response: ServerResponse) => {
      response.on('close', closed);
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    };
    expect(codeOf(await readFrom(answer))).to.equal('EngineTooLarge');
    await gone;
  });

  const RAW: [string, string, string | null][] = [
    ['closes without a byte', 'EngineClosed', null],
    ['does not speak HTTP', 'EngineNotHttp', '\u0000\u0000\u0012\u0004\u0000 hello'],
    ['closes in the middle of its headers', 'EngineClosed', 'HTTP/1.1 200 OK\r\ncontent-'],
    [
      'sends a chunk that is none',
      'EngineTruncated',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nname \r\nzz\r\n`,
    ],
    [
      'announces chunks and sends none',
      'EngineTruncated',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
    ],
    [
      'sends headers without end',
      'EngineNotHttp',
      `HTTP/1.1 200 OK\r\n${'x-filler: abcdefgh\r\n'.repeat(2000)}`,
    ],
    [
      'switches to another protocol',
      'EngineStatus',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
    ],
    [
      'announces more than it sends',
      'EngineTruncated',
      `HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n${FULL.slice(0, 300)}`,
    ],
  ];
  for (const [what, code, bytes] of RAW)
    it(`answers a server that ${what} with ${code}`, async () => {
      const server = await opened(
        serveRaw((socket) => {
          socket.once('data', () => (bytes === null ? socket.end() : socket.end(bytes, 'latin1')));
        }),
      );
      expect(codeOf(await read(engine, addressOf(engine, server), options()))).to.equal(code);
    });

  it('answers a port nobody listens at with EngineRefused', async () => {
    const server = await serve(() => {});
    await server.close();
    const result = await read(engine, addressOf(engine, server), options());
    expect(result).to.deep.equal({
      blind: true,
      source: engine.masters.source,
      code: 'EngineRefused',
      numbers: { address: server.host, error: 'ECONNREFUSED' },
    });
  });

  it('answers a name that does not resolve with EngineUnresolvable', async () => {
    const lookup = (_: string, __: unknown, done: (error: Error) => void) =>
      done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
    const agents = engineAgents({ resolve: lookup as LookupFunction });
    const address = addressOf(engine, 'http://engine.invalid');
    const result = await read(engine, address, options({ agents }));
    expect(codeOf(result)).to.equal('EngineUnresolvable');
  });

  it('answers https where plain http is spoken with EngineTls', async () => {
    const server = await opened(serve((_, response) => response.end(FULL)));
    const address = addressOf(engine, `https://${server.host}`);
    expect(codeOf(await read(engine, address, options()))).to.equal('EngineTls');
  });

  it('gives up an engine that never answers, and says after how long', async () => {
    const limit = new AbortController();
    const server = await opened(serve(() => limit.abort()));
    const result = await read(
      engine,
      addressOf(engine, server),
      options({ timeoutMs: 5000, expire: () => limit.signal }),
    );
    expect(result).to.deep.include({ code: 'EngineTimeout', numbers: { address: server.host, limit: 5000 } });
  });

  it('gives up a body that stops in the middle', async () => {
    const limit = new AbortController();
    const server = await opened(
      serve((_, response) => {
        response.writeHead(200, { 'content-length': FULL.length });
        response.write(FULL.slice(0, 500));
      }),
    );
    const change = { expire: () => limit.signal, agents: watched(() => limit.abort()) };
    expect(codeOf(await read(engine, addressOf(engine, server), options(change)))).to.equal('EngineHungBody');
  });

  it('gives up by itself when the time is over', async () => {
    const server = await opened(serve(() => {}));
    expect(codeOf(await read(engine, addressOf(engine, server), options({ timeoutMs: 30 })))).to.equal(
      'EngineTimeout',
    );
  });

  it('asks nothing when the time is over already', async () => {
    let asked = 0;
    const server = await opened(serve((_, response) => response.end(String(asked++))));
    const change = { expire: () => AbortSignal.abort() };
    expect(codeOf(await read(engine, addressOf(engine, server), options(change)))).to.equal('EngineTimeout');
    expect(asked).to.equal(0);
  });

  it('ends at once when the daemon stops', async () => {
    const stop = new AbortController();
    const server = await opened(serve(() => stop.abort()));
    const result = await read(engine, addressOf(engine, server), options({ signal: stop.signal }));
    expect(codeOf(result)).to.equal('ReadCancelled');
  });

  it('leaves no connection behind', async () => {
    const ports = new Set<number | undefined>();
    let open = 0;
    const server = await opened(
      serve((request, response) => {
        ports.add(request.socket.remotePort);
        open++;
        request.socket.once('close', () => open--);
        response.end(FULL);
      }),
    );
    const shared = options();
    for (let i = 0; i < 5; i++)
      expect(codeOf(await read(engine, addressOf(engine, server), shared))).to.equal('figures');
    expect(ports.size).to.equal(5);
    await waitFor(() => open === 0, { what: 'the connections to end' });
  });

  it('asks for text as it is, with no secret and nothing of this machine', async () => {
    let headers: object = {};
    const server = await opened(
      serve((request, response) => {
        headers = request.headers;
        response.end(FULL);
      }),
    );
    await read(engine, addressOf(engine, server), options());
    expect(headers).to.deep.equal({
      'user-agent': 'fluid-autoscaler',
      accept: 'text/plain',
      'accept-encoding': 'identity',
      host: server.host,
      connection: 'close',
    });
  });

  it('does not obey HTTP_PROXY', async () => {
    const before = process.env.HTTP_PROXY;
    process.env.HTTP_PROXY = 'http://127.0.0.1:1/';
    try {
      expect(codeOf(await readFrom((response) => response.end(FULL)))).to.equal('figures');
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY;
      else process.env.HTTP_PROXY = before;
    }
  });

  it('never repeats what a query of engine.url holds', async () => {
    const server = await opened(serve((_, response) => response.writeHead(503).end()));
    const address = addressOf(engine, `http://${server.host}/?token=secret`);
    expect(JSON.stringify(await read(engine, address, options()))).not.to.include('secret');
  });
}
