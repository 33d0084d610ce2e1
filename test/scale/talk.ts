/** Asking another process of the bench something, and answering. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

interface Question {
  readonly id: number;
  readonly ask: string;
  readonly with: unknown;
}

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

export interface Peer {
  readonly pid: number;
  /** @throws what went wrong over there */
  ask<T = void>(what: string, given?: unknown): Promise<T>;
  /** What it tells without being asked. */
  onNews(listener: (news: unknown) => void): void;
  stop(): Promise<void>;
}

/** Starts a process of the bench. It ends with this one. @param module compiled, in this folder */
export function startPeer(module: string): Peer {
  const child: ChildProcess = fork(join(import.meta.dirname, module), [], { serialization: 'advanced' });
  const waiting = new Map<number, (answer: Answer) => void>();
  const listeners: ((news: unknown) => void)[] = [];
  let asked = 0;
  let over = false;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.on('message', (message: Answer | { readonly news: unknown }) => {
    if ('news' in message) {
      for (const listener of listeners) listener(message.news);
      return;
    }
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  child.once('exit', (code, signal) => {
    if (over) return;
    const error = `${module} ended: ${signal ?? `exit code ${code}`}`;
    for (const [id, settle] of waiting) settle({ id, error });
    process.stderr.write(`${error}\n`);
  });
  return {
    pid: child.pid ?? -1,
    ask: <T>(what: string, given?: unknown) =>
      new Promise<T>((resolve, reject) => {
        const id = ++asked;
        waiting.set(id, ({ answer, error }) =>
          error === undefined ? resolve(answer as T) : reject(new Error(error)),
        );
        child.send({ id, ask: what, with: given } satisfies Question);
      }),
    onNews: (listener) => void listeners.push(listener),
    stop: async () => {
      over = true;
      child.disconnect();
      await ended;
    },
  };
}

/** In the other process: answers until whoever started it is gone. */
export function answering(answers: Readonly<Record<string, (given: never) => unknown>>): void {
  process.on('message', (question: Question) => {
    const { id, ask, with: given } = question;
    void (async () => {
      try {
        const answer = await answers[ask]?.(given as never);
        process.send?.({ id, answer } satisfies Answer);
      } catch (error) {
        process.send?.({ id, error: String(error) } satisfies Answer);
      }
    })();
  });
  process.once('disconnect', () => process.exit(0));
}

export function tell(news: unknown): void {
  process.send?.({ news });
}

/** An instant that all processes of one machine agree on, ms. */
export function instant(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
