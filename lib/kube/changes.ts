import type { KubeLog } from './client.ts';
import { describeError } from './errors.ts';

export type OnDatasetChange = (namespace: string, name: string) => void;

/** Tells listeners which datasets changed: each once per turn of the event loop, however many of its objects changed. */
export interface Changes {
  add(key: string): void;
  listen(listener: OnDatasetChange): () => void;
  /** From now on changes are told; those gathered before come first. */
  open(): void;
  close(): void;
}

/** So many datasets are told of in one turn of the event loop. */
const TOLD_A_TURN = 100;

export function createChanges(log: KubeLog): Changes {
  const waiting = new Set<string>();
  const listeners = new Set<OnDatasetChange>();
  let isOpen = false;
  let scheduled: NodeJS.Immediate | null = null;

  function flush(): void {
    scheduled = null;
    let told = 0;
    for (const key of waiting) {
      // After a relist there may be ten thousand: others want their turn of the loop, too.
      if (told++ === TOLD_A_TURN) break;
      waiting.delete(key);
      const slash = key.indexOf('/');
      for (const listener of listeners) {
        try {
          listener(key.slice(0, slash), key.slice(slash + 1));
        } catch (error) {
          log.warn({ dataset: key, error: describeError(error) }, 'a listener to changes threw');
        }
      }
    }
    schedule();
  }
  function schedule(): void {
    if (isOpen && waiting.size > 0) scheduled ??= setImmediate(flush);
  }
  return {
    add(key) {
      waiting.add(key);
      schedule();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open() {
      isOpen = true;
      schedule();
    },
    close() {
      isOpen = false;
      if (scheduled) clearImmediate(scheduled);
      scheduled = null;
    },
  };
}
