/** Whether the cache fills, how fast, and what a forecast of it is worth; or why there is none. */
import { startUpOf } from '../../lib/decide/start-up.ts';
import type { History } from '../../lib/model/history.ts';
import { formatShare } from '../../lib/units/share.ts';
import { type Accuracy, accuracyOf } from './accuracy.ts';
import { closeness, pointsOf, STRETCHES } from './points.ts';
import { lowestSlope, medianSlope, slopesOf } from './trend.ts';

export type Outlook =
  | {
      readonly says: 'fills';
      /** Bytes a ms. */
      readonly rate: number;
      /** What the lead time rests on, in words. */
      readonly basis: string;
      /** How far off earlier forecasts were, thousandths of a percent of the capacity; null: none has come due yet. */
      readonly error: number | null;
      readonly soFar: string;
    }
  | {
      readonly says: 'ForecastTooLittle' | 'ForecastNoTrend';
      readonly numbers: Readonly<Record<string, number>>;
    };

export interface Span {
  readonly now: number;
  readonly window: number;
  /** What counts as full, thousandths of a percent. */
  readonly full: number;
}

/** As many pairs as six points make: fewer say nothing with confidence. */
const ENOUGH_PAIRS = 15;

export function outlookOf(history: History, { now, window, full }: Span): Outlook {
  const { levels = [] } = history;
  const points = pointsOf(levels, now, window, full);
  const slopes = slopesOf(points);
  if (slopes.all.length < ENOUGH_PAIRS) {
    const numbers = { points: points.length, of: STRETCHES + 1, window, up: full };
    return { says: 'ForecastTooLittle', numbers };
  }
  if (lowestSlope(slopes, points) <= 0) return { says: 'ForecastNoTrend', numbers: { window } };
  const { ms, measured } = startUpOf(history);
  const accuracy = accuracyOf({ levels, points, slopes }, ms, ENOUGH_PAIRS, closeness(window));
  return {
    says: 'fills',
    rate: medianSlope(slopes),
    basis: measured === 0 ? 'a default, as no growth has been measured yet' : measuredOn(measured),
    error: accuracy?.error ?? null,
    soFar: accuracy === null ? 'no earlier forecast has come due yet' : inWords(accuracy),
  };
}

function measuredOn(growths: number): string {
  return growths === 1 ? 'as the last growth took' : `as the last ${growths} growths took`;
}

function inWords({ error, tries }: Accuracy): string {
  const share = formatShare(Math.round(error / 100) * 100);
  return `earlier forecasts were off by ${share} of the capacity (median of ${tries})`;
}
