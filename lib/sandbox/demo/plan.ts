/** What the demo plays, and how fast. Pure. */

export interface DemoPlan {
  readonly sizeBytes: number;
  readonly rateBytesPerSecond: number;
  /** Virtual ms the demo shows. */
  readonly horizonMs: number;
  /** Virtual seconds a real second. */
  readonly speed: number;
}

/** After the load there is time for a cool-down of 20 minutes to end and for one more step, virtual ms. */
const AFTERWARDS_MS = 24 * 60_000;
const REAL_SECONDS = 40;
/** However long the load, the demo ends by itself within this, real ms. */
export const LONGEST_REAL_MS = 80_000;

/** @param speed asked for by the user, or null: as fast as shows everything in about 40 s */
export function planDemo(sizeBytes: number, rateBytesPerSecond: number, speed: number | null): DemoPlan {
  const horizonMs = (sizeBytes / rateBytesPerSecond) * 1000 + AFTERWARDS_MS;
  const fit = Math.min(200, Math.max(10, horizonMs / 1000 / REAL_SECONDS));
  return { sizeBytes, rateBytesPerSecond, horizonMs, speed: speed ?? fit };
}
