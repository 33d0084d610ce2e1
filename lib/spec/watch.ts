/** Asks for a look at every change the system reports, and every so often in any case. */
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../clock/clock.ts';

export interface WatchOptions {
  /** A folder, or a file (then its folder is watched: a file replaced by a rename is another file); null: only the rounds. */
  readonly path: string | null;
  readonly everyMs: number;
  readonly clock: Clock;
  look(): Promise<void>;
}

export interface Watch {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createWatch({ path, everyMs, clock, look }: WatchOptions): Watch {
  const ended = new AbortController();
  let watcher: FSWatcher | null = null;
  let watched = '';
  let [looking, again]: [Promise<void> | null, boolean] = [null, false];
  let rounds: Promise<void> = Promise.resolve();

  /** Changes reported during a look ask for one more after it. */
  const request = (): Promise<void> => {
    again = true;
    looking ??= repeat().finally(() => {
      looking = null;
    });
    return looking;
  };
  const repeat = async () => {
    while (again && !ended.signal.aborted) {
      again = false;
      await look();
    }
  };
  const disarm = () => {
    watcher?.close();
    watcher = null;
    watched = '';
  };
  /** Watches what is at the path now: a folder made anew is another one. Where the system cannot, the rounds must do. */
  const arm = async () => {
    const target = path === null ? null : await identify(path).catch(() => null);
    if (ended.signal.aborted || (target !== null && target.id === watched)) return;
    disarm();
    if (target === null) return;
    try {
      watcher = watch(target.path, () => void request());
      watcher.on('error', disarm);
      watched = target.id;
    } catch {
      disarm();
    }
  };
  const round = async () => {
    while (!ended.signal.aborted) {
      await clock.sleep(everyMs, ended.signal);
      if (ended.signal.aborted) return;
      await arm();
      await request();
    }
  };

  return {
    start: async () => {
      await arm();
      rounds = round();
    },
    stop: async () => {
      ended.abort();
      disarm();
      await rounds;
      await looking;
    },
  };
}

async function identify(path: string): Promise<{ path: string; id: string }> {
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  const { dev, ino } = await stat(folder);
  return { path: folder, id: `${dev}:${ino}` };
}
