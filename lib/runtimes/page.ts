import type { Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';
import type { Failure, Page, ReadOptions } from './contract.ts';
import { failureOf } from './failures.ts';

/** Largest page accepted, bytes, unless the options say otherwise. */
export const MAX_BYTES = 8 * 2 ** 20;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * One GET of a text page, with a limit on the whole time (a hung body included) and on the size.
 * One redirect is followed if and only if it stays on the same scheme, host and port. HTTP_PROXY is not obeyed.
 * @param url without user and password; only its host and port appear in failures
 * @returns the page (decoded byte by byte: its numbers and names are ASCII), or why there is none; never throws
 */
export async function readPage(url: URL, options: ReadOptions): Promise<Page> {
  const stop = new AbortController();
  const limit = (options.expire ?? AbortSignal.timeout)(options.timeoutMs);
  const onAbort = () => stop.abort();
  limit.addEventListener('abort', onAbort, { once: true });
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (limit.aborted || options.signal?.aborted) stop.abort();
  try {
    return await follow(url, { ...options, signal: stop.signal }, (phase) =>
      cutShort(phase, limit, url, options),
    );
  } finally {
    limit.removeEventListener('abort', onAbort);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

type Phase = 'answer' | 'body';
type CutShort = (phase: Phase) => Failure | null;

/** The reason why we stopped waiting, if it was us. */
function cutShort(phase: Phase, limit: AbortSignal, url: URL, options: ReadOptions): Failure | null {
  const numbers = { address: url.host, limit: options.timeoutMs };
  if (options.signal?.aborted) return { code: 'ReadCancelled', numbers: { address: url.host } };
  if (!limit.aborted) return null;
  return { code: phase === 'answer' ? 'EngineTimeout' : 'EngineHungBody', numbers };
}

async function follow(url: URL, options: ReadOptions, cut: CutShort): Promise<Page> {
  const first = await ask(url, options, cut);
  if (!('redirect' in first)) return first;
  const { redirect } = first;
  if (redirect === null || redirect.origin !== url.origin)
    return failed('EngineRedirectsElsewhere', { address: url.host, to: redirect?.origin ?? 'no valid URL' });
  const second = await ask(redirect, options, cut);
  return 'redirect' in second ? failed('EngineRedirectLoop', { address: url.host }) : second;
}

async function ask(url: URL, options: ReadOptions, cut: CutShort): Promise<Page | { redirect: URL | null }> {
  const response = await get(url, options, cut);
  if ('failure' in response) return response;
  const { status, headers, data } = response;
  if (status === 200) return readBody(response, url, options, cut);
  // What it says beside its status is of no use; an error while throwing it away neither.
  data.on('error', () => {});
  data.destroy();
  if (REDIRECTS.includes(status)) return { redirect: parseLocation(headers.location, url) };
  return failed(statusCode(status), { address: url.host, status });
}

/** Asks, and asks once more when the connection that was kept open turns out to have been closed meanwhile. */
async function get(
  url: URL,
  options: ReadOptions,
  cut: CutShort,
): Promise<AxiosResponse<Readable> | { failure: Failure }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await axios.get<Readable>(url.href, {
        responseType: 'stream',
        httpAgent: options.agents.http,
        httpsAgent: options.agents.https,
        maxRedirects: 0,
        proxy: false,
        validateStatus: () => true,
        headers: { 'User-Agent': 'fluid-autoscaler', Accept: 'text/plain' },
        ...(options.signal ? { signal: options.signal } : {}),
      });
    } catch (error) {
      const ours = cut('answer');
      if (ours) return { failure: ours };
      const { reused, ...failure } = failureOf(error, url.host);
      if (!reused || failure.code !== 'EngineClosed' || attempt > 1) return { failure };
    }
  }
}

async function readBody(
  response: AxiosResponse<Readable>,
  url: URL,
  options: ReadOptions,
  cut: CutShort,
): Promise<Page> {
  const most = options.maxBytes ?? MAX_BYTES;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.data) {
      bytes += chunk.length;
      // Leaving the loop closes the connection.
      if (bytes > most) return failed('EngineTooLarge', { address: url.host, limit: most });
      chunks.push(chunk);
    }
  } catch {
    return { failure: cut('body') ?? { code: 'EngineTruncated', numbers: { address: url.host, bytes } } };
  }
  const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes);
  return { text: body.toString('latin1') };
}

function failed(code: string, numbers: Failure['numbers']): { failure: Failure } {
  return { failure: { code, numbers } };
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
