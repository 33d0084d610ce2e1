/** What `npm run bench:scale` can be told; without options it measures what the issue of this project demands. */
import { parseArgs } from 'node:util';

export interface ScaleOptions {
  /** Datasets of the large cluster. */
  readonly datasets: number;
  readonly namespaces: number;
  /** Smaller clusters for the curve; the large one is its last point. */
  readonly curve: readonly number[];
  readonly curveMinutes: number;
  /** How often the large cluster is measured without faults. */
  readonly runs: number;
  /** Of each measured stretch with churn. */
  readonly minutes: number;
  readonly quietMinutes: number;
  /** Between the first full round and the measured stretch, s. */
  readonly settleSeconds: number;
  /** Shares of all engines in the run with faults. */
  readonly hung: number;
  readonly flapping: number;
  /** Whether there is a run with faults. */
  readonly faults: boolean;
  readonly crossings: number;
  /** Datasets of the cluster whose kinds are read by commands in pods, for `curveMinutes`; 0: it is not measured. */
  readonly exec: number;
  /** `--interval` of the daemon. */
  readonly interval: string;
  /** Share of the caches whose fill level moves. */
  readonly moving: number;
  /** Seconds between two scrapes of the daemon's /metrics, as Prometheus would. */
  readonly scrapeSeconds: number;
  /** Further arguments for the daemon's Node, for profiling (`--cpu-prof`, ...). */
  readonly node: readonly string[];
  /** Folder for the daemon's profiles and log; they are thrown away without. */
  readonly keep: string | null;
  /** Where what was measured is written to. */
  readonly save: string | null;
  /** Files of earlier parts, whose runs come into the table too. */
  readonly with: readonly string[];
}

const text = { type: 'string' } as const;

export function scaleOptions(args: readonly string[]): ScaleOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      datasets: { ...text, default: '10000' },
      namespaces: { ...text, default: '500' },
      curve: { ...text, default: '100,1000' },
      'curve-minutes': { ...text, default: '2' },
      runs: { ...text, default: '3' },
      minutes: { ...text, default: '10' },
      'quiet-minutes': { ...text, default: '2' },
      settle: { ...text, default: '60' },
      hung: { ...text, default: '0.01' },
      flapping: { ...text, default: '0.01' },
      faults: { type: 'boolean', default: true },
      crossings: { ...text, default: '500' },
      exec: { ...text, default: '200' },
      interval: { ...text, default: '15s' },
      moving: { ...text, default: '0.3' },
      scrape: { ...text, default: '30' },
      node: { ...text, default: '' },
      keep: text,
      save: text,
      with: { ...text, multiple: true, default: [] },
    },
    allowNegative: true,
  });
  const number = (name: string, given: string) => {
    const value = Number(given);
    if (given.trim() === '' || !Number.isFinite(value) || value < 0)
      throw new Error(`--${name} ${given}: give a number of 0 or more`);
    return value;
  };
  const list = (given: string) => given.split(',').filter((one) => one !== '');
  const datasets = number('datasets', values.datasets);
  return {
    datasets,
    namespaces: Math.max(1, Math.min(number('namespaces', values.namespaces), datasets)),
    curve: list(values.curve).map((one) => number('curve', one)),
    curveMinutes: number('curve-minutes', values['curve-minutes']),
    runs: number('runs', values.runs),
    minutes: number('minutes', values.minutes),
    quietMinutes: number('quiet-minutes', values['quiet-minutes']),
    settleSeconds: number('settle', values.settle),
    hung: number('hung', values.hung),
    flapping: number('flapping', values.flapping),
    faults: values.faults,
    crossings: Math.min(number('crossings', values.crossings), datasets),
    exec: number('exec', values.exec),
    interval: values.interval,
    moving: number('moving', values.moving),
    scrapeSeconds: number('scrape', values.scrape),
    node: list(values.node),
    keep: values.keep ?? null,
    save: values.save ?? null,
    with: values.with,
  };
}
