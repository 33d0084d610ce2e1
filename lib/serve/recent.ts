/** The last hours of each dataset, in memory and bounded: what sparklines show, and when a cache was last seen well. */
import { fullness } from '../decide/fullness.ts';
import { type Observation, sees } from '../model/observation.ts';
import type { DatasetStatus } from './shown.ts';
import type { Points } from './status/wire.ts';

/** One point of a sparkline stands for so long, ms. */
export const POINT_MS = 30_000;
/** So many points are kept of each dataset: four hours, 7.7 kB. */
export const MOST_POINTS = 480;
/** Shares are counted in thousandths of a percent. */
const WHOLE = 100_000;

export interface Recent {
  /** Takes what the last look at each dataset saw; a look that was taken already changes nothing. */
  take(statuses: readonly DatasetStatus[]): void;
  /** Takes what a decision was taken on: what moved the count may be gone before the next `take`. */
  decided(dataset: string, observation: Observation): void;
  /** When the last good reading of a dataset was true, ms since the epoch; null when there was none. */
  lastGoodAt(dataset: string): number | null;
  /** The points that begin at or after an instant, ms. */
  points(dataset: string, since: number): Points;
}

const EMPTY: Points = { times: [], usage: [], replicas: [], serving: [] };

export function createRecent(): Recent {
  const lines = new Map<string, Line>();
  const lineOf = (dataset: string): Line => {
    const line = lines.get(dataset) ?? new Line();
    lines.set(dataset, line);
    return line;
  };
  return {
    take: (statuses) => {
      const there = new Set(statuses.map(({ dataset }) => dataset));
      for (const dataset of lines.keys()) if (!there.has(dataset)) lines.delete(dataset);
      for (const status of statuses) lineOf(status.dataset).take(status);
    },
    decided: (dataset, observation) => lineOf(dataset).enter(observation),
    lastGoodAt: (dataset) => lines.get(dataset)?.lastGoodAt ?? null,
    points: (dataset, since) => lines.get(dataset)?.points(since) ?? EMPTY,
  };
}

/** A ring of points. */
class Line {
  lastGoodAt: number | null = null;
  #last: DatasetStatus | null = null;
  /** When the newest look taken was made: counts of an older one do not replace its own. */
  #newest = 0;
  /** Points ever begun; the newest is at `(#count - 1) % MOST_POINTS`. */
  #count = 0;
  readonly #slots = new Float64Array(MOST_POINTS);
  readonly #usage = new Float32Array(MOST_POINTS);
  readonly #replicas = new Uint16Array(MOST_POINTS);
  readonly #serving = new Uint16Array(MOST_POINTS);

  take(status: DatasetStatus): void {
    if (status === this.#last || status.observation === null) return;
    this.#last = status;
    this.enter(status.observation);
  }

  enter(observation: Observation): void {
    const { at, reading, replicas, workers } = observation;
    if (sees(reading)) this.lastGoodAt = Math.max(reading.at, this.lastGoodAt ?? 0);
    const full = fullness(observation);
    const index = this.#pointOf(Math.floor(at / POINT_MS));
    const before = this.#usage[index] as number;
    if (full !== null) this.#usage[index] = Math.max(full / WHOLE, Number.isNaN(before) ? 0 : before);
    if (at < this.#newest) return;
    this.#newest = at;
    this.#replicas[index] = replicas;
    this.#serving[index] = workers.serving;
  }

  /** Where a slot's point lies; a clock that went back goes on in the newest point. */
  #pointOf(slot: number): number {
    const newest = (this.#count - 1) % MOST_POINTS;
    if (this.#count > 0 && slot <= (this.#slots[newest] as number)) return newest;
    const index = this.#count++ % MOST_POINTS;
    this.#slots[index] = slot;
    this.#usage[index] = Number.NaN;
    return index;
  }

  points(since: number): Points {
    const times: number[] = [];
    const usage: (number | null)[] = [];
    const replicas: number[] = [];
    const serving: number[] = [];
    for (let point = Math.max(0, this.#count - MOST_POINTS); point < this.#count; point++) {
      const index = point % MOST_POINTS;
      const at = (this.#slots[index] as number) * POINT_MS;
      if (at + POINT_MS <= since) continue;
      const used = this.#usage[index] as number;
      times.push(at / 1000);
      usage.push(Number.isNaN(used) ? null : Math.round(used * 1e4) / 1e4);
      replicas.push(this.#replicas[index] as number);
      serving.push(this.#serving[index] as number);
    }
    return { times, usage, replicas, serving };
  }
}
