/** How long to wait before trying again after `failures` failures in a row: 5 s, 10 s, 20 s, ... at most 5 min. */
export function retryDelay(failures: number): number {
  return Math.min(300_000, 5000 * 2 ** Math.max(0, failures - 1));
}
