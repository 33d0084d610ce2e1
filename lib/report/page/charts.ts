/** A timeline as charts. */
import type { ChartMark, ChartSeries, ChartSpec, Tone } from '../../charts/spec.ts';
import { WHOLE } from '../../units/share.ts';
import type { Mark, Timeline } from '../timeline/timeline.ts';
import type { WhatIf } from '../what-if.ts';
import { type Steps, steps } from './steps.ts';

/** A line through what was there at the end of each stretch, and the least and the most in between. */
export function fillChart(timeline: Timeline): ChartSpec {
  const { fill, dataset } = timeline;
  const share = (value: number | null | undefined) => (value == null ? null : round(value / WHOLE, 5));
  // What holds from one point to the next is told by the stretch that ends at the next.
  const between = (key: 'low' | 'high') => fill.map((_, i) => share(fill[i + 1]?.[key]));
  const varies = fill.some(({ low, high }) => (high ?? 0) - (low ?? 0) > WHOLE / 200);
  const limits = [
    { label: 'most', unit: 'share', shape: 'steps', tone: 'quiet', values: between('high') },
    { label: 'least', unit: 'share', shape: 'steps', tone: 'quiet', values: between('low') },
  ] as const satisfies readonly ChartSeries[];
  return {
    label: `Utilization of ${dataset}`,
    times: fill.map(({ until }) => seconds(until)),
    series: [
      {
        label: 'used of the capacity',
        unit: 'share',
        shape: 'area',
        tone: 'usage',
        values: fill.map(({ last }) => share(last)),
      },
      ...(varies ? limits.map((one) => ({ ...one, dashed: true })) : []),
    ],
    marks: marksOf(timeline),
    window: windowOf(timeline),
  };
}

export function workersChart(timeline: Timeline): ChartSpec {
  const { dataset, sizes, to } = timeline;
  const times = sizes.map(({ at }) => at);
  if (sizes.length > 0) times.push(Math.max(to, times.at(-1) ?? to));
  const lines = [
    { label: 'asked for', tone: 'replicas', key: 'asked' },
    { label: 'serving', tone: 'serving', key: 'serving' },
    { label: 'min', tone: 'quiet', key: 'min', dashed: true },
    { label: 'max', tone: 'quiet', key: 'max', dashed: true },
  ] as const;
  const held = [...sizes, ...sizes.slice(-1)];
  return {
    label: `Workers of ${dataset}`,
    times: times.map(seconds),
    series: lines.map(({ key, ...line }): ChartSeries => {
      return { ...line, unit: 'count', shape: 'steps', values: held.map((size) => size[key]) };
    }),
    marks: marksOf(timeline),
    window: windowOf(timeline),
  };
}

/** Bytes a second, over each stretch between two records. */
export function flowChart(timeline: Timeline): ChartSpec {
  const { dataset, flows } = timeline;
  const known = flows.filter(({ at, until }) => until > at);
  const rate = (bytes: number | null, ms: number) => bytes && Math.round((bytes * 1000) / ms);
  const values = (key: 'ufs' | 'served') => {
    const rates = known.map((flow) => rate(flow[key], flow.until - flow.at));
    return [...rates, ...rates.slice(-1)];
  };
  return {
    label: `Bytes a second through the cache of ${dataset}`,
    times: [...known.map(({ at }) => at), ...known.slice(-1).map(({ until }) => until)].map(seconds),
    series: [
      {
        label: 'to readers, each second',
        unit: 'bytes',
        shape: 'steps',
        tone: 'other',
        values: values('served'),
      },
      { label: 'from the under-store', unit: 'bytes', shape: 'steps', tone: 'bad', values: values('ufs') },
    ],
    window: windowOf(timeline),
  };
}

/** Of recorded, replayed, and the policies that are tried: as many are drawn as there are tones, the others are in the table. */
const WHAT_IF_TONES: readonly Tone[] = ['replicas', 'quiet', 'usage', 'wish', 'good', 'bad', 'other'];
const REPLAYED = 1;

/** Workers asked for, and utilization: as recorded, and as each replay had it. */
export function whatIfCharts(
  timeline: Timeline,
  whatIf: Exclude<WhatIf, { refused: string }>,
): { readonly workers: ChartSpec; readonly fill: ChartSpec } {
  const { dataset, to } = timeline;
  const lines = [{ name: 'recorded', timeline }, whatIf.own, ...whatIf.others].slice(0, WHAT_IF_TONES.length);
  const workers = steps(
    lines.map(({ timeline: { sizes } }) => sizes.map(({ at, asked }) => [at, asked] as const)),
    to,
  );
  const fill = steps(
    lines.map(({ timeline: one }) => one.fill.map(({ until, last }) => [until, last] as const)),
    to,
  );
  const drawn = (unit: 'count' | 'share', { times, values }: Steps): Pick<ChartSpec, 'times' | 'series'> => ({
    times: times.map(seconds),
    series: lines.map(({ name: label }, i): ChartSeries => {
      const line = { label, unit, shape: 'steps', tone: WHAT_IF_TONES[i] ?? 'quiet' } as const;
      const scaled = (values[i] ?? []).map((one) => (unit === 'count' ? one : one && round(one / WHOLE, 5)));
      return { ...line, ...(i === REPLAYED ? { dashed: true } : {}), values: scaled };
    }),
  });
  const window = windowOf(timeline);
  return {
    workers: { label: `Workers of ${dataset} under each policy`, ...drawn('count', workers), window },
    fill: { label: `Utilization of ${dataset} under each policy`, ...drawn('share', fill), window },
  };
}

const MARK_TONES = {
  self: 'replicas',
  would: 'wish',
  other: 'other',
  failed: 'bad',
} as const satisfies Record<Mark['by'], Tone>;
const MARK_WORDS = { self: '', would: 'would: ', other: 'by others: ', failed: 'not taken: ' } as const;

function marksOf({ marks }: Timeline): readonly ChartMark[] {
  return marks.map(({ at, from, to, by }) => {
    return { at: seconds(at), label: `${MARK_WORDS[by]}${from} → ${to}`, tone: MARK_TONES[by] };
  });
}

/** A chart needs a window with some width. */
function windowOf({ from, to }: Timeline): readonly [number, number] {
  return [seconds(from), seconds(Math.max(to, from + 1000))];
}

function seconds(ms: number): number {
  return ms / 1000;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
