/** What the demo plays, and how fast. Pure. */
import type { AutoscalerDocument } from '../../spec/document.ts';

export interface DemoPlan {
  /** Virtual ms until all is loaded, and until the demo ends. */
  readonly loadedMs: number;
  readonly horizonMs: number;
  /** Virtual seconds a real second: slow enough to watch the load, then fast through the cool-down. */
  readonly speed: { readonly loading: number; readonly afterwards: number };
}

export interface DemoWishes {
  readonly sizeBytes: number;
  readonly rateBytesPerSecond: number;
  /** Virtual seconds a real second, asked for by the user; null: as fast as shows everything in about 40 s. */
  readonly speed: number | null;
  /** The longest that the policy may keep a second change waiting, ms. */
  readonly waitsMs: number;
}

/** The load begins so much after the demo, virtual ms. */
export const LOAD_AFTER_MS = 20_000;
/** However long the load, the demo ends by itself within this, real ms. */
export const LONGEST_REAL_MS = 80_000;

/** Workers join late, so a load may take longer than its rate says. */
const SLACK_MS = 20_000;
/** After a wait has ended there is time for one more change and what follows it, virtual ms. */
const AFTER_WAIT_MS = 4 * 60_000;
/** The article's cool-down; a demo shows at least as much, whatever its policy. */
const SHORTEST_WAIT_MS = 20 * 60_000;
const LONGEST_WAIT_MS = 2 * 3_600_000;
const LOADING_REAL_SECONDS = 18;
const AFTERWARDS_REAL_SECONDS = 18;
/** A look every 5 s of virtual time leaves the machine 25 ms of real time for each. */
const FASTEST = 200;
const SLOWEST = 4;

export function planDemo({ sizeBytes, rateBytesPerSecond, speed, waitsMs }: DemoWishes): DemoPlan {
  const loadedMs = LOAD_AFTER_MS + (sizeBytes / rateBytesPerSecond) * 1000 + SLACK_MS;
  const afterwardsMs = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitsMs)) + AFTER_WAIT_MS;
  const within = (ms: number, seconds: number) => Math.min(FASTEST, Math.max(SLOWEST, ms / 1000 / seconds));
  return {
    loadedMs,
    horizonMs: loadedMs + afterwardsMs,
    speed: {
      loading: speed ?? within(loadedMs, LOADING_REAL_SECONDS),
      afterwards: speed ?? within(afterwardsMs, AFTERWARDS_REAL_SECONDS),
    },
  };
}

/** The pace at which everything is set up, which may take seconds of real time on a busy machine. */
export const FIRST_PACE = 1;
/** A daemon that is so many intervals behind sees a machine that cannot keep up. */
const BEHIND = 4;

/**
 * The pace from now on. The demo must not outrun the machine it is on: where the daemon's last look lags behind, it slows
 * down, and it comes back to the planned pace when the daemon keeps up.
 * @param lagMs how long ago, in the demo's own time, the daemon last looked
 * @param intervalMs between two looks
 */
export function nextPace(pace: number, planned: number, lagMs: number, intervalMs: number): number {
  if (lagMs > BEHIND * intervalMs) return Math.max(1, Math.min(planned, pace / 2));
  return Math.min(planned, pace * 1.3);
}

/** How long a document may keep a second change waiting: its cool-downs and the periods of its steps, ms. */
export function waitsOf({ spec }: AutoscalerDocument): number {
  const { cooldown, step } = spec.policies as {
    cooldown?: { afterUp?: number; afterDown?: number };
    step?: { up?: readonly { per: number }[]; down?: readonly { per: number }[] };
  };
  const periods = [...(step?.up ?? []), ...(step?.down ?? [])].map(({ per }) => per);
  return Math.max(0, cooldown?.afterUp ?? 0, cooldown?.afterDown ?? 0, ...periods);
}
