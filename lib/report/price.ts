/** What a cache costs, where somebody says what a GiB-hour or a worker-hour does. */
import type { Figures } from './timeline/timeline.ts';

export interface Price {
  readonly amount: number;
  /** As it was written, such as `EUR`; empty: none was. */
  readonly currency: string;
  readonly per: 'GiB-hour' | 'worker-hour';
}

/** @returns null when it is no price: `0.004/GiB-hour`, `0.12EUR/worker-hour` */
export function parsePrice(text: string): Price | null {
  const match = /^(\d+(?:\.\d+)?) ?([A-Za-z]{3}|[$€£¥₹])?\/(GiB-hour|worker-hour)$/u.exec(text.trim());
  if (match === null) return null;
  const [, amount, currency = '', per] = match;
  return { amount: Number(amount), currency, per: per as Price['per'] };
}

export function formatPrice({ amount, currency, per }: Price): string {
  return `${amount}${currency === '' ? '' : ` ${currency}`} per ${per}`;
}

export interface Cost {
  readonly provisioned: number;
  /** Of that, for capacity that held nothing; null where a worker has a price, whatever it holds. */
  readonly wasted: number | null;
}

export function costOf(figures: Figures, { amount, per }: Price): Cost {
  const { workerHours, provisionedGiBHours, wastedGiBHours } = figures;
  if (per === 'worker-hour') return { provisioned: amount * workerHours, wasted: null };
  return { provisioned: amount * provisionedGiBHours, wasted: amount * wastedGiBHours };
}
