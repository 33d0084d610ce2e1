/** A report as data: what the page shows and `-o json` prints. */
import type { HistoryRow } from './history.ts';
import type { Price } from './price.ts';
import type { Timelines } from './timeline/read.ts';
import type { Timeline } from './timeline/timeline.ts';
import type { WhatIf } from './what-if.ts';

export interface DatasetReport extends Timeline {
  /** Null: no replay was asked for. */
  readonly whatIf: WhatIf | null;
}

export interface Report {
  readonly version: string;
  /** Instants, ms. */
  readonly from: number;
  readonly to: number;
  readonly records: number;
  readonly price: Price | null;
  readonly datasets: readonly DatasetReport[];
  /** Datasets that are not shown because there are too many. */
  readonly leftOut: readonly string[];
  readonly daemon: readonly HistoryRow[];
}

export interface ReportOptions {
  readonly version: string;
  readonly price: Price | null;
  /** By dataset. */
  readonly whatIf: ReadonlyMap<string, WhatIf>;
}

export function reportOf(timelines: Timelines, { version, price, whatIf }: ReportOptions): Report {
  const { from, to, records, leftOut, daemon } = timelines;
  const datasets = timelines.datasets.map((timeline) => ({
    ...timeline,
    whatIf: whatIf.get(timeline.dataset) ?? null,
  }));
  return { version, from, to, records, price, datasets, leftOut, daemon };
}

/** The same report, the same bytes. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 1)}\n`;
}
