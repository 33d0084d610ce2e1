/** Lets at most so many through at a time; the others wait in the order they came. */
export interface Gate {
  pass<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate(most: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return {
    pass: async (work) => {
      if (inside >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      else inside++;
      try {
        return await work();
      } finally {
        // Whoever waits takes the place that is left, so that nobody who comes now overtakes it.
        const next = waiting.shift();
        if (next === undefined) inside--;
        else next();
      }
    },
  };
}
