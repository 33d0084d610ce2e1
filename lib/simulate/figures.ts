/** The figures of a summary as they are shown: name, how it is printed, and which of two is better. */
import { readableShare } from '../units/share.ts';
import { formatSize } from '../units/size.ts';
import { formatSpan } from './span.ts';
import type { Summary } from './summary.ts';

export interface Figure {
  /** As JSON names it. */
  readonly key: string;
  readonly name: string;
  readonly value: (summary: Summary) => number;
  readonly print: (value: number, summary: Summary) => string;
  /** Less of it is better; false: neither is. */
  readonly lessIsBetter: boolean;
}

const hours = (value: number) => `${value.toFixed(2)} GiB-hours`;
const plain = (value: number) => String(value);
const time = (ms: number, { durationMs }: Summary) =>
  `${formatSpan(ms)} (${readableShare(Math.round((ms / durationMs) * 100_000))})`;

export const FIGURES: readonly Figure[] = [
  { key: 'fullMs', name: 'time full', value: (s) => s.fullMs, print: time, lessIsBetter: true },
  { key: 'blindMs', name: 'time blind', value: (s) => s.blindMs, print: time, lessIsBetter: false },
  {
    key: 'provisionedGibHours',
    name: 'provisioned',
    value: (s) => s.provisionedGibHours,
    print: hours,
    lessIsBetter: true,
  },
  {
    key: 'wastedGibHours',
    name: 'wasted',
    value: (s) => s.wastedGibHours,
    print: hours,
    lessIsBetter: true,
  },
  {
    key: 'evictedBytes',
    name: 'evicted',
    value: (s) => s.evictedBytes,
    print: formatSize,
    lessIsBetter: true,
  },
  {
    key: 'lostBytes',
    name: 'lost with workers',
    value: (s) => s.lostBytes,
    print: formatSize,
    lessIsBetter: true,
  },
  {
    key: 'underStoreBytes',
    name: 'from the under-store',
    value: (s) => s.underStoreBytes,
    print: formatSize,
    lessIsBetter: true,
  },
  { key: 'scalings', name: 'scalings', value: (s) => s.scalings, print: plain, lessIsBetter: true },
  {
    key: 'oscillations',
    name: 'oscillations',
    value: (s) => s.oscillations,
    print: plain,
    lessIsBetter: true,
  },
  {
    key: 'scalingsByOthers',
    name: 'scalings by others',
    value: (s) => s.scalingsByOthers,
    print: plain,
    lessIsBetter: false,
  },
  {
    key: 'workers.min',
    name: 'workers, least',
    value: (s) => s.workers.min,
    print: plain,
    lessIsBetter: false,
  },
  {
    key: 'workers.max',
    name: 'workers, most',
    value: (s) => s.workers.max,
    print: plain,
    lessIsBetter: false,
  },
  {
    key: 'workers.mean',
    name: 'workers, mean',
    value: (s) => s.workers.mean,
    print: (mean) => mean.toFixed(2),
    lessIsBetter: false,
  },
];
