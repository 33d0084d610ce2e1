import type { IncomingMessage } from 'node:http';
import type { Failure, ReadOptions, TakeChunk } from './contract.ts';
import { failureOf } from './failures.ts';
import { type Exchange, get, NoAnswer, readBody } from './get.ts';

/** Largest page accepted, bytes, unless the options say otherwise. */
export const MAX_BYTES = 8 * 2 ** 20;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * One GET of a text page, with a limit on the whole time (a hung body included) and on the size.
 * One redirect is followed if and only if it stays on the same scheme, host and port; none where a user gave the address.
 * HTTP_PROXY is not obeyed.
 * @param url without user and password; only its host and port appear in failures
 * @param take gets the page as it comes; what it got is worth nothing when there is a failure
 * @returns null when the whole page was handed over, else why not; throws nothing but what `take` throws
 */
export async function readPage(
  url: URL,
  options: ReadOptions,
  take: TakeChunk,
  redirects: Redirects = 'same origin',
): Promise<Failure | null> {
  const limit = (options.expire ?? AbortSignal.timeout)(options.timeoutMs);
  const reading: Reading = { options, take, limit, redirects, exchange: null };
  const onAbort = () => reading.exchange?.end();
  limit.addEventListener('abort', onAbort, { once: true });
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await follow(url, reading);
  } finally {
    limit.removeEventListener('abort', onAbort);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

/** Which are followed. */
export type Redirects = 'same origin' | 'no';

interface Reading {
  readonly redirects: Redirects;
  readonly options: ReadOptions;
  readonly take: TakeChunk;
  readonly limit: AbortSignal;
  /** What is to be ended when the time is over. */
  exchange: Exchange | null;
}

type Phase = 'answer' | 'body';

/** The reason why we stopped waiting, if it was us. */
function cutShort(phase: Phase, url: URL, { options, limit }: Reading): Failure | null {
  const numbers = { address: url.host, limit: options.timeoutMs };
  if (options.signal?.aborted) return { code: 'ReadCancelled', numbers: { address: url.host } };
  if (!limit.aborted) return null;
  return { code: phase === 'answer' ? 'EngineTimeout' : 'EngineHungBody', numbers };
}

async function follow(url: URL, reading: Reading): Promise<Failure | null> {
  const first = await ask(url, reading);
  if (first === null || !('redirect' in first)) return first;
  const { redirect } = first;
  if (reading.redirects === 'no')
    return failed('EngineUrlRedirects', { address: url.host, to: shown(redirect) });
  if (redirect === null || redirect.origin !== url.origin)
    return failed('EngineRedirectsElsewhere', { address: url.host, to: redirect?.origin ?? 'no valid URL' });
  const second = await ask(redirect, reading);
  return second !== null && 'redirect' in second
    ? failed('EngineRedirectLoop', { address: url.host })
    : second;
}

async function ask(url: URL, reading: Reading): Promise<Failure | null | { redirect: URL | null }> {
  const response = await answerOf(url, reading);
  if ('code' in response) return response;
  const { statusCode: status = 0, headers } = response;
  if (status === 200) return bodyOf(response, url, reading);
  // What it says beside its status is of no use; an error while throwing it away neither.
  response.on('error', () => {});
  response.destroy();
  if (REDIRECTS.includes(status)) return { redirect: parseLocation(headers.location, url) };
  return failed(statusCode(status), { address: url.host, status });
}

/** Asks, and asks once more when the connection that was kept open turns out to have been closed meanwhile. */
async function answerOf(url: URL, reading: Reading): Promise<IncomingMessage | Failure> {
  for (let attempt = 1; ; attempt++) {
    const over = cutShort('answer', url, reading);
    if (over) return over;
    reading.exchange = get(url, reading.options.agents);
    try {
      return await reading.exchange.answer;
    } catch (error) {
      const ours = cutShort('answer', url, reading);
      if (ours) return ours;
      const failure = failureOf(error instanceof NoAnswer ? error.cause : error, url.host);
      const reused = error instanceof NoAnswer && error.reused;
      if (!reused || failure.code !== 'EngineClosed' || attempt > 1) return failure;
    }
  }
}

async function bodyOf(response: IncomingMessage, url: URL, reading: Reading): Promise<Failure | null> {
  const { options, take } = reading;
  const most = options.maxBytes ?? MAX_BYTES;
  const { how, bytes } = await readBody(response, take, most);
  if (how === 'whole') return null;
  if (how === 'too large') return failed('EngineTooLarge', { address: url.host, limit: most });
  return cutShort('body', url, reading) ?? failed('EngineTruncated', { address: url.host, bytes });
}

/** Where it leads, in a message: without what may be a secret in its query, and not without end. */
const MOST_SHOWN = 200;

function shown(to: URL | null): string {
  return to === null ? 'no valid URL' : `${to.origin}${to.pathname}`.slice(0, MOST_SHOWN);
}

function failed(code: string, numbers: Failure['numbers']): Failure {
  return { code, numbers };
}

/** Gathers a page of which all is wanted, as JSON is; how much that may be is the limit of whoever reads it. */
export function gatherPage(): { readonly take: TakeChunk; text(encoding?: 'utf8' | 'latin1'): string } {
  const chunks: Uint8Array[] = [];
  return {
    take: (chunk) => {
      chunks.push(chunk);
    },
    text: (encoding = 'utf8') => Buffer.concat(chunks).toString(encoding),
  };
}

/** The code for an answer that is no success and no redirect. */
export function statusCode(status: number): string {
  if (status === 404) return 'EngineNotFound';
  if (status === 401 || status === 403) return 'EngineForbidden';
  return status >= 500 ? 'EngineUnavailable' : 'EngineStatus';
}

function parseLocation(location: unknown, base: URL): URL | null {
  return typeof location === 'string' && URL.canParse(location, base.href) ? new URL(location, base) : null;
}
