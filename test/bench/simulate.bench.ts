import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.ts';
import { loadScenario, type Scenario } from '../../lib/simulate/scenario.ts';
import { type SimulateOptions, simulate } from '../../lib/simulate/simulate.ts';
import { loadDocuments } from '../../lib/spec/load.ts';
import { policies } from '../../policies/index.ts';
import type { BenchRow } from './row.ts';

const YEAR_FLOOR_S = 10;
const LOOK_FLOOR_US = 25;
const DAY_MS = 86_400_000;

function example(file: string): string {
  return readFileSync(join(projectRoot, 'examples', file), 'utf8');
}

async function timed(scenario: Scenario, options: Partial<SimulateOptions>) {
  const text = example('spark.yaml');
  const [document] = loadDocuments(text, 'spark.yaml', policies).documents;
  if (document === undefined) throw new Error('no policy');
  const policy = { plan: document.plan, file: 'spark.yaml', text };
  const began = process.hrtime.bigint();
  const { summary, taken } = await simulate({ policy, scenario, ...options });
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9, looks: summary.looks, taken };
}

/** examples/scenarios/year.yaml (workdays of loads and reads, weekly growth, outages), and what a look costs that is taken. */
export async function benchSimulate(): Promise<BenchRow[]> {
  const { scenario } = loadScenario(example('scenarios/year.yaml'), 'year.yaml');
  if (scenario === null) throw new Error('no scenario');
  const year = await timed(scenario, {});
  const month = await timed({ ...scenario, durationMs: 30 * DAY_MS }, { jump: false });
  const microseconds = (month.seconds * 1e6) / month.taken;
  const looks = `${(year.looks / 1e6).toFixed(1)} M looks, ${Math.round(year.taken / 1000)} k of them taken`;
  return [
    {
      measure: `simulate: a year at 15 s (${looks})`,
      result: `${year.seconds.toFixed(2)} s`,
      floor: `under ${YEAR_FLOOR_S} s`,
      ok: year.seconds < YEAR_FLOOR_S,
    },
    {
      measure: 'simulate: one look that is taken, the keeper and the cache together',
      result: `${microseconds.toFixed(1)} µs`,
      floor: `under ${LOOK_FLOOR_US} µs`,
      ok: microseconds < LOOK_FLOOR_US,
    },
  ];
}
