import { setMaxListeners } from 'node:events';

/** Limits that begin within so long of each other end together, ms. */
const TOGETHER_MS = 100;

/**
 * Time limits for many short things at once: whatever begins about the same time has one timer and one signal. (Each signal of
 * `AbortSignal.timeout` ends with an error of its own, also when what it limited is long over: seven hundred reads a second
 * would cost a tenth more by it.)
 * @returns gives a signal that aborts after `ms`, at most 100 ms late
 */
export function sharedDeadlines(): (ms: number) => AbortSignal {
  /** Of each length the limit that began last. */
  const newest = new Map<number, { readonly since: number; readonly signal: AbortSignal }>();
  return (ms) => {
    const now = performance.now();
    const last = newest.get(ms);
    if (last !== undefined && now - last.since < TOGETHER_MS) return last.signal;
    const signal = AbortSignal.timeout(ms + TOGETHER_MS);
    setMaxListeners(0, signal);
    newest.set(ms, { since: now, signal });
    return signal;
  };
}
