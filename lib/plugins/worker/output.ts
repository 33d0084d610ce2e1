/** What a module prints: a little, for its author; a flood of it would fill the daemon's memory. */

/** Characters a question, and while loading. */
const MOST = 2000;

/**
 * From now on what is written to the thread's standard output and error goes to `tell` alone, and only so much of it. The streams
 * themselves are left alone: reading them from outside would keep the program from ending.
 */
export function hush(tell: (text: string) => void): { allowMore(): void } {
  let left = MOST;
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): true => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const shown = text.slice(0, left);
    left -= shown.length;
    if (shown !== '') tell(shown);
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    done?.();
    return true;
  };
  for (const stream of [process.stdout, process.stderr]) stream.write = write;
  return {
    allowMore: () => {
      left = MOST;
    },
  };
}
