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

export function createChanges(log: KubeLog): Changes {
  const waiting = new Set<string>();
  const listeners = new Set<OnDatasetChange>();
  let isOpen = false;
  let scheduled: NodeJS.Immediate | null = null;

  function flush(): void {
    scheduled = null;
    const keys = [...waiting];
    waiting.clear();
    for (const key of keys) {
      const slash = key.indexOf('/');
      for (const listener of listeners) {
        try {
          listener(key.slice(0, slash), key.slice(slash + 1));
        } catch (error) {
          log.warn({ dataset: key, error: describeError(error) }, 'a listener to changes threw');
        }
      }
    }
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
