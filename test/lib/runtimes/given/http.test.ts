import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Blind } from '../../../../lib/model/observation.ts';
import type { HttpSource } from '../../../../lib/model/source.ts';
import { closeAgents, engineAgents } from '../../../../lib/runtimes/agents.ts';
import type { EngineFigures, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { lookAtPage } from '../../../../lib/runtimes/given/http.ts';
import { patient, type Served, serve, serveRaw } from '../engine-server.ts';
import { codeSaid } from '../said.ts';
import { GIB, jsonAt, metricsAt, subject, thin } from './objects.ts';

const NOW = Date.parse('2026-11-22T13:00:00Z');
const PAGE = `# HELP used_bytes used
# TYPE used_bytes gauge
used_bytes 1.073741824E9
capacity_bytes 4.294967296E9
workers 2
`;
const JSON_PAGE = JSON.stringify({ cache: { used: GIB, capacity: 4 * GIB }, workers: 2 });

type Answer = string | ((response: ServerResponse, request: IncomingMessage) => void);

describe('a page as a source', () => {
  const agents = engineAgents();
  const open: Served[] = [];
  afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));
  after(() => closeAgents(agents));

  const options = (change: Partial<ReadOptions> = {}) => {
    const clock = { now: () => NOW, monotonic: () => 0, sleep: async () => {} };
    return patient({ agents, clock, ...change });
  };
  const serving = async (answer: Answer): Promise<string> => {
    const server = await serve((request, response) => {
      if (typeof answer === 'string') response.end(answer);
      else answer(response, request);
    });
    open.push(server);
    return `http://${server.host}/page`;
  };
  type Form = (url: string, change?: Partial<HttpSource>) => HttpSource;
  const look = async (answer: Answer, form: Form, change: Partial<HttpSource> = {}, objects = thin()) =>
    lookAtPage(form(await serving(answer), change), subject(objects), options());
  const figures = async (...given: Parameters<typeof look>): Promise<EngineFigures> => {
    const result = await look(...given);
    if ('blind' in result) throw new Error(`blind: ${result.code} ${JSON.stringify(result.numbers)}`);
    for (const note of result.notes ?? []) codeSaid(note);
    return result;
  };
  const code = (result: EngineFigures | Blind) => ('blind' in result ? codeSaid(result) : 'figures');

  for (const [name, page, form] of [
    ['metrics', PAGE, metricsAt],
    ['JSON', JSON_PAGE, jsonAt],
  ] as const) {
    it(`of ${name} tells used, capacity and workers, of the moment it was asked`, async () => {
      expect(await figures(page, form)).to.deep.equal({
        source: 'http',
        at: NOW,
        usedBytes: GIB,
        capacityBytes: 4 * GIB,
        workers: 2,
        lostWorkers: null,
        ufsReadBytes: null,
        servedBytes: null,
        evictions: null,
      });
    });

    it(`of ${name} is older by what a cache on the way had kept it`, async () => {
      const kept = (seconds: string) => (response: ServerResponse) =>
        response.setHeader('age', seconds).end(page);
      expect(await figures(kept('60'), form)).to.include({ at: NOW - 60_000, asked: NOW });
      expect(await figures(kept('120'), form)).to.include({ at: NOW - 120_000 });
      expect(code(await look(kept('121'), form))).to.equal('SourceSampleTooOld');
      expect(await figures(kept('soon'), form)).to.include({ at: NOW });
    });

    it(`of ${name} may come packed, and in pieces`, async () => {
      const packed = gzipSync(page);
      const result = await figures((response) => {
        response.setHeader('content-encoding', 'gzip');
        response.write(packed.subarray(0, 20));
        response.end(packed.subarray(20));
      }, form);
      expect(result).to.include({ usedBytes: GIB });
    });

    it(`of ${name} tells a ratio, of the capacity given for each worker`, async () => {
      const ratio =
        name === 'JSON'
          ? { figures: { ratio: '/ratio', workers: '/workers' } }
          : { figures: { ratio: 'ratio', workers: 'workers' } };
      const told = name === 'JSON' ? '{"ratio":"87.5%","workers":"4"}' : 'ratio 0.875\nworkers 4\n';
      const seen = await figures(told, form, { ...ratio, perWorkerBytes: GIB });
      expect(seen).to.include({ usedBytes: 3.5 * GIB, capacityBytes: 4 * GIB, workers: 4 });
      expect(code(await look(told, form, ratio))).to.equal('SourceNoCapacity');
    });

    const statuses: readonly [number, string][] = [
      [204, 'SourceStatus'],
      [301, 'SourceRedirects'],
      [302, 'SourceRedirects'],
      [304, 'SourceRedirects'],
      [401, 'SourceForbidden'],
      [403, 'SourceForbidden'],
      [404, 'SourceNotFound'],
      [418, 'SourceStatus'],
      [500, 'SourceUnavailable'],
      [503, 'SourceUnavailable'],
    ];
    for (const [status, expected] of statuses) {
      it(`of ${name} that answers ${status} is ${expected}, whatever stands in it`, async () => {
        const asked: string[] = [];
        const answer = (response: ServerResponse, request: IncomingMessage) => {
          asked.push(request.url ?? '');
          response.writeHead(status, { location: '/page' }).end(status === 204 || status === 304 ? '' : page);
        };
        expect(code(await look(answer, form))).to.equal(expected);
        expect(asked).to.deep.equal(['/page']);
      });
    }

    it(`of ${name} that is cut off, or too long, is not used`, async () => {
      const cut = (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': page.length + 5 });
        response.write(page);
        response.socket?.end();
      };
      expect(code(await look(cut, form))).to.equal('SourceTruncated');
      const long = (response: ServerResponse) => {
        response.on('error', () => {});
        for (let i = 0; i < 9; i++) response.write(`#${' '.repeat(2 ** 20)}\n`);
        response.end(page);
      };
      expect(code(await look(long, form))).to.equal('SourceTooLarge');
    });

    it(`of ${name} that hangs takes no longer than its time, before its answer and within it`, async () => {
      const limit = new AbortController();
      const until = options({ expire: () => limit.signal });
      const silent = await serving((_, __) => limit.abort());
      expect(code(await lookAtPage(form(silent), subject(), until))).to.equal('SourceTimeout');
      const again = new AbortController();
      const halting = await serving((response) => {
        response.write(page.slice(0, 10), () => setImmediate(() => again.abort()));
      });
      const halted = await lookAtPage(form(halting), subject(), options({ expire: () => again.signal }));
      expect(['SourceHungBody', 'SourceTimeout']).to.include(code(halted));
      const stopping = AbortSignal.abort();
      expect(code(await lookAtPage(form(halting), subject(), options({ signal: stopping })))).to.equal(
        'ReadCancelled',
      );
    });

    it(`of ${name} where nobody listens, or somebody else does, is said as what it is`, async () => {
      const closed = await serve(() => {});
      await closed.close();
      expect(code(await lookAtPage(form(`http://${closed.host}/`), subject(), options()))).to.equal(
        'SourceRefused',
      );
      const rude = await serveRaw((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
      open.push(rude);
      expect(code(await lookAtPage(form(`http://${rude.host}/`), subject(), options()))).to.equal(
        'SourceNotHttp',
      );
      const upgrading = await serveRaw((socket) =>
        socket.once('data', () =>
          socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
        ),
      );
      open.push(upgrading);
      expect(code(await lookAtPage(form(`http://${upgrading.host}/`), subject(), options()))).to.equal(
        'SourceStatus',
      );
      const mute = await serveRaw((socket) => socket.destroy());
      open.push(mute);
      expect(code(await lookAtPage(form(`http://${mute.host}/`), subject(), options()))).to.equal(
        'SourceClosed',
      );
      expect(code(await lookAtPage(form(`https://${rude.host}/`), subject(), options()))).to.equal(
        'SourceTls',
      );
      const result = await lookAtPage(form('http://100.100.100.200/'), subject(), options());
      expect(code(result)).to.equal('SourceOffLimits');
    });
  }

  describe('of metrics', () => {
    const one = (line: string, used = 'used_bytes') =>
      [
        `${line}\ncapacity_bytes 4294967296\nworkers 2\n`,
        metricsAt,
        { figures: { used, capacity: 'capacity_bytes', workers: 'workers' } },
      ] as const;
    const rows: readonly [string, string, string, string][] = [
      ['no such series', 'other_bytes 1', 'used_bytes', 'SourceLacks'],
      ['the series in a comment', '# used_bytes 1', 'used_bytes', 'SourceLacks'],
      ['a longer name', 'used_bytes_total 1', 'used_bytes', 'SourceLacks'],
      ['other labels', 'used_bytes{tier="SSD"} 1', 'used_bytes{tier="MEM"}', 'SourceLacks'],
      [
        'several of its name',
        'used_bytes{tier="SSD"} 1\nused_bytes{tier="MEM"} 2',
        'used_bytes',
        'SourceSeveralSeries',
      ],
      ['twice the same', 'used_bytes 1\nused_bytes 1', 'used_bytes', 'SourceSeveralSeries'],
      ['no number', 'used_bytes much', 'used_bytes', 'SourceMalformed'],
      ['half a line', 'used_bytes{tier="MEM', 'used_bytes', 'SourceMalformed'],
      ['NaN', 'used_bytes NaN', 'used_bytes', 'SourceNaN'],
      ['+Inf', 'used_bytes +Inf', 'used_bytes', 'SourceInfinite'],
      ['a negative number', 'used_bytes -1', 'used_bytes', 'SourceNegative'],
      ['more than there is', 'used_bytes 4.8e9', 'used_bytes', 'SourceUsedAboveCapacity'],
      ['as much as there is, and a tenth', 'used_bytes 4.72446402e9', 'used_bytes', 'figures'],
      [
        'one of several by its label',
        'used_bytes{tier="SSD"} 1\nused_bytes{tier="MEM",x="y"} 2',
        'used_bytes{tier="MEM"}',
        'figures',
      ],
      ['a label that is not there, for one that is empty', 'used_bytes 2', 'used_bytes{tier=""}', 'figures'],
    ];
    for (const [what, line, used, expected] of rows) {
      it(`with ${what} is ${expected}`, async () => {
        expect(code(await look(...one(line, used)))).to.equal(expected);
      });
    }

    it('is HTML, JSON, nothing, or without its last line feed', async () => {
      expect(code(await look('<html>', metricsAt))).to.equal('SourceNotMetrics');
      expect(code(await look(JSON_PAGE, metricsAt))).to.equal('SourceNotMetrics');
      expect(code(await look('', metricsAt))).to.equal('SourceEmpty');
      expect(code(await look(PAGE.trimEnd(), metricsAt))).to.equal('SourceTruncated');
    });

    it('of which a name has more lines than anybody means', async () => {
      const many = Array.from({ length: 300 }, (_, i) => `used_bytes{pod="${i}"} 1`).join('\n');
      expect(code(await look(...one(many, 'used_bytes{pod="7"}')))).to.equal('SourceSeveralSeries');
    });

    it('is as old as the oldest of the times on its lines, on both sides of maxAge', async () => {
      const timed = (ms: number) => `used_bytes 1 ${NOW}\ncapacity_bytes 4294967296 ${NOW - ms}\nworkers 2\n`;
      expect(await figures(timed(120_000), metricsAt)).to.include({ at: NOW - 120_000, asked: NOW });
      expect(code(await look(timed(120_001), metricsAt))).to.equal('SourceSampleTooOld');
      expect(await figures(timed(-5000), metricsAt)).to.include({ at: NOW });
    });
  });

  describe('of JSON', () => {
    const one = (document: unknown) => [JSON.stringify(document), jsonAt] as const;
    const rest = { workers: 2 };
    const rows: readonly [string, unknown, string][] = [
      ['no such place', { cache: { capacity: 4 }, ...rest }, 'SourceLacks'],
      ['a place within a number', { cache: 7, ...rest }, 'SourceLacks'],
      ['a list in its place', { cache: { used: [1], capacity: 4 }, ...rest }, 'SourceMalformed'],
      ['null in its place', { cache: { used: null, capacity: 4 }, ...rest }, 'SourceMalformed'],
      ['a truth in its place', { cache: { used: true, capacity: 4 }, ...rest }, 'SourceMalformed'],
      ['a text that is no size', { cache: { used: 'much', capacity: 4 }, ...rest }, 'SourceMalformed'],
      ['an empty text', { cache: { used: '', capacity: 4 }, ...rest }, 'SourceMalformed'],
      [
        'a text that acts on a terminal',
        { cache: { used: '\u001b[2J', capacity: 4 }, ...rest },
        'SourceMalformed',
      ],
      ['a negative number', { cache: { used: -1, capacity: 4 }, ...rest }, 'SourceNegative'],
      ['no capacity', { cache: { used: 0, capacity: 0 }, ...rest }, 'SourceCapacityZero'],
      ['half a worker', { cache: { used: 1, capacity: 4 }, workers: 1.5 }, 'SourceMalformed'],
      ['no worker', { cache: { used: 1, capacity: 4 }, workers: 0 }, 'SourceNoWorkers'],
      ['a list instead', [], 'SourceLacks'],
      ['a text instead', 'used', 'SourceLacks'],
      ['sizes with units', { cache: { used: '500GiB', capacity: '2TiB' }, workers: '2' }, 'figures'],
    ];
    for (const [what, document, expected] of rows) {
      it(`with ${what} is ${expected}`, async () => {
        const result = await look(...one(document));
        expect(code(result)).to.equal(expected);
        if ('blind' in result) expect(String(result.numbers?.text)).to.not.contain('\u001b');
      });
    }

    it('nested deeper than any stack is taken for what it is', async () => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const page = `{"cache":{"used":${deep},"capacity":4},"workers":2}`;
      const result = await look(page, jsonAt);
      expect(code(result)).to.equal('SourceMalformed');
      expect(result).to.have.nested.property('numbers.text', 'a list');
    });

    it('of more workers than numbers go has no capacity to rest on', async () => {
      const { capacity: _, ...figures } = jsonAt('').figures;
      const page = JSON.stringify({ cache: { used: 1 }, workers: 1e308 });
      expect(code(await look(page, jsonAt, { figures, perWorkerBytes: GIB }))).to.equal('SourceInfinite');
    });

    it('that is none: HTML, half of it, nothing, a number that never ends', async () => {
      expect(code(await look('<html>', jsonAt))).to.equal('SourceNotJson');
      expect(code(await look(JSON_PAGE.slice(0, -1), jsonAt))).to.equal('SourceNotJson');
      expect(code(await look('  ', jsonAt))).to.equal('SourceEmpty');
      expect(code(await look('[NaN]', jsonAt))).to.equal('SourceNotJson');
      expect(code(await look('{"cache":{"used":1e999,"capacity":1},"workers":1}', jsonAt))).to.equal(
        'SourceInfinite',
      );
      expect(code(await look('['.repeat(2 ** 20), jsonAt))).to.equal('SourceNotJson');
    });

    it('does not find what only JavaScript has', async () => {
      for (const used of ['/__proto__', '/constructor/length', '/cache/toString', '/workers/length'])
        expect(code(await look('{"cache":{},"workers":[1]}', jsonAt, { figures: { used } }))).to.equal(
          'SourceLacks',
        );
    });

    it('finds a place as RFC 6901 has it', async () => {
      const document = { 'a/b': { 'm~n': [{ '': 5 }] }, c: 10 };
      const places = { figures: { used: '/a~1b/m~0n/0/', capacity: '/c' } };
      expect(await figures(JSON.stringify(document), jsonAt, places)).to.include({
        usedBytes: 5,
        capacityBytes: 10,
      });
    });

    it('of an age that nobody knows is lagging; live, or with its time, it is not', async () => {
      const lagging = await figures(JSON_PAGE, jsonAt, { live: false });
      expect(lagging).to.include({ quality: 'lagging' });
      expect(lagging.notes).to.deep.equal([{ code: 'SourceTellsNoTime', numbers: { source: 'http' } }]);
      expect(await figures(JSON_PAGE, jsonAt, { live: true })).to.not.have.property('quality');
      const timed = (at: unknown) => JSON.stringify({ ...JSON.parse(JSON_PAGE), at });
      const withTime = { live: false, at: '/at' };
      for (const at of [NOW - 7000, (NOW - 7000) / 1000, new Date(NOW - 7000).toISOString()])
        expect(await figures(timed(at), jsonAt, withTime), String(at))
          .to.include({ at: NOW - 7000 })
          .and.not.have.property('quality');
      expect(await figures(timed(NOW - 120_000), jsonAt, withTime)).to.include({ at: NOW - 120_000 });
      expect(code(await look(timed(NOW - 120_001), jsonAt, withTime))).to.equal('SourceSampleTooOld');
      for (const at of ['yesterday', {}, null, true])
        expect(code(await look(timed(at), jsonAt, withTime))).to.equal('SourceMalformed');
      expect(code(await look(JSON_PAGE, jsonAt, withTime))).to.equal('SourceLacks');
    });
  });
});
