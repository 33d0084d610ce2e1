/** What the demo plays, and how fast. Pure. */

export interface DemoPlan {
  readonly sizeBytes: number;
  readonly rateBytesPerSecond: number;
  /** Virtual ms until all is loaded, and until the demo ends. */
  readonly loadedMs: number;
  readonly horizonMs: number;
  /** Virtual seconds a real second: slow enough to watch the load, then fast through the cool-down. */
  readonly speed: { readonly loading: number; readonly afterwards: number };
}

/** The load begins so much after the demo, virtual ms. */
export const LOAD_AFTER_MS = 20_000;
/** However long the load, the demo ends by itself within this, real ms. */
export const LONGEST_REAL_MS = 80_000;

/** Workers join late, so a load may take longer than its rate says. */
const SLACK_MS = 20_000;
/** After the load there is time for a cool-down of 20 minutes to end and for one more step, virtual ms. */
const AFTERWARDS_MS = 24 * 60_000;
const LOADING_REAL_SECONDS = 18;
const AFTERWARDS_REAL_SECONDS = 18;

/** @param speed asked for by the user, or null: as fast as shows everything in about 40 s */
export function planDemo(sizeBytes: number, rateBytesPerSecond: number, speed: number | null): DemoPlan {
  const loadedMs = LOAD_AFTER_MS + (sizeBytes / rateBytesPerSecond) * 1000 + SLACK_MS;
  const fit = {
    loading: loadedMs / 1000 / LOADING_REAL_SECONDS,
    afterwards: AFTERWARDS_MS / 1000 / AFTERWARDS_REAL_SECONDS,
  };
  return {
    sizeBytes,
    rateBytesPerSecond,
    loadedMs,
    horizonMs: loadedMs + AFTERWARDS_MS,
    speed: {
      loading: speed ?? Math.min(200, Math.max(4, fit.loading)),
      afterwards: speed ?? fit.afterwards,
    },
  };
}
