/** Metrics that are read off at a scrape: a name, a sentence, and what it is of a dataset or of the daemon. */
import { Gauge, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client';

/** Label values beside those that all series of the row share. */
export interface Point {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Row<Of> {
  readonly name: string;
  readonly help: string;
  /** Names of the labels that its points carry besides the shared ones. */
  readonly labels?: readonly string[];
  /** Nothing (null or an empty list) leaves the series out: absent is not zero. */
  of(subject: Of): number | null | readonly Point[];
}

/** One of the things a scrape goes through, with the labels all its series share. */
export interface Labelled<Of> {
  readonly labels: Readonly<Record<string, string>>;
  readonly subject: Of;
}

/**
 * A gauge without a memory: its series are those of the things there are at the scrape, so what is gone vanishes.
 * Nothing is hashed and nothing is kept, which is what makes a scrape of a thousand datasets cheap.
 */
class ReadGauge<Of> extends Gauge<string> {
  readonly #row: Row<Of>;
  readonly #all: () => readonly Labelled<Of>[];

  constructor(
    row: Row<Of>,
    shared: readonly string[],
    all: () => readonly Labelled<Of>[],
    registry: Registry,
  ) {
    const labelNames = [...shared, ...(row.labels ?? [])];
    super({ name: row.name, help: row.help, labelNames, registers: [registry] });
    this.#row = row;
    this.#all = all;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    const values: (MetricValue<string> & { sharedLabels: Readonly<Record<string, string>> })[] = [];
    for (const { labels: sharedLabels, subject } of this.#all()) {
      const found = this.#row.of(subject);
      if (found === null) continue;
      if (typeof found === 'number') values.push({ value: found, labels: NONE, sharedLabels });
      else
        for (const { value, labels = NONE } of found)
          values.push({ value, labels: { ...labels }, sharedLabels });
    }
    return { ...(await super.get()), values };
  }
}

const NONE = {};

/**
 * Enters a gauge for each row.
 * @param shared names of the labels that all series of a thing have
 * @param all asked once a row at each scrape
 */
export function registerRows<Of>(
  rows: readonly Row<Of>[],
  shared: readonly string[],
  all: () => readonly Labelled<Of>[],
  registry: Registry,
): void {
  for (const row of rows) new ReadGauge(row, shared, all, registry);
}
