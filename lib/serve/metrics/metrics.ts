/** `/metrics`: everything Prometheus may know, in a registry of its own. */
import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import type { BudgetStatus } from '../../budget/shelf.ts';
import { nextTurn } from '../../clock/next-turn.ts';
import type { DaemonFacts } from '../facts.ts';
import type { Answer, Routes } from '../server.ts';
import type { Subject } from '../shown.ts';
import { BUDGET_LABELS, budgetRows } from './budget-rows.ts';
import { daemonRows } from './daemon-rows.ts';
import { datasetRows, type Scraped } from './dataset-rows.ts';
import { loopDelayRow } from './loop-delay.ts';
import { type Recorded, registerRecorded } from './recorded.ts';
import { type Labelled, ReadGauge, registerRows } from './rows.ts';

export interface Metrics {
  readonly recorded: Recorded;
  readonly routes: Routes;
  /** What a scrape gets. */
  text(): Promise<string>;
  /** Every metric there is, for the page that documents them and for the tests that hold rules and dashboards to them. */
  catalogue(): readonly Documented[];
}

export interface Documented {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

/** Prometheus takes a name that ends in `_total` for a counter; these of the library's are gauges, and say little. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];
/** The library's delays of the event loop hold the interval they are sampled at; ours do not (`loop-delay.ts`). */
const MISLEADING = ['', '_min', '_max', '_mean', '_stddev', '_p50', '_p90', '_p99'].map(
  (of) => `nodejs_eventloop_lag${of}_seconds`,
);
const LIBRARYS_SAMPLE_MS = 1000;

/** @param lastGoodAt when a dataset's last good reading was true, ms, or null */
export function createMetrics(
  subject: () => Subject,
  lastGoodAt: (dataset: string) => number | null,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LIBRARYS_SAMPLE_MS });
  for (const name of [...MISNAMED, ...MISLEADING]) registry.removeSingleMetric(name);
  // Read off once a scrape, before any metric is asked: all of a scrape is of one instant.
  let scrape = NOTHING;
  /** So many are under way. */
  let scrapes = 0;
  registerRows(datasetRows, ['namespace', 'dataset'], () => scrape.datasets, registry);
  registerRows(budgetRows, BUDGET_LABELS, () => scrape.budgets, registry);
  registerRows([...daemonRows, loopDelayRow()], [], () => scrape.daemon, registry);
  const recorded = registerRecorded(registry);
  /** A metric at a time, and of thousands of datasets some at a time: all of them are longer than anything else should wait. */
  async function* parts(): AsyncGenerator<string> {
    const facts = subject().facts();
    scrapes++;
    scrape = {
      datasets: scrapedDatasets(subject(), lastGoodAt),
      budgets: facts.budgets.map((one) => ({ labels: { budget: one.budget, unit: one.unit }, subject: one })),
      daemon: [{ labels: {}, subject: facts }],
    };
    try {
      for (const { name } of registry.getMetricsAsArray()) {
        const metric = registry.getSingleMetric(name);
        const slices = metric instanceof ReadGauge ? metric.slices() : [metric];
        let first = true;
        for (const slice of slices) {
          const text = await textOf(slice as Metric, name);
          const part = first ? text : seriesOf(text);
          if (part !== '') yield `${part}\n`;
          first = false;
          await nextTurn();
        }
      }
    } finally {
      // What was shown is not kept until somebody asks again.
      if (--scrapes === 0) scrape = NOTHING;
    }
  }
  const text = async () => {
    let all = '';
    for await (const part of parts()) all += part;
    return all;
  };
  const answer = (): Answer => ({
    status: 200,
    headers: { 'content-type': registry.contentType },
    body: parts(),
  });
  const catalogue = () => (registry.getMetricsAsArray() as unknown as readonly Entered[]).map(documented);
  return { recorded, text, catalogue, routes: { '/metrics': answer } };
}

/** One metric, or a slice of one, as the library writes it; it writes only what is in a registry. */
function textOf(metric: Metric, name: string): Promise<string> {
  const alone = new Registry();
  alone.registerMetric(metric);
  return alone.getSingleMetricAsString(name);
}

/** The same without what the library writes before the series: that stands there once. */
function seriesOf(text: string): string {
  return text.replace(/^(#.*(\n|$))*/, '');
}

/** What the library knows of a metric; its types leave out the labels. */
interface Entered extends Omit<Documented, 'labels'> {
  readonly labelNames: readonly string[];
}

function documented({ name, type, labelNames, help }: Entered): Documented {
  return { name, type, labels: labelNames, help };
}

interface Scrape {
  readonly datasets: readonly Labelled<Scraped>[];
  readonly budgets: readonly Labelled<BudgetStatus>[];
  readonly daemon: readonly Labelled<DaemonFacts>[];
}

const NOTHING: Scrape = { datasets: [], budgets: [], daemon: [] };

function scrapedDatasets(
  subject: Subject,
  lastGoodAt: (dataset: string) => number | null,
): readonly Labelled<Scraped>[] {
  const now = subject.now();
  return subject.datasets().map((status) => {
    const slash = status.dataset.indexOf('/');
    const labels = { namespace: status.dataset.slice(0, slash), dataset: status.dataset.slice(slash + 1) };
    return { labels, subject: { now, lastGoodAt: lastGoodAt(status.dataset), ...status } };
  });
}
