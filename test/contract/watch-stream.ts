import { type Dispatcher, request } from 'undici';

export interface WatchEvent {
  readonly type: string;
  readonly object: unknown;
}

/** One open watch, read line by line. */
export interface Watch {
  readonly code: number;
  /** The next event, or null when the server has ended the stream. */
  next(): Promise<WatchEvent | null>;
  /** Every event until the server ends the stream. */
  rest(): Promise<WatchEvent[]>;
  /** Waits until at least one byte of the line after those read has come, then breaks the connection in the middle of it. */
  cutMidLine(): Promise<void>;
  /** Leaves. */
  close(): void;
}

/** @param url with the query of a watch */
export async function openWatch(dispatcher: Dispatcher, url: string): Promise<Watch> {
  const leaving = new AbortController();
  const headers = { 'user-agent': 'contract/1.0 (tests)' };
  const { statusCode, body } = await request(url, { dispatcher, headers, signal: leaving.signal });
  // Leaving is not an error of the stream.
  body.on('error', () => undefined);
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let pending = '';

  async function more(): Promise<boolean> {
    const { done, value } = await chunks.next();
    if (done === true) return false;
    pending += value.toString('utf8');
    return true;
  }

  async function next(): Promise<WatchEvent | null> {
    while (!pending.includes('\n')) if (!(await more())) return null;
    const end = pending.indexOf('\n');
    const line = pending.slice(0, end);
    pending = pending.slice(end + 1);
    return JSON.parse(line) as WatchEvent;
  }

  return {
    code: statusCode,
    next,
    async rest() {
      const events: WatchEvent[] = [];
      for (let event = await next(); event !== null; event = await next()) events.push(event);
      return events;
    },
    async cutMidLine() {
      while (pending === '') if (!(await more())) throw new Error('the server ended the stream first');
      leaving.abort();
    },
    close: () => leaving.abort(),
  };
}
