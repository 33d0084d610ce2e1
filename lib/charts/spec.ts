/** What is drawn, as plain data: the same JSON is fetched by the live page and embedded in a report. */

/** `share`: 1 is whole. `count`: whole things such as workers. `bytes`, `hours`: any amount ≥ 0. Each unit has a scale of its own. */
export type ChartUnit = 'share' | 'count' | 'bytes' | 'hours';

/** A colour of theme.css, named for what it stands for. */
export type Tone = 'usage' | 'replicas' | 'serving' | 'wish' | 'other' | 'good' | 'bad' | 'quiet';

export interface ChartSeries {
  readonly label: string;
  readonly unit: ChartUnit;
  /** `area` and `line` join the points; `steps` holds a value until the next. */
  readonly shape: 'area' | 'line' | 'steps';
  readonly tone: Tone;
  readonly dashed?: boolean;
  /** One for each of the chart's times; null is a gap. */
  readonly values: readonly (number | null)[];
}

/** Something that happened at one instant: a vertical line, its label shown when the cursor is near. */
export interface ChartMark {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly label: string;
  readonly tone: Tone;
}

/** A value to compare with: a horizontal line on the scale of its unit. */
export interface ChartLevel {
  readonly value: number;
  readonly unit: ChartUnit;
  readonly label: string;
  readonly tone: Tone;
}

export interface ChartSpec {
  /** Said by screen readers before the figures. */
  readonly label: string;
  /** Seconds since the epoch, ascending. */
  readonly times: readonly number[];
  /** The first two units met get an axis: left, then right. */
  readonly series: readonly ChartSeries[];
  readonly marks?: readonly ChartMark[];
  readonly levels?: readonly ChartLevel[];
  /** First and last second shown; default: what the times span. */
  readonly window?: readonly [from: number, to: number];
}
