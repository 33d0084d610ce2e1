import { createMetrics } from '../../lib/serve/metrics/metrics.ts';
import { createRecent } from '../../lib/serve/recent.ts';
import { createNews } from '../../lib/serve/status/news.ts';
import { createOverview } from '../../lib/serve/status/overview.ts';
import { GIB, makeWorld, NOON } from '../lib/daemon/world.ts';
import { type StagedSubject, stagedSubject } from '../lib/serve/subject.ts';
import type { BenchRow } from './row.ts';

const DATASETS = 1000;
const SCRAPE_FLOOR_MS = 100;
const QUIET_FLOOR_MS = 5;

/** A thousand datasets, each with a whole ladder. */
async function manyDatasets(): Promise<StagedSubject> {
  const world = makeWorld();
  world.used = 0.94 * GIB;
  world.sizeBytes = 10 * GIB;
  await world.tick();
  const status = world.keeper.status();
  const subject = stagedSubject(NOON);
  subject.statuses = Array.from({ length: DATASETS }, (_, i) => ({
    ...status,
    dataset: `team-${i % 20}/data-${i}`,
  }));
  return subject;
}

/** Median ms of 15 rounds, after one that is thrown away. */
async function median(round: () => Promise<string> | string): Promise<{ ms: number; text: string }> {
  const rounds: number[] = [];
  let text = '';
  for (let i = 0; i <= 15; i++) {
    const began = performance.now();
    text = await round();
    if (i > 0) rounds.push(performance.now() - began);
  }
  return { ms: rounds.toSorted((a, b) => a - b)[7] as number, text };
}

function row(measure: string, ms: number, floor: number): BenchRow {
  return { measure, result: `${ms.toFixed(1)} ms`, floor: `under ${floor} ms`, ok: ms < floor };
}

/** What a scrape costs, and what an open page costs while nothing changes: how long nothing else runs, how much is sent. */
export async function benchScrape(): Promise<BenchRow[]> {
  const subject = await manyDatasets();
  const metrics = createMetrics(
    () => subject,
    () => NOON,
  );
  const scrape = await median(() => metrics.text());
  const series = scrape.text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  const size = (scrape.text.length / 2 ** 20).toFixed(1);

  const recent = createRecent();
  recent.take(subject.statuses);
  const overview = createOverview(() => subject, recent, createNews(), 'bench');
  const { revision } = overview.update(null, 0);
  const quiet = await median(() => JSON.stringify(overview.update('bench', revision)));
  return [
    row(`scrape of ${DATASETS} datasets (${series} series, ${size} MiB)`, scrape.ms, SCRAPE_FLOOR_MS),
    row(
      `open page asks, ${DATASETS} datasets, nothing new (${quiet.text.length} bytes)`,
      quiet.ms,
      QUIET_FLOOR_MS,
    ),
  ];
}
