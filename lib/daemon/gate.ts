/** Lets at most so many through at a time, and few in one turn of the event loop; the others wait in the order they came. */
export interface Gate {
  pass<T>(work: () => Promise<T>): Promise<T>;
}

export interface GateOptions {
  /** Inside at a time. */
  readonly most: number;
  /**
   * Let in within one turn of the event loop. Whatever comes together would go on together, and hold up all else at each of its
   * steps; and what waits outside is small, while what is inside has sockets and all that goes with them.
   */
  readonly aTurn: number;
}

export function createGate({ most, aTurn }: GateOptions): Gate {
  let inside = 0;
  let thisTurn = 0;
  const waiting: (() => void)[] = [];

  const isOpen = () => inside < most && thisTurn < aTurn;
  const enter = () => {
    inside++;
    if (thisTurn++ === 0) setImmediate(nextTurn);
  };
  const letIn = () => {
    while (waiting.length > 0 && isOpen()) {
      enter();
      waiting.shift()?.();
    }
  };
  const nextTurn = () => {
    thisTurn = 0;
    letIn();
  };
  return {
    pass: async (work) => {
      // Nobody who comes now overtakes those who wait.
      if (waiting.length === 0 && isOpen()) enter();
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        inside--;
        letIn();
      }
    },
  };
}
