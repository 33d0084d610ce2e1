/** One GET to an address that a user gave: no redirects, no proxy, limits on the whole time and on the size. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';
import { firstAbort } from '../../clock/first-abort.ts';
import type { Agents, Failure, ReadOptions, TakeChunk, Trust } from '../contract.ts';
import { failureOf } from '../failures.ts';

/** All requests of one look share one time limit. */
export interface Deadline {
  /** Aborts when the time is over, or when nobody wants the look any more. */
  readonly signal: AbortSignal;
  /** Why it was aborted, or null: it was not. */
  over(phase: 'answer' | 'body', address: string): Failure | null;
}

/** Gives the work all the time of one read, and no more. */
export async function within<T>(options: ReadOptions, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const { timeoutMs, signal, expire = AbortSignal.timeout } = options;
  const limit = expire(timeoutMs);
  const either = firstAbort([limit, signal]);
  const over: Deadline['over'] = (phase, address) => {
    if (signal?.aborted) return { code: 'ReadCancelled', numbers: { address } };
    if (!limit.aborted) return null;
    const code = phase === 'answer' ? 'EngineTimeout' : 'EngineHungBody';
    return { code, numbers: { address, limit: timeoutMs } };
  };
  try {
    return await work({ signal: either.signal, over });
  } finally {
    either.release();
  }
}

export interface Question {
  readonly url: URL;
  readonly accept: string;
  /** Secrets among them: never in a failure. */
  readonly headers: Readonly<Record<string, string>>;
  readonly trust: Trust;
  readonly deadline: Deadline;
  /** Largest body, bytes, after decompression. */
  readonly maxBytes: number;
  /** Gets the body as it comes, of an error, too. */
  readonly take: TakeChunk;
}

export interface Answered {
  readonly status: number;
  /** How long a cache on the way had kept the answer, ms (the header Age); 0: none did, or none says. */
  readonly keptMs: number;
}

/** @returns the status once the whole body was handed over, or why it was not; never throws */
export async function ask(
  question: Question,
  options: ReadOptions,
): Promise<Answered | { readonly failure: Failure }> {
  const { url } = question;
  const response = await send(question, options);
  if ('failure' in response) return response;
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    discard(response.data);
    return { failure: { code: 'SourceRedirects', numbers: { address: url.host, status } } };
  }
  if (status < 200) {
    discard(response.data);
    return { status, keptMs: 0 };
  }
  const failure = await receive(response.data, question);
  if (failure !== null) return { failure };
  const seconds = Number(headers.age ?? 0);
  return { status, keptMs: seconds > 0 ? seconds * 1000 : 0 };
}

/** Asks, and asks once more when the connection that was kept open turns out to have been closed meanwhile. */
async function send(
  { url, accept, headers, trust, deadline }: Question,
  { agents }: ReadOptions,
): Promise<AxiosResponse<Readable> | { readonly failure: Failure }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await axios.get<Readable>(url.href, {
        responseType: 'stream',
        httpsAgent: agents.trusting.of(trust),
        maxRedirects: 0,
        transport: { request: requestOnce(agents) },
        proxy: false,
        validateStatus: () => true,
        headers: { ...headers, 'User-Agent': 'fluid-autoscaler', Accept: accept },
        signal: deadline.signal,
      });
    } catch (error) {
      const ours = deadline.over('answer', url.host);
      if (ours) return { failure: ours };
      // The error holds the whole request, secrets too: only its code goes on.
      const failure = failureOf(error, url.host);
      const reused = axios.isAxiosError(error) && error.request?.reusedSocket === true;
      if (!reused || failure.code !== 'EngineClosed' || attempt > 1) return { failure };
    }
  }
}

/** As Node does it, but that an answer that wants to speak something else from now on is its status, and not waited for. */
function requestOnce({ http }: Agents) {
  return (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void) => {
    const request =
      options.protocol === 'https:'
        ? httpsRequest(options, onAnswer)
        : httpRequest({ ...options, agent: undefined, defaultPort: 80, createConnection: http }, onAnswer);
    return request.on('upgrade', (answer, socket) => {
      socket.destroy();
      onAnswer(answer);
    });
  };
}

async function receive(body: Readable, { url, deadline, maxBytes, take }: Question): Promise<Failure | null> {
  const address = url.host;
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      // Leaving the loop closes the connection.
      if (bytes > maxBytes) return { code: 'EngineTooLarge', numbers: { address, limit: maxBytes } };
      take(chunk);
    }
    return null;
  } catch {
    return deadline.over('body', address) ?? { code: 'EngineTruncated', numbers: { address, bytes } };
  }
}

/** An error while throwing an answer away is of no interest. */
function discard(body: Readable): void {
  body.on('error', () => {});
  body.destroy();
}
