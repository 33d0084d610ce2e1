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
export class ReadGauge<Of> extends Gauge<string> {
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

  /** The same metric with the series of only some of the things, one after the other; at least one. */
  *slices(): Generator<Readable> {
    // Held for all of them: another scrape may begin meanwhile, of other things.
    const all = this.#all();
    for (let from = 0; from === 0 || from < all.length; from += AT_ONCE) {
      yield { name: this.#row.name, get: () => this.#read(all.slice(from, from + AT_ONCE)) };
    }
  }

  override get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    return this.#read(this.#all());
  }

  async #read(all: readonly Labelled<Of>[]): Promise<MetricObjectWithValues<MetricValue<string>>> {
    const values: (MetricValue<string> & { sharedLabels: Readonly<Record<string, string>> })[] = [];
    for (const { labels: sharedLabels, subject } of all) {
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

/** All that the library reads of a metric. */
export type Readable = Pick<Gauge<string>, 'get'> & { readonly name: string };

const NONE = {};
/** Things whose series are read at a time: a few ms. */
const AT_ONCE = 250;

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
