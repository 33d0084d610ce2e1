import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import type { Blind, Reason } from '../../../../lib/model/observation.ts';
import type { PrometheusSource } from '../../../../lib/model/source.ts';
import { closeAgents, engineAgents } from '../../../../lib/runtimes/agents.ts';
import type { EngineFigures, ReadOptions } from '../../../../lib/runtimes/contract.ts';
import { lookAtPrometheus } from '../../../../lib/runtimes/given/prometheus.ts';
import { startPrometheus, type TestPrometheus } from '../../../support/prometheus.ts';
import { codeSaid } from '../said.ts';
import { GIB, prometheusAt, subject, thin } from './objects.ts';

/** The server's clock is 40 s ahead of ours. */
const OURS = Date.parse('2026-11-22T13:00:00Z');
const SERVERS = OURS + 40_000;
const SECOND = 1000;

describe('a Prometheus server as a source', () => {
  let server: TestPrometheus;
  const agents = engineAgents();
  beforeEach(async () => {
    server = await startPrometheus(() => SERVERS);
  });
  afterEach(() => server.stop());
  after(() => closeAgents(agents));

  const options = (change: Partial<ReadOptions> = {}): ReadOptions => {
    const clock = { now: () => OURS, monotonic: () => 0, sleep: async () => {} };
    return { clock, timeoutMs: 60_000, agents, ...change };
  };
  const look = (change: Partial<PrometheusSource> = {}, objects = thin()) =>
    lookAtPrometheus(prometheusAt(server.url, change), subject(objects), options());
  const figures = async (
    change: Partial<PrometheusSource> = {},
    objects = thin(),
  ): Promise<EngineFigures> => {
    const result = await look(change, objects);
    if ('blind' in result) throw new Error(`blind: ${result.code} ${JSON.stringify(result.numbers)}`);
    for (const note of result.notes ?? []) codeSaid(note);
    return result;
  };
  const blind = async (change: Partial<PrometheusSource> = {}, objects = thin()): Promise<Blind> => {
    const result = await look(change, objects);
    if (!('blind' in result)) throw new Error('it sees');
    codeSaid(result);
    return result;
  };
  const notesOf = ({ notes = [] }: EngineFigures) => notes.map(({ code }: Reason) => code);
  /** Two workers of 2 GiB, half used, scraped so long ago. */
  const scraped = (ageMs: number) => {
    for (const pod of ['a', 'b']) {
      server.write('used_bytes', { pod }, GIB, SERVERS - ageMs);
      server.write('capacity_bytes', { pod }, 2 * GIB, SERVERS - ageMs);
    }
  };

  it('tells used, capacity and workers, as they were when the samples were taken', async () => {
    scraped(7 * SECOND);
    expect(await figures()).to.deep.equal({
      source: 'prometheus',
      at: OURS - 7 * SECOND,
      asked: OURS,
      usedBytes: 2 * GIB,
      capacityBytes: 4 * GIB,
      workers: 2,
      lostWorkers: null,
      ufsReadBytes: null,
      servedBytes: null,
      evictions: null,
    });
  });

  it('asks for the ages first, and evaluates everything else at the instant of that answer', async () => {
    scraped(7 * SECOND);
    await figures();
    expect(server.asked.map(({ query, time }) => [query, time])).to.deep.equal([
      [
        'label_replace(min(timestamp(used_bytes)), "figure", "used0", "", "")' +
          ' or label_replace(min(timestamp(capacity_bytes)), "figure", "capacity0", "", "")' +
          ' or label_replace(min(timestamp(capacity_bytes)), "figure", "workers0", "", "")',
        null,
      ],
      ['sum(used_bytes)', String(SERVERS / 1000)],
      ['sum(capacity_bytes)', String(SERVERS / 1000)],
      ['count(capacity_bytes)', String(SERVERS / 1000)],
    ]);
  });

  it('is not taken in by the look-back: a series that ended goes on being told, and is as old as its last sample', async () => {
    scraped(299 * SECOND);
    expect(await blind()).to.deep.include({ code: 'SourceSampleTooOld' });
    expect(await figures({ maxAgeMs: 300_000 })).to.include({ at: OURS - 299 * SECOND });
  });

  it('believes a sample up to maxAge, and not a millisecond later', async () => {
    scraped(120_000);
    expect(await figures()).to.include({ at: OURS - 120_000 });
    await server.stop();
    server = await startPrometheus(() => SERVERS);
    scraped(120_001);
    const { code, numbers } = await blind();
    expect(code).to.equal('SourceSampleTooOld');
    expect(numbers).to.deep.equal({ source: 'prometheus', age: 120_001, limit: 120_000 });
  });

  it('is as old as the oldest sample behind any figure', async () => {
    scraped(SECOND);
    server.write('used_bytes', { pod: 'c' }, GIB, SERVERS - 90 * SECOND);
    expect(await figures()).to.include({ at: OURS - 90 * SECOND, usedBytes: 3 * GIB });
  });

  it('tells a ratio, of the capacity that is declared or given for each worker', async () => {
    server.write('fullness', {}, 0.75, SERVERS);
    const ratio = { figures: { ratio: 'fullness', workers: 'scalar(vector(3))' }, perWorkerBytes: 2 * GIB };
    expect(await figures(ratio)).to.include({ usedBytes: 4.5 * GIB, capacityBytes: 6 * GIB, workers: 3 });
    const quota = { tieredstore: { levels: [{ mediumtype: 'MEM', path: '/dev/shm', quota: '1Gi' }] } };
    const declared = await figures(
      { ...ratio, perWorkerBytes: null },
      thin(3, { kind: 'AlluxioRuntime', spec: quota }),
    );
    expect(declared).to.include({ usedBytes: 2.25 * GIB, capacityBytes: 3 * GIB });
    expect(await blind({ ...ratio, perWorkerBytes: null })).to.include({ code: 'SourceNoCapacity' });
  });

  it('takes workers that serve for those it does not count, and then nothing shrinks on it', async () => {
    scraped(SECOND);
    const uncounted = { figures: { used: 'sum(used_bytes)', capacity: 'sum(capacity_bytes)' } };
    const seen = await figures(uncounted, thin(3));
    expect(seen).to.include({ workers: 3, quality: 'lagging' });
    expect(notesOf(seen)).to.deep.equal(['SourceCountsNoWorkers']);
    expect(await blind(uncounted, thin(0))).to.include({ code: 'SourceNobodyServes' });
  });

  it('waits for samples of after the newest worker became ready, where it does not count them', async () => {
    const uncounted = { figures: { used: 'sum(used_bytes)', capacity: 'sum(capacity_bytes)' } };
    scraped(10 * SECOND);
    const at = OURS - 10 * SECOND;
    expect(await figures(uncounted, thin(2, { readyAt: at }))).to.include({ at });
    expect(await blind(uncounted, thin(2, { readyAt: at + 1000 }))).to.include({
      code: 'SourceBeforeWorkers',
    });
  });

  it('says that nobody knows the age of what looks back in time, or at a rule', async () => {
    server.write('cache:used_bytes:sum', {}, GIB, SERVERS);
    scraped(0);
    const rule = {
      figures: {
        used: 'cache:used_bytes:sum',
        capacity: 'sum(capacity_bytes)',
        workers: 'count(capacity_bytes)',
      },
    };
    const seen = await figures(rule);
    expect(seen).to.include({ quality: 'lagging' });
    expect(notesOf(seen)).to.deep.equal(['SourceLooksBack']);
  });

  it('says that parts may be missing from an answer with warnings', async () => {
    scraped(0);
    server.warnings = ['remote store store-2 did not answer\u001b[2J'];
    const seen = await figures();
    expect(seen).to.include({ quality: 'lagging' });
    expect(seen.notes?.[0]?.numbers?.text).to.equal('remote store store-2 did not answer\\u{1b}[2J');
  });

  for (const [what, warnings] of [
    ['an object that is no text', '[{"toString":1,"valueOf":1}]'],
    ['a list nested deeper than any stack', `[${'['.repeat(100_000)}${']'.repeat(100_000)}]`],
    ['more of them than a call has arguments', `[${'"",'.repeat(300_000)}""]`],
  ] as const) {
    it(`doubts an answer whose warning is ${what}`, async () => {
      scraped(0);
      server.warningsAs = warnings;
      const seen = await figures();
      expect(seen).to.include({ quality: 'lagging' });
      expect(notesOf(seen)).to.deep.equal(['SourceWarns']);
    });
  }

  it('keeps the path of a server behind a prefix, and sends the query as it is', async () => {
    scraped(0);
    server.instead = (request, response) => {
      expect(request.url).to.match(/^\/prometheus\/api\/v1\/query\?query=label_replace/);
      response.end('{}');
    };
    const spec = prometheusAt(`${server.url}/prometheus/`);
    expect(await lookAtPrometheus(spec, subject(), options())).to.include({ code: 'SourceNotItsApi' });
  });

  describe('has no figure', () => {
    const cases: readonly [string, Partial<PrometheusSource>, string][] = [
      [
        'where no series is behind an expression',
        { figures: { used: 'gone', capacity: 'sum(capacity_bytes)' } },
        'SourceNoSeries',
      ],
      [
        'where an expression gives a number although no series is behind it',
        { figures: { used: 'sum(gone) or vector(0)', capacity: 'sum(capacity_bytes)' } },
        'SourceNoSeries',
      ],
      [
        'where workers are to be counted and there are none',
        { figures: { used: 'sum(used_bytes)', capacity: 'sum(capacity_bytes)', workers: 'count(gone)' } },
        'SourceNoSeries',
      ],
      [
        'of several series',
        { figures: { used: 'used_bytes', capacity: 'sum(capacity_bytes)' } },
        'SourceSeveralSeries',
      ],
      [
        'of a query that the server refuses',
        { figures: { used: 'used_bytes)', capacity: 'sum(capacity_bytes)' } },
        'SourceQueryRefused',
      ],
      ['of NaN', { figures: { used: 'sum(used_bytes)', capacity: '0 / 0' } }, 'SourceNaN'],
      [
        'of infinity',
        { figures: { used: 'sum(used_bytes) / 0', capacity: 'sum(capacity_bytes)' } },
        'SourceInfinite',
      ],
      [
        'of a negative number',
        { figures: { used: '0 - sum(used_bytes)', capacity: 'sum(capacity_bytes)' } },
        'SourceNegative',
      ],
      ['of capacity 0', { figures: { used: 'sum(used_bytes)', capacity: '0' } }, 'SourceCapacityZero'],
      [
        'of more used than there is',
        { figures: { used: 'sum(used_bytes) * 3', capacity: 'sum(capacity_bytes)' } },
        'SourceUsedAboveCapacity',
      ],
      [
        'of half a worker',
        { figures: { used: 'sum(used_bytes)', capacity: 'sum(capacity_bytes)', workers: '1 / 2' } },
        'SourceMalformed',
      ],
      [
        'of no worker',
        { figures: { used: 'sum(used_bytes)', capacity: 'sum(capacity_bytes)', workers: '0' } },
        'SourceNoWorkers',
      ],
      [
        'of a ratio that is a percentage',
        { figures: { ratio: 'sum(used_bytes) / sum(used_bytes) * 87', workers: '2' }, perWorkerBytes: GIB },
        'SourceRatioAbove',
      ],
    ];
    for (const [what, change, code] of cases) {
      it(what, async () => {
        scraped(0);
        expect(await blind(change)).to.include({ code });
      });
    }
  });

  describe('that answers otherwise', () => {
    const success = (data: object, more = {}) => JSON.stringify({ status: 'success', data, ...more });
    const at = SERVERS / 1000;
    /** Its answer to the query for ages is sound; this is its answer to the others. */
    const cases: readonly [string, string, number, string][] = [
      [
        'a matrix',
        success({ resultType: 'matrix', result: [{ metric: {}, values: [[at, '1']] }] }),
        200,
        'SourceNotInstant',
      ],
      ['a string', success({ resultType: 'string', result: [at, 'x'] }), 200, 'SourceNotInstant'],
      ['a type nobody knows', success({ resultType: 'table\u001b[2J', result: [] }), 200, 'SourceNotInstant'],
      ['an empty vector', success({ resultType: 'vector', result: [] }), 200, 'SourceNoSeries'],
      [
        'a histogram',
        success({ resultType: 'vector', result: [{ metric: {}, histogram: [at, {}] }] }),
        200,
        'SourceMalformed',
      ],
      [
        'a number that is a number of JSON',
        success({ resultType: 'vector', result: [{ metric: {}, value: [at, 1] }] }),
        200,
        'SourceMalformed',
      ],
      [
        'a value that is no number',
        success({ resultType: 'vector', result: [{ metric: {}, value: [at, 'much'] }] }),
        200,
        'SourceMalformed',
      ],
      [
        '+Inf',
        success({ resultType: 'vector', result: [{ metric: {}, value: [at, '+Inf'] }] }),
        200,
        'SourceInfinite',
      ],
      ['NaN', success({ resultType: 'scalar', result: [at, 'NaN'] }), 200, 'SourceNaN'],
      ['a vector that is no list', success({ resultType: 'vector', result: {} }), 200, 'SourceNotItsApi'],
      ['JSON of something else', '{"hits":[]}', 200, 'SourceNotItsApi'],
      ['a list', '[]', 200, 'SourceNotItsApi'],
      ['null', 'null', 200, 'SourceNotItsApi'],
      ['HTML', '<html>log in</html>', 200, 'SourceNotItsApi'],
      ['nothing', '', 200, 'SourceNotItsApi'],
      ['half an answer', '{"status":"succ', 200, 'SourceNotItsApi'],
      [
        'an error with 200',
        '{"status":"error","errorType":"bad_data","error":"no"}',
        200,
        'SourceQueryRefused',
      ],
      [
        'an error with 400',
        '{"status":"error","errorType":"bad_data","error":"1:4: parse error"}',
        400,
        'SourceQueryRefused',
      ],
      [
        'an error with 422',
        '{"status":"error","errorType":"execution","error":"many-to-many"}',
        422,
        'SourceQueryRefused',
      ],
      [
        'an error with 503',
        '{"status":"error","errorType":"timeout","error":"timed out"}',
        503,
        'SourceQueryRefused',
      ],
      ['an error without words', '{"status":"error"}', 500, 'SourceQueryRefused'],
      ['401', 'who are you', 401, 'SourceForbidden'],
      [
        '403 in its own form',
        '{"status":"error","errorType":"forbidden","error":"no"}',
        403,
        'SourceForbidden',
      ],
      ['404', 'page not found', 404, 'SourceNotFound'],
      ['429', 'slow down', 429, 'SourceStatus'],
      ['500 of a proxy', '<html>', 500, 'SourceUnavailable'],
      ['204 without a body', '', 204, 'SourceStatus'],
      ['more than 1 MiB', ' '.repeat(2 ** 20 + 1), 200, 'SourceTooLarge'],
    ];
    const answering = (answer: (response: ServerResponse) => void) => {
      const result = ['used0', 'capacity0', 'workers0'].map((figure) => ({
        metric: { figure },
        value: [at, String(at)],
      }));
      server.instead = (request, response) => {
        const ages = (request.url ?? '').includes('timestamp');
        if (ages) response.end(success({ resultType: 'vector', result }));
        else answer(response);
      };
    };
    for (const [what, body, status, code] of cases) {
      it(`${what} is ${code}`, async () => {
        answering((response) => response.writeHead(status).end(body));
        const { numbers } = await blind().then((one) => {
          expect(one.code).to.equal(code);
          return one;
        });
        expect(JSON.stringify(numbers)).to.not.contain('\\u001b');
      });
    }

    it('a redirect, which is not followed, even to itself', async () => {
      answering((response) => response.writeHead(302, { location: server.url }).end());
      expect(await blind()).to.include({ code: 'SourceRedirects' });
    });

    it('an age that is no number: nothing is believed', async () => {
      const result = ['used0', 'capacity0', 'workers0'].map((figure) => ({
        metric: { figure },
        value: [at, 'NaN'],
      }));
      server.instead = (_, response) => response.end(success({ resultType: 'vector', result }));
      expect(await blind()).to.include({ code: 'SourceMalformed' });
    });
  });

  it('sends no more queries than there are figures, and one for their ages', async () => {
    scraped(0);
    await figures({ figures: { ratio: 'sum(used_bytes) / sum(capacity_bytes)' }, perWorkerBytes: GIB });
    expect(server.asked).to.have.lengthOf(2);
  });
});
