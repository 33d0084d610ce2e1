import type { Figures } from './timeline.ts';

/** How things stand from an instant on. Bytes. */
export interface Standing {
  /** Workers asked for. */
  readonly asked: number;
  /** Capacity of one worker; null before anybody has seen it. */
  readonly workerBytes: number | null;
  /** Null while blind. */
  readonly usedBytes: number | null;
  readonly full: boolean;
}

export interface Integrals {
  /** Adds a stretch over which things stood so. */
  stretch(ms: number, standing: Standing): void;
  /** A stretch in which nobody looked. */
  unwatched(ms: number): void;
  figures(): Omit<Figures, 'ufsBytes' | 'servedBytes' | 'scalings' | 'oscillations' | 'scalingsByOthers'>;
}

const HOUR_MS = 3_600_000;
const GIB_HOUR = 2 ** 30 * HOUR_MS;

/** What a report sums up over time: see `Figures` for each formula. */
export function createIntegrals(): Integrals {
  let [watched, unwatched, blind, full] = [0, 0, 0, 0];
  let [workers, provisioned, used, wasted] = [0, 0, 0, 0];
  return {
    stretch: (ms, { asked, workerBytes, usedBytes, full: isFull }) => {
      const bytes = asked * (workerBytes ?? 0);
      watched += ms;
      workers += asked * ms;
      provisioned += bytes * ms;
      if (isFull) full += ms;
      if (usedBytes === null) {
        blind += ms;
        return;
      }
      used += usedBytes * ms;
      wasted += Math.max(0, bytes - usedBytes) * ms;
    },
    unwatched: (ms) => {
      unwatched += ms;
    },
    figures: () => ({
      watchedMs: watched,
      unwatchedMs: unwatched,
      blindMs: blind,
      fullMs: full,
      workerHours: workers / HOUR_MS,
      provisionedGiBHours: provisioned / GIB_HOUR,
      usedGiBHours: used / GIB_HOUR,
      wastedGiBHours: wasted / GIB_HOUR,
    }),
  };
}
