import { createMetrics } from '../../lib/serve/metrics/metrics.ts';
import { GIB, makeWorld, NOON } from '../lib/daemon/world.ts';
import { stagedSubject } from '../lib/serve/subject.ts';
import type { BenchRow } from './row.ts';

const DATASETS = 1000;
const FLOOR_MS = 100;

/** One scrape of a thousand datasets, each with a ladder: how long nothing else runs, and how much is sent. */
export async function benchScrape(): Promise<BenchRow[]> {
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
  const metrics = createMetrics(
    () => subject,
    () => NOON,
  );
  const rounds: number[] = [];
  let text = '';
  for (let round = 0; round <= 15; round++) {
    const began = performance.now();
    text = await metrics.text();
    if (round > 0) rounds.push(performance.now() - began);
  }
  const median = rounds.toSorted((a, b) => a - b)[7] as number;
  const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  return [
    {
      measure: `scrape of ${DATASETS} datasets (${series} series, ${(text.length / 2 ** 20).toFixed(1)} MiB)`,
      result: `${median.toFixed(1)} ms`,
      floor: `under ${FLOOR_MS} ms`,
      ok: median < FLOOR_MS,
    },
  ];
}
