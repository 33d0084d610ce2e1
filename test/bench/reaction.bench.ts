/** How soon a full cache is scaled: from the engine crossing the threshold to the patch accepted by a real API server. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '../../lib/clock/clock.ts';
import { startDaemon } from '../../lib/daemon/start.ts';
import { silent } from '../e2e/daemon/daemon.ts';
import { ARTICLE, GIB, makeDatasets } from '../e2e/daemon/dataset.ts';
import { controlPlaneAvailable, startControlPlane } from '../support/control-plane.ts';
import { tempFolder } from '../support/temp.ts';
import { waitFor } from '../support/wait-for.ts';
import type { BenchRow } from './row.ts';

const DATASETS = 100;
const PACE = { intervalMs: 15_000, fastestMs: 1000 };
const WHO = `crossing to accepted patch, ${DATASETS} datasets at random phases, 15 s interval`;

/** How they come to cross, and how late the patch may be, ms. */
const WAYS = [
  { what: 'filling at 40 MiB/s', floor: 'p99 <= 2 s', most: 2000, begin: 0, cross: fill },
  {
    what: 'full at once',
    floor: 'p99 <= interval + 0.25 s',
    most: PACE.intervalMs + 250,
    begin: 0.5 * GIB,
    cross: jump,
  },
];
type Engine = Awaited<ReturnType<typeof makeDatasets>>['engines'][number]['engine'];

const TICK_MS = 50;

/** @returns when it crossed 90 % (monotonic, ms) */
async function fill(engine: Engine): Promise<number> {
  while (engine.figures.used < 0.9 * GIB) {
    await realClock.sleep(TICK_MS);
    engine.figures.used += (40 * 2 ** 20 * TICK_MS) / 1000;
  }
  return realClock.monotonic();
}

async function jump(engine: Engine): Promise<number> {
  engine.figures.used = 0.95 * GIB;
  return realClock.monotonic();
}

export async function benchReaction(): Promise<BenchRow[]> {
  if (!controlPlaneAvailable()) {
    const result = 'needs the control plane: npm run cluster:build';
    return WAYS.map(({ what, floor }) => ({ measure: `${WHO}, ${what}`, result, floor, ok: true }));
  }
  const plane = await startControlPlane();
  try {
    const rows: BenchRow[] = [];
    for (const { what, floor, most, ...way } of WAYS) {
      const waits = await measure(plane, way);
      const [median, p99] = [0.5, 0.99].map((q) => waits[Math.ceil(q * waits.length) - 1] ?? Number.NaN) as [
        number,
        number,
      ];
      const result = `median ${(median / 1000).toFixed(2)} s, p99 ${(p99 / 1000).toFixed(2)} s`;
      rows.push({ measure: `${WHO}, ${what}`, result, floor, ok: p99 <= most });
    }
    return rows;
  } finally {
    await plane.stop();
  }
}

/** @returns ms from crossing to acceptance, ascending */
async function measure(
  plane: Awaited<ReturnType<typeof startControlPlane>>,
  { begin, cross }: Pick<(typeof WAYS)[number], 'begin' | 'cross'>,
): Promise<number[]> {
  const { namespace, engines, stop } = await makeDatasets(plane, DATASETS, begin);
  const policies = join(tempFolder('bench'), 'policies');
  mkdirSync(policies);
  for (const { name, engine } of engines) {
    const head = `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: ${name}, namespace: ${namespace} }\n`;
    const spec = `spec:\n  dataset: ${name}\n  engine: { url: "${engine.url}" }\n${ARTICLE}\n`;
    writeFileSync(join(policies, `${name}.yaml`), head + spec);
  }
  const applied = new Map<string, number>();
  const crossed = new Map<string, number>();
  const daemon = await startDaemon({
    policies,
    ledger: join(tempFolder('bench'), 'ledger'),
    ...PACE,
    dryRun: false,
    kubeconfig: plane.kubeconfig,
    namespace,
    clock: realClock,
    wallClock: realClock,
    random: Math.random,
    log: silent,
    version: 'bench',
    throughCluster: (port) => ({
      ...port,
      patch: async (request) => {
        const answer = await port.patch(request);
        if (answer.result === 'applied') applied.set(request.name, realClock.monotonic());
        return answer;
      },
    }),
  });
  try {
    await waitFor(() => daemon.statuses().filter(({ decision }) => decision !== null).length === DATASETS, {
      what: 'every dataset to be looked at',
    });
    await Promise.all(
      engines.map(async ({ name, engine }) => {
        await realClock.sleep(Math.random() * 2 * PACE.intervalMs);
        crossed.set(name, await cross(engine));
      }),
    );
    await waitFor(() => applied.size === DATASETS, { what: 'every dataset to be scaled' });
  } finally {
    await daemon.stop('measured');
    await stop();
  }
  return [...crossed].map(([name, at]) => (applied.get(name) ?? 0) - at).sort((a, b) => a - b);
}
