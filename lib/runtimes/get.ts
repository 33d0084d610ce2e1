import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Agents, Connect, TakeChunk } from './contract.ts';

const WANTED = { 'User-Agent': 'fluid-autoscaler', Accept: 'text/plain', 'Accept-Encoding': 'identity' };
const PLAIN_HEADERS = [...Object.entries(WANTED).flat(), 'Connection', 'close'];

/** A request that brought no answer. `reused`: it went over a connection kept from before. */
export class NoAnswer extends Error {
  readonly reused: boolean;
  constructor(cause: unknown, reused: boolean) {
    super('no answer', { cause });
    this.reused = reused;
  }
}

export interface Exchange {
  /** Rejects with a {@link NoAnswer}, with Node's error as its cause. */
  readonly answer: Promise<IncomingMessage>;
  /** Closes the connection, whatever has been sent or read by then. */
  end(): void;
}

/**
 * One GET of a text, no redirects, no proxy. The answer is asked for as it is: of a page on the same network, unpacking costs
 * more than reading. What is packed nevertheless is unpacked by {@link readBody}.
 */
export function get(url: URL, { http, https }: Agents): Exchange {
  const request =
    url.protocol === 'https:'
      ? httpsRequest(url, { agent: https, headers: WANTED })
      : plainRequest(url, http);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    const fail = (cause: unknown) => reject(new NoAnswer(cause, request.reusedSocket));
    // Some answers end a request without an error and without a response; a rejection after the answer changes nothing.
    const onClose = () => fail({ code: 'ECONNRESET' });
    request.on('error', fail);
    request.on('close', onClose);
    request.on('response', (response) => {
      request.off('close', onClose);
      // Once there is an answer, what breaks is told by its body.
      resolve(response);
    });
    // An answer that wants to speak something else from now on is its status.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response);
    });
  });
  request.end();
  return { answer, end: () => request.destroy() };
}

/** Seven hundred of these a second: without an agent, and with its headers as they go over the wire, it costs half. */
function plainRequest({ hostname, port, pathname, search, host }: URL, createConnection: Connect) {
  return httpRequest({
    host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: port === '' ? 80 : port,
    path: pathname + search,
    headers: ['Host', host, ...PLAIN_HEADERS],
    createConnection,
  });
}

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Hands over the body as it comes, unpacked, and closes the connection where it does not read to the end.
 * @param most bytes; one more ends the reading
 * @returns the bytes handed over, and how it ended: `cut` before the whole body was there
 */
export function readBody(
  message: IncomingMessage,
  take: TakeChunk,
  most: number,
): Promise<{ readonly bytes: number; readonly how: 'whole' | 'too large' | 'cut' }> {
  const decoder = DECODERS[String(message.headers['content-encoding'] ?? '').toLowerCase()];
  const body: Readable = decoder ? pipeline(message, decoder(), () => undefined) : message;
  let bytes = 0;
  return new Promise((resolve, reject) => {
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= most) {
        try {
          return take(chunk);
        } catch (error) {
          reject(error);
        }
      } else resolve({ bytes, how: 'too large' });
      message.destroy();
    });
    body.on('end', () => resolve({ bytes, how: 'whole' }));
    body.on('error', () => resolve({ bytes, how: 'cut' }));
    body.on('close', () => resolve({ bytes, how: 'cut' }));
  });
}
