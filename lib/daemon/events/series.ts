/** Events that say the same again: one object with a count, as `kubectl describe` shows it (x4 over 10m). */
import type { Told } from './tell.ts';

/** One Event object of ours on the cluster. */
export interface Series {
  readonly name: string;
  count: number;
  /** Monotonic, ms. */
  seenAt: number;
  /** It is known to the API server. */
  stored: boolean;
}

/** The API server forgets an Event after an hour unless told otherwise. */
const LIVES_MS = 3_600_000;

export interface SeriesBook {
  /** The series this one goes on with, counted, or null: it would begin one. */
  count(told: Told, now: number): Series | null;
  /** @param name of its object */
  begin(told: Told, now: number, name: string): Series;
  forget(told: Told): void;
}

export function createSeriesBook(): SeriesBook {
  // In the order they were last seen, so that the oldest are found first.
  const book = new Map<string, Series>();
  const sweep = (now: number) => {
    for (const [key, { seenAt }] of book) {
      if (now - seenAt < LIVES_MS) return;
      book.delete(key);
    }
  };
  return {
    count: (told, now) => {
      sweep(now);
      const key = keyOf(told);
      const series = book.get(key);
      if (series === undefined) return null;
      series.count += 1;
      series.seenAt = now;
      book.delete(key);
      book.set(key, series);
      return series;
    },
    begin: (told, now, name) => {
      const series: Series = { name, count: 1, seenAt: now, stored: false };
      book.set(keyOf(told), series);
      return series;
    },
    forget: (told) => void book.delete(keyOf(told)),
  };
}

function keyOf({ dataset, type, reason, action, gist }: Told): string {
  return `${dataset} ${type} ${reason} ${action} ${gist}`;
}
