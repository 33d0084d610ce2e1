/** The last hours of each dataset, in memory and bounded: what sparklines show, and when a cache was last seen well. */
import { fullness } from '../decide/fullness.ts';
import { type Observation, sees } from '../model/observation.ts';
import { type Point, Runs } from './runs.ts';
import { shareOf } from './share.ts';
import type { DatasetStatus } from './shown.ts';
import type { Points } from './status/wire.ts';

/** One point of a sparkline stands for so long, ms. */
export const POINT_MS = 30_000;
/**
 * So many points are kept of each dataset, where there are not too many datasets: four hours; 7.7 kB of one that never rests, next
 * to nothing of one that does.
 */
export const MOST_POINTS = 480;
/** Of all datasets together: an hour of ten thousand, 20 MiB if none of them ever rested. */
export const MOST_POINTS_OF_ALL = 1_200_000;
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
    const line = lines.get(dataset) ?? new Line(mostOfEach);
    lines.set(dataset, line);
    return line;
  };
  const mostOfEach = () => shareOf(MOST_POINTS, MOST_POINTS_OF_ALL, lines.size);
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

/** Points that are the same are one run: a cache on which nothing happens takes the room of one point. */
class Line {
  lastGoodAt: number | null = null;
  /** When the look was made that was last taken. */
  #taken = Number.NaN;
  /** When the newest look taken was made: counts of an older one do not replace its own. */
  #newest = 0;
  /** The point that looks go into; null before the first. */
  #open: Point | null = null;
  readonly #closed = new Runs();
  /** So many points are kept. */
  readonly #most: () => number;

  constructor(most: () => number) {
    this.#most = most;
  }

  take({ observation }: DatasetStatus): void {
    if (observation === null || observation.at === this.#taken) return;
    this.#taken = observation.at;
    this.enter(observation);
  }

  enter(observation: Observation): void {
    const { at, reading, replicas, workers } = observation;
    if (sees(reading)) this.lastGoodAt = Math.max(reading.at, this.lastGoodAt ?? 0);
    const full = fullness(observation);
    const point = this.#pointOf(Math.floor(at / POINT_MS));
    if (full !== null) point.full = Math.max(full, point.full ?? 0);
    if (at < this.#newest) return;
    this.#newest = at;
    point.replicas = replicas;
    point.serving = workers.serving;
  }

  /** The point of a slot; a clock that went back goes on in the newest point. */
  #pointOf(slot: number): Point {
    const open = this.#open;
    if (open !== null && slot <= open.slot) return open;
    if (open !== null) this.#closed.push(open, this.#most() - 1);
    const begun = { slot, full: null, replicas: 0, serving: 0 };
    this.#open = begun;
    return begun;
  }

  points(since: number): Points {
    const points: Point[] = [];
    this.#closed.each((point) => points.push(point));
    if (this.#open !== null) points.push(this.#open);
    const asked = points.filter(({ slot }) => (slot + 1) * POINT_MS > since);
    return {
      times: asked.map(({ slot }) => (slot * POINT_MS) / 1000),
      usage: asked.map(({ full }) => (full === null ? null : Math.round((full / WHOLE) * 1e4) / 1e4)),
      replicas: asked.map(({ replicas }) => replicas),
      serving: asked.map(({ serving }) => serving),
    };
  }
}
