import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { realClock } from '../../../lib/clock/clock.ts';
import { type RunningDaemon, startDaemon } from '../../../lib/daemon/start.ts';
import type { KubeObject } from '../../../lib/kube/objects.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, silent } from './daemon.ts';
import { GIB, makeDatasets } from './dataset.ts';

const LIMIT = 6;
const RUNTIMES = '/apis/data.fluid.io/v1alpha1/namespaces';

const document = (namespace: string, name: string, url: string, priority: number, max: number) => `---
apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  engine: { url: "${url}" }
  replicas: { min: 1, max: ${max} }
  adopt: move
  respect: 0
  policies:
    target: { utilization: 20% }
    budget: { priority: ${priority} }
`;
const budget = `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetBudget
metadata: { name: pool }
spec: { limit: { workers: ${LIMIT} }, datasets: {} }
`;

describeWithControlPlane('a budget on a real API server', (plane) => {
  let made: Awaited<ReturnType<typeof makeDatasets>>;
  let daemon: RunningDaemon;
  let ledger: string;
  let policies: string;
  const watching = new AbortController();
  /** Counts by name after each event of a watch on the runtimes, and their sum. */
  const sums: number[] = [];

  const path = () => `${RUNTIMES}/${made.namespace}/alluxioruntimes`;
  const counts = async () => {
    const { items } = (await plane().request('GET', path())).body as { items: KubeObject[] };
    return items.map(({ spec }) => (spec as { replicas: number }).replicas);
  };
  const write = (maxOfHigh: number) => {
    const [low, high] = made.engines as [(typeof made.engines)[0], (typeof made.engines)[0]];
    const texts = [
      document(made.namespace, low.name, low.engine.url, 1, 6),
      document(made.namespace, high.name, high.engine.url, 10, maxOfHigh),
    ];
    writeFileSync(join(policies, 'all.yaml'), budget + texts.join(''));
  };

  before(async () => {
    made = await makeDatasets(plane(), 2, 0.05 * GIB);
    policies = join(tempFolder('policies'), 'policies');
    mkdirSync(policies);
    write(4);
    ledger = join(tempFolder('ledger'), 'ledger');
    const common = {
      kubeconfig: plane().kubeconfig,
      namespace: made.namespace,
      clock: realClock,
      wallClock: realClock,
    };
    daemon = await startDaemon({
      ...common,
      policies,
      ledger,
      intervalMs: 200,
      dryRun: false,
      random: Math.random,
      log: silent,
      version: 'test',
    });
  });
  after(async () => {
    watching.abort();
    await daemon.stop('test over');
    await made.stop();
  });

  it('never asks for more than there is when two wish to grow at the same instant, and lets the one that was cut grow later', async () => {
    await waitFor(() => daemon.statuses().every(({ decision }) => decision !== null), {
      what: 'both to be looked at',
    });
    // Both caches fill at once: each wishes for all it may have.
    for (const { engine } of made.engines) Object.assign(engine.figures, { used: 0.95 * GIB, ufsRead: GIB });
    await waitFor(async () => (await counts()).join() === '2,4', { what: '2 and 4 replicas' });
    const cut = daemon.statuses().find(({ dataset }) => dataset.endsWith('spark-0'));
    await waitFor(
      () =>
        daemon
          .statuses()
          .some(
            ({ decision }) =>
              decision?.rungs.some(({ reason }) => /^Budget(Cut|Full)$/.test(reason.code)) ?? false,
          ),
      { what: 'the lower one to be told that it is cut' },
    );
    expect(cut).to.not.equal(undefined);

    // The higher one may have one worker only from now on, and somebody takes the others away.
    write(1);
    await waitFor(
      () =>
        daemon.statuses().some(({ dataset, plan }) => dataset.endsWith('spark-1') && plan.bounds.max === 1),
      { what: 'the changed document to be in force' },
    );
    const body = [{ op: 'replace', path: '/spec/replicas', value: 1 }];
    await plane().request(
      'PATCH',
      `${path()}/spark-1/scale?fieldManager=ana`,
      body,
      'application/json-patch+json',
    );
    await waitFor(async () => (await counts()).join() === '5,1', { what: '5 and 1 replicas' });

    // Every change of a count there was, from the ledger: in their order, and what they came to.
    const now = new Map(made.engines.map(({ name }) => [`${made.namespace}/${name}`, 1]));
    const changes = [
      ...(await entriesOf(ledger, 'conclusion')).map(({ dataset, to, concludedAt }) => ({
        dataset,
        to,
        at: concludedAt,
      })),
      ...(await entriesOf(ledger, 'change')).map(({ dataset, to, changedAt }) => ({
        dataset,
        to,
        at: changedAt,
      })),
    ];
    for (const { dataset, to } of changes.sort((a, b) => a.at - b.at)) {
      now.set(dataset, to);
      sums.push([...now.values()].reduce((sum, count) => sum + count, 0));
    }
    expect(sums.length).to.be.at.least(4);
    expect(Math.max(...sums)).to.be.at.most(LIMIT);
    const [record] = await entriesOf(ledger, 'budget');
    expect(record?.text).to.include(`workers: ${LIMIT}`);
  });
});
