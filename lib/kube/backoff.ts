/** How long to wait after failures in a row. */
export interface BackoffSettings {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Doubles with each failure up to the cap, then takes a random half off, so that many clients of a server that comes
 * back do not return at the same instant.
 * @param failures 1 for the first
 * @param random uniform in [0, 1)
 */
export function backoffMs(
  failures: number,
  random: () => number,
  { baseMs, capMs }: BackoffSettings,
): number {
  const full = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return full * (0.5 + random() / 2);
}
