/**
 * A Prometheus server as a source: instant queries, all evaluated at one instant.
 *
 * The time that comes with a result is that of the evaluation, and a series that is no longer written goes on telling its last
 * sample for five minutes (the server's look-back). So the server is first asked when the samples behind the expressions were
 * taken; that answer's own time is the instant of all other queries. Ages are differences of two times of the server's clock.
 */
import type { Blind, Reason } from '../../model/observation.ts';
import type { PrometheusSource } from '../../model/source.ts';
import { ageQuery, type Expression, readExpression } from '../../spec/promql.ts';
import { isBlind } from '../blind.ts';
import type { EngineFigures, Failure, ReadOptions, Subject } from '../contract.ts';
import { pickText } from '../fields.ts';
import { gatherPage, statusCode } from '../page.ts';
import { parseAnswer, type QueryAnswer, type Sample } from './answer.ts';
import { ask, type Deadline, within } from './ask.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { FIGURES, type Figure, failedAt, givenFigures, type Numbers, PROMETHEUS } from './figures.ts';

/** An answer to these queries has a few hundred bytes, unless an expression gives a series for each pod of a large cluster. */
const MAX_BYTES = 2 ** 20;

export async function lookAtPrometheus(
  spec: PrometheusSource,
  subject: Subject,
  options: ReadOptions,
): Promise<EngineFigures | Blind> {
  const url = new URL(spec.url);
  const asked = options.clock.now();
  const credentials = await readCredentials(spec, options.credentials);
  if ('failure' in credentials) return failed(credentials.failure);
  const told = await within(options, (deadline) => askAll(spec, { url, credentials, deadline, options }));
  if (isBlind(told)) return told;
  const { numbers, ageMs, doubts } = told;
  if (ageMs > spec.maxAgeMs)
    return failedAt(PROMETHEUS, 'SourceSampleTooOld', { age: ageMs, limit: spec.maxAgeMs });
  const figures = { source: PROMETHEUS, address: url.host, numbers, at: asked - ageMs, asked, doubts };
  return givenFigures(spec, subject, figures);
}

/** What every query of one look needs. */
interface Look {
  readonly url: URL;
  readonly credentials: Credentials;
  readonly deadline: Deadline;
  readonly options: ReadOptions;
}

interface Asked {
  readonly figure: Figure;
  readonly query: string;
  readonly expression: Expression;
}

type Numeric = Extract<QueryAnswer, { kind: 'numbers' }>;

async function askAll(
  { figures }: PrometheusSource,
  look: Look,
): Promise<
  { readonly numbers: Numbers; readonly ageMs: number; readonly doubts: readonly Reason[] } | Blind
> {
  const asked = FIGURES.flatMap((figure): Asked[] => {
    const query = figures[figure];
    return query === undefined ? [] : [{ figure, query, expression: readExpression(query) }];
  });
  const ages = await agesOf(asked, look);
  if (isBlind(ages)) return ages;
  const answers = await Promise.all(asked.map(({ figure, query }) => instant(figure, query, ages.at, look)));
  const numbers: Partial<Record<Figure, number>> = {};
  const warnings = [...ages.warnings];
  for (const [i, { figure }] of asked.entries()) {
    const answer = answers[i] as Numeric | Blind;
    if (isBlind(answer)) return answer;
    const value = onlyOf(answer.samples, figure, look);
    if (isBlind(value)) return value;
    numbers[figure] = value.value;
    warnings.push(...answer.warnings);
  }
  return { numbers, ageMs: ages.ageMs, doubts: doubtsOf(asked, warnings) };
}

/** With a warning a result may lack parts of what there is (a remote store that did not answer). */
function doubtsOf(asked: readonly Asked[], [warning]: readonly string[]): readonly Reason[] {
  const unsure = asked.find(({ expression }) => !expression.exact);
  return [
    ...(unsure === undefined
      ? []
      : [{ code: 'SourceLooksBack', numbers: { source: PROMETHEUS, figure: unsure.figure } }]),
    ...(warning === undefined
      ? []
      : [{ code: 'SourceWarns', numbers: { source: PROMETHEUS, text: warning } }]),
  ];
}

interface Ages {
  /** The instant all are evaluated at, seconds, as the server prints it. */
  readonly at: number;
  /** Of the oldest of the newest samples behind all figures. */
  readonly ageMs: number;
  readonly warnings: readonly string[];
}

async function agesOf(asked: readonly Asked[], look: Look): Promise<Ages | Blind> {
  const named = asked.map(({ figure, expression }) => [figure, expression.selectors] as const);
  const query = ageQuery(Object.fromEntries(named));
  if (query === null) return noSeries(asked[0]?.figure ?? 'used', look);
  const answer = await instant('age', query, null, look);
  if (isBlind(answer)) return answer;
  for (const [figure, selectors] of named) {
    if (selectors.length > 0 && !answer.samples.some((one) => figureOf(one) === figure))
      return noSeries(figure, look);
  }
  let [at, oldest] = [0, Number.POSITIVE_INFINITY];
  for (const sample of answer.samples) {
    if (sample.at === null || sample.value === null || !Number.isFinite(sample.value))
      return malformed('age', look);
    at = sample.at;
    oldest = Math.min(oldest, sample.value * 1000);
  }
  return { at: at / 1000, ageMs: Math.max(0, Math.round(at - oldest)), warnings: answer.warnings };
}

/** `used0`, `used1`: the figure whose samples a series of the query for ages is about. */
function figureOf({ labels }: Sample): string {
  return (pickText(labels, 'figure') ?? '').replace(/\d+$/, '');
}

/** @param time seconds, or null: the server's now */
async function instant(
  figure: Figure | 'age',
  query: string,
  time: number | null,
  look: Look,
): Promise<Numeric | Blind> {
  const page = gatherPage();
  const url = queryUrl(look.url, { query, time, timeoutMs: look.options.timeoutMs });
  const { deadline, options, credentials } = look;
  const question = { url, accept: 'application/json', deadline, maxBytes: MAX_BYTES, take: page.take };
  const answered = await ask({ ...question, ...credentials }, options);
  if ('failure' in answered) return failed(answered.failure);
  const { status } = answered;
  const answer = parseAnswer(page.text());
  const address = url.host;
  // Whoever stands before the server may answer in its own way.
  if (status === 401 || status === 403)
    return failed({ code: 'EngineForbidden', numbers: { address, status } });
  if (answer.kind === 'error') {
    const { type, text } = answer;
    return failedAt(PROMETHEUS, 'SourceQueryRefused', { address, figure, type, text });
  }
  if (status !== 200) return failed({ code: statusCode(status), numbers: { address, status } });
  if (answer.kind === 'malformed')
    return failedAt(PROMETHEUS, 'SourceNotItsApi', { address, why: answer.why });
  if (answer.kind === 'other')
    return failedAt(PROMETHEUS, 'SourceNotInstant', { address, figure, type: answer.type });
  return answer;
}

function queryUrl(
  base: URL,
  {
    query,
    time,
    timeoutMs,
  }: { readonly query: string; readonly time: number | null; readonly timeoutMs: number },
): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/query`;
  url.searchParams.set('query', query);
  if (time !== null) url.searchParams.set('time', String(time));
  url.searchParams.set('timeout', `${timeoutMs}ms`);
  return url;
}

function onlyOf(samples: readonly Sample[], figure: Figure, look: Look): { readonly value: number } | Blind {
  const [one, ...more] = samples;
  if (one === undefined) return noSeries(figure, look);
  if (more.length > 0) {
    const numbers = { address: look.url.host, figure, series: samples.length };
    return failedAt(PROMETHEUS, 'SourceSeveralSeries', numbers);
  }
  return one.value === null ? malformed(figure, look) : { value: one.value };
}

function noSeries(figure: string, { url }: Look): Blind {
  return failedAt(PROMETHEUS, 'SourceNoSeries', { address: url.host, figure });
}

function malformed(figure: string, { url }: Look): Blind {
  return failedAt(PROMETHEUS, 'SourceMalformed', { address: url.host, figure, text: 'no number' });
}

function failed({ code, numbers }: Failure): Blind {
  return failedAt(PROMETHEUS, code, numbers);
}
