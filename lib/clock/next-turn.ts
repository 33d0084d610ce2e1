/** Taken once, so that a test’s fake timers cannot stop whoever waits. */
const immediately = setImmediate;

/** Everything else that is ready in this turn of the event loop goes on first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => immediately(resolve));
}
