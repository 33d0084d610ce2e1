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
const INTERVAL_MS = 5000;
const MEASURE = `crossing to accepted patch, ${DATASETS} datasets at random phases, ${INTERVAL_MS / 1000} s interval`;
const FLOOR = 'p99 <= interval + 0.25 s';

export async function benchReaction(): Promise<BenchRow[]> {
  if (!controlPlaneAvailable()) {
    return [
      { measure: MEASURE, result: 'needs the control plane: npm run cluster:build', floor: FLOOR, ok: true },
    ];
  }
  const plane = await startControlPlane();
  try {
    const waits = await measure(plane);
    const [median, p99] = [0.5, 0.99].map((q) => waits[Math.ceil(q * waits.length) - 1] ?? Number.NaN) as [
      number,
      number,
    ];
    const result = `median ${(median / 1000).toFixed(2)} s, p99 ${(p99 / 1000).toFixed(2)} s`;
    return [{ measure: MEASURE, result, floor: FLOOR, ok: p99 <= INTERVAL_MS + 250 }];
  } finally {
    await plane.stop();
  }
}

/** @returns ms from crossing to acceptance, ascending */
async function measure(plane: Awaited<ReturnType<typeof startControlPlane>>): Promise<number[]> {
  const { namespace, engines, stop } = await makeDatasets(plane, DATASETS, 0.5 * GIB);
  const policies = join(tempFolder('bench'), 'policies');
  mkdirSync(policies);
  for (const { name, engine } of engines) {
    const head = `apiVersion: fluid-autoscaler.dev/v1alpha1\nkind: DatasetAutoscaler\nmetadata: { name: ${name}, namespace: ${namespace} }\n`;
    const spec = `spec:\n  dataset: ${name}\n  engine: { url: "${engine.url}" }\n${ARTICLE}\n`;
    writeFileSync(join(policies, `${name}.yaml`), head + spec);
  }
  const crossed = new Map<string, number>();
  const waits: number[] = [];
  const daemon = await startDaemon({
    policies,
    ledger: join(tempFolder('bench'), 'ledger'),
    intervalMs: INTERVAL_MS,
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
        const at = crossed.get(request.name);
        if (answer.result === 'applied' && at !== undefined) waits.push(realClock.monotonic() - at);
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
        await realClock.sleep(Math.random() * 2 * INTERVAL_MS);
        engine.figures.used = 0.95 * GIB;
        crossed.set(name, realClock.monotonic());
      }),
    );
    await waitFor(() => waits.length === DATASETS, { what: 'every dataset to be scaled' });
  } finally {
    await daemon.stop('measured');
    await stop();
  }
  return waits.sort((a, b) => a - b);
}
