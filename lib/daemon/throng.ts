/** Lets the first of a throng through at once, and the others one after another, evenly. Pure but for what it counts. */
export interface Throng {
  /** @param now monotonic, ms. @returns how long whoever comes now is to wait, ms */
  enter(now: number): number;
}

/**
 * @param atOnce so many need not wait, where nobody came for long
 * @param everyMs between two of those that do
 */
export function createThrong(atOnce: number, everyMs: number): Throng {
  let last = Number.NEGATIVE_INFINITY;
  return {
    enter: (now) => {
      last = Math.max(last + everyMs, now - (atOnce - 1) * everyMs);
      return Math.max(0, last - now);
    },
  };
}
