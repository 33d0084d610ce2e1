/**
 * A Prometheus server for tests: real HTTP, the documented query API, and as much of PromQL as `promql.ts` knows. As the real one
 * it goes on telling the last sample of a series for five minutes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Element, evaluate, type LabelSet } from './promql.ts';

const LOOKBACK_S = 300;

export interface TestPrometheus {
  readonly url: string;
  /** Every query it was asked, with its instant (null: now). */
  readonly asked: {
    readonly query: string;
    readonly time: string | null;
    readonly headers: IncomingMessage['headers'];
  }[];
  /** Writes a sample. @param taken ms since the epoch */
  write(name: string, labels: LabelSet, value: number, taken: number): void;
  /** What is sent beside every result. */
  warnings: readonly string[];
  /** The same as JSON, whatever it is; null: `warnings`. */
  warningsAs: string | null;
  /** Answers in its place, where it is set. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  stop(): Promise<void>;
}

interface Series {
  readonly labels: LabelSet;
  /** When each was taken, seconds, and its value; oldest first. */
  readonly samples: [number, number][];
}

/** @param now its own clock, ms */
export async function startPrometheus(now: () => number): Promise<TestPrometheus> {
  const series = new Map<string, Series>();
  const server = createServer((request, response) => {
    if (told.instead !== null) return told.instead(request, response);
    const url = new URL(request.url ?? '', 'http://prometheus');
    const [query, time] = [url.searchParams.get('query') ?? '', url.searchParams.get('time')];
    told.asked.push({ query, time, headers: request.headers });
    const send = (status: number, body: object) => {
      const text = JSON.stringify(body);
      const given = told.warningsAs;
      const answer = given === null ? text : `${text.slice(0, -1)},"warnings":${given}}`;
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
    };
    if (url.pathname !== '/api/v1/query')
      return send(404, { status: 'error', errorType: 'not_found', error: '404' });
    const at = time === null ? now() / 1000 : Number(time);
    try {
      const value = evaluate(query, at, select(at));
      const data =
        typeof value === 'number'
          ? { resultType: 'scalar', result: [at, String(value)] }
          : {
              resultType: 'vector',
              result: value.map((one) => ({ metric: one.labels, value: [at, String(one.value)] })),
            };
      send(200, { status: 'success', data, ...(told.warnings.length > 0 && { warnings: told.warnings }) });
    } catch (error) {
      send(400, { status: 'error', errorType: 'bad_data', error: (error as Error).message });
    }
  });
  const select =
    (at: number) =>
    (name: string, wanted: LabelSet): Element[] =>
      [...series.values()]
        .filter(({ labels }) =>
          Object.entries({ ...wanted, __name__: name }).every(([key, one]) => labels[key] === one),
        )
        .flatMap(({ labels, samples }) => {
          const last = samples.filter(([taken]) => taken <= at && taken > at - LOOKBACK_S).at(-1);
          return last === undefined ? [] : [{ labels, taken: last[0], value: last[1] }];
        });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const told: TestPrometheus = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    warnings: [],
    warningsAs: null,
    instead: null,
    write: (name, labels, value, taken) => {
      const all = { ...labels, __name__: name };
      const key = JSON.stringify(Object.entries(all).sort());
      const one: Series = series.get(key) ?? { labels: all, samples: [] };
      one.samples.push([taken / 1000, value]);
      series.set(key, one);
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return told;
}
