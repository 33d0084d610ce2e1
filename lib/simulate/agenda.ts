/** What is still to happen, in order of time: a script known from the start, and what comes of it. */
export interface Agenda {
  at(instant: number, task: () => void): void;
  /** The instant of what comes next; Infinity when nothing does. */
  next(): number;
  /** Runs what is due by `now`: the script first, then tasks in the order in which they were entered. */
  runDue(now: number): void;
}

interface Entry {
  readonly at: number;
  readonly task: () => void;
}

/**
 * @param script in order of time
 * @param play makes one entry of it happen
 */
export function createAgenda<T extends { readonly at: number }>(
  script: readonly T[],
  play: (entry: T) => void,
): Agenda {
  let played = 0;
  // A handful at a time, so a sorted list will do.
  const tasks: Entry[] = [];
  const scripted = () => script[played]?.at ?? Number.POSITIVE_INFINITY;
  const entered = () => tasks[0]?.at ?? Number.POSITIVE_INFINITY;
  return {
    at: (instant, task) => {
      let index = tasks.length;
      while (index > 0 && (tasks[index - 1] as Entry).at > instant) index--;
      tasks.splice(index, 0, { at: instant, task });
    },
    next: () => Math.min(scripted(), entered()),
    runDue: (now) => {
      for (;;) {
        if (scripted() <= now) play(script[played++] as T);
        else if (entered() <= now) tasks.shift()?.task();
        else return;
      }
    },
  };
}
