import type { Clock } from '../../clock/clock.ts';

/** What is to happen and when, on the sandbox's clock. Everything happens in its order and at its time, however late one looks. */
export interface Agenda {
  /** The instant of the task that runs now; between tasks the clock's. Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` so many ms from now. Returns how to call it off. */
  after(ms: number, task: () => void): () => void;
  /** Runs what is due, in order. */
  catchUp(): void;
}

interface Entry {
  readonly due: number;
  readonly order: number;
  readonly task: () => void;
}

/** @param passing called with each instant before its task runs, and with the present at the end */
export function createAgenda(clock: Clock, passing: (now: number) => void): Agenda {
  const entries = new Set<Entry>();
  let running: number | null = null;
  let order = 0;

  function next(until: number): Entry | null {
    let first: Entry | null = null;
    for (const entry of entries) {
      if (entry.due > until) continue;
      if (!first || entry.due < first.due || (entry.due === first.due && entry.order < first.order))
        first = entry;
    }
    return first;
  }

  const now = () => running ?? clock.now();
  return {
    now,
    after(ms, task) {
      order += 1;
      const entry = { due: now() + ms, order, task };
      entries.add(entry);
      return () => entries.delete(entry);
    },
    catchUp() {
      // A task that asks the server something must not start the agenda again from inside.
      if (running !== null) return;
      const until = clock.now();
      try {
        for (let entry = next(until); entry !== null; entry = next(until)) {
          entries.delete(entry);
          running = entry.due;
          passing(entry.due);
          entry.task();
        }
        running = until;
        passing(until);
      } finally {
        running = null;
      }
    },
  };
}
