/** Utilization and replicas over time, in a few lines of characters. Pure. */
import { styleText } from 'node:util';
import type { Sample } from './samples.ts';
import { momentPrinter } from './span.ts';

export interface ChartOptions {
  readonly columns: number;
  readonly colour: boolean;
}

interface Band {
  readonly name: string;
  readonly rows: number;
  readonly top: number;
  readonly unit: string;
  readonly style: 'cyan' | 'green';
  /** Null: nothing is known. */
  readonly values: readonly (number | null)[];
}

/** From empty to full. */
const BARS = ' ▁▂▃▄▅▆▇█';
const UNKNOWN = '·';
const LABEL = 6;
const NARROWEST = 10;

/**
 * Two bands one above the other: how full the cache is (of the capacity of all workers asked for), and how many workers
 * there are. A column shows the highest value of its time; a dot stands where the engine could not be read.
 */
export function chart(samples: readonly Sample[], { columns, colour }: ChartOptions): readonly string[] {
  const width = Math.max(NARROWEST, columns - LABEL - 2);
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return [];
  const highest = (of: (sample: Sample) => number | null) => columnsOf(samples, width, of);
  const replicas = highest((sample) => sample.replicas);
  const most = Math.max(1, ...replicas.map((value) => value ?? 0));
  const fullness = highest((sample) => (sample.fullness === null ? null : sample.fullness / 1000));
  const bands: readonly Band[] = [
    { name: 'utilization', rows: 6, top: 100, unit: '%', style: 'cyan', values: fullness },
    { name: 'workers', rows: Math.min(4, most), top: most, unit: '', style: 'green', values: replicas },
  ];
  const print = momentPrinter(first.at, last.at - first.at);
  return [...bands.flatMap((band) => draw(band, colour)), axis(print(first.at), print(last.at), width)];
}

/** The highest value of each column's samples; null where none has one. Few samples are several columns wide. */
function columnsOf(
  samples: readonly Sample[],
  width: number,
  of: (sample: Sample) => number | null,
): (number | null)[] {
  const first = (column: number) => Math.floor((column * samples.length) / width);
  return Array.from({ length: width }, (_, column) => {
    const shown = samples.slice(first(column), Math.max(first(column) + 1, first(column + 1)));
    const values = shown.map(of).filter((value) => value !== null);
    return values.length === 0 ? null : Math.max(...values);
  });
}

function draw({ name, rows, top, unit, style, values }: Band, colour: boolean): string[] {
  const lines = [`${' '.repeat(LABEL + 2)}${name}`];
  for (let row = rows - 1; row >= 0; row--) {
    const label = row === rows - 1 ? `${top}${unit}` : row === 0 ? `0${unit}` : '';
    const bars = values.map((value) => barAt(value, row, rows, top)).join('');
    const drawn = colour ? styleText(style, bars, { validateStream: false }) : bars.trimEnd();
    lines.push(`${label.padStart(LABEL)} ┤${drawn}`);
  }
  return lines;
}

/** What of a column's bar is in this row, 0 the lowest. More than the top shows as the top. */
function barAt(value: number | null, row: number, rows: number, top: number): string {
  if (value === null) return row === 0 ? UNKNOWN : ' ';
  const eighths = Math.round((Math.min(value, top) / top) * rows * 8);
  return BARS[Math.max(0, Math.min(8, eighths - row * 8))] as string;
}

/** Both ends of the time; of instants only the days where there is no room for more, and less in a very narrow place. */
function axis(from: string, to: string, width: number): string {
  const days = [from, to].map((text) => text.slice(0, '2026-01-01'.length)) as [string, string];
  const [left, right] = [[from, to] as const, days].find(([a, b]) => a.length + b.length < width) ?? ['', ''];
  return `${' '.repeat(LABEL + 2)}${left}${right.padStart(width - left.length)}`.trimEnd();
}
