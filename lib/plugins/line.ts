/** One running thread of a plug-in, and what it is asked: one thing at a time, each within a limit of real time. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock/clock.ts';
import { projectRoot } from '../root.ts';
import type { Begin, FromThread, ToThread } from './worker/messages.ts';
import { errorText } from './worker/words.ts';

/** A bundle of its own: what a thread runs is the same from the sources, the package and the image. */
const THREAD = join(projectRoot, '.build/bundle/plugin-thread.js');

/** What a plug-in may keep, MiB. Buffers outside of the engine's own memory are not counted. */
const MEMORY = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

/** Its answer, or why there is none; then the thread is gone. */
export type Reply =
  | FromThread
  | { readonly kind: 'hung' }
  | { readonly kind: 'died'; readonly error: string };

export interface Line {
  /** The first thing it says: what it has loaded, or why not. */
  readonly begun: Promise<Reply>;
  ask(message: ToThread, limitMs: number): Promise<Reply>;
  /** False when nothing can be asked any more. */
  alive(): boolean;
  close(): void;
}

export interface LineOptions extends Begin {
  readonly name: string;
  /** Real time. */
  readonly clock: Clock;
  readonly loadMs: number;
  readonly onOutput: (text: string) => void;
}

export function openLine({ file, disguised, name, clock, loadMs, onOutput }: LineOptions): Line {
  const begin: Begin = { file, disguised };
  const worker = new Worker(THREAD, {
    name,
    workerData: begin,
    // Nothing of the daemon's surroundings: a policy that looks at them would not be pure.
    env: {},
    argv: [],
    execArgv: [],
    // Never read: what is printed comes as messages.
    stdout: true,
    stderr: true,
    resourceLimits: MEMORY,
  });
  let over = false;
  let waiting: ((reply: Reply) => void) | null = null;
  const settle = (reply: Reply) => {
    const settled = waiting;
    waiting = null;
    settled?.(reply);
  };
  const end = (reply: Reply) => {
    if (over) return;
    over = true;
    settle(reply);
    void worker.terminate().catch(() => undefined);
  };
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'wrote') onOutput(message.text);
    else settle(message);
  });
  worker.on('error', (error) => end({ kind: 'died', error: errorText(error) }));
  worker.on('messageerror', (error) => end({ kind: 'died', error: errorText(error) }));
  worker.on('exit', (code) => end({ kind: 'died', error: `it called process.exit(${code})` }));
  // A thread that waits for questions keeps no program from ending.
  worker.unref();

  const within = (limitMs: number): Promise<Reply> => {
    if (over) return Promise.resolve({ kind: 'died', error: 'its thread is gone' });
    const answered = new AbortController();
    const reply = new Promise<Reply>((resolve) => {
      waiting = (given) => {
        answered.abort();
        resolve(given);
      };
    });
    void clock.sleep(limitMs, answered.signal).then(() => {
      if (!answered.signal.aborted) end({ kind: 'hung' });
    });
    return reply;
  };
  return {
    begun: within(loadMs),
    ask: (message, limitMs) => {
      const reply = within(limitMs);
      if (!over) worker.postMessage(message);
      return reply;
    },
    alive: () => !over,
    close: () => end({ kind: 'died', error: 'closed' }),
  };
}
