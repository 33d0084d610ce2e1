import { expect } from 'chai';
import type { Budget } from '../../../lib/budget/budget.ts';
import { realClock } from '../../../lib/clock/clock.ts';
import type { PolicyInForce } from '../../../lib/daemon/daemon.ts';
import { type Inspection, type InspectOptions, openInspection } from '../../../lib/inspect/inspect.ts';
import { type Inspected, isRead } from '../../../lib/inspect/inspected.ts';
import type { KubeClient } from '../../../lib/kube/client.ts';
import { connect } from '../../../lib/kube/connect.ts';
import { type Sandbox, startSandbox } from '../../../lib/sandbox/start.ts';
import { loadDocuments } from '../../../lib/spec/load.ts';
import { policies as registry } from '../../../policies/index.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';
import { articleText } from '../report/make.ts';

const GIB = 2 ** 30;
/** 2.71 GiB in workers of 1 GiB. */
/** The article's policy, with a threshold that a loaded cache does not swing around. */
const HALF = articleText.replace('90%', '50%');

const article = { namespace: 'default', sizeBytes: 2_909_879_074, perWorkerBytes: GIB, replicas: 1 };

function policiesOf(text: string): Map<string, PolicyInForce> {
  const { documents, faults } = loadDocuments(text, 'policy.yaml', registry);
  expect(faults).to.deep.equal([]);
  return new Map(documents.map((document) => [document.key, document]));
}

describe('an inspection of a cluster', function inspections() {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let client: KubeClient;
  let inspection: Inspection;
  const errors: string[] = [];

  before(async () => {
    sandbox = await startSandbox({
      clock: realClock,
      datasets: [
        { ...article, name: 'spark', load: { startAfterMs: 0, rateBytesPerSecond: 4 * GIB } },
        { ...article, name: 'idle', replicas: 2 },
        { ...article, namespace: 'prod', name: 'imagenet' },
      ],
    });
    client = connect({ kubeconfig: sandbox.kubeconfig(`${tempFolder('inspect')}/kubeconfig`) });
  });
  after(async () => {
    await client.close();
    await sandbox.stop();
  });
  afterEach(async () => {
    await inspection?.close();
    expect(errors.splice(0)).to.deep.equal([]);
  });

  async function open(more: Partial<InspectOptions> = {}): Promise<Inspection> {
    inspection = await openInspection({
      client,
      namespace: null,
      way: 'outside',
      intervalMs: 5000,
      clock: realClock,
      random: Math.random,
      version: 'test',
      onError: (text) => errors.push(text),
      ...more,
    });
    return inspection;
  }
  const names = (seen: readonly Inspected[]) => seen.map(({ namespace, name }) => `${namespace}/${name}`);

  it('sees every dataset of the cluster, sorted, those without a policy too', async () => {
    const seen = await (await open()).look({ policies: new Map() });
    expect(names(seen)).to.deep.equal(['default/idle', 'default/spark', 'prod/imagenet']);
    expect(seen.map(({ decision, reason }) => [decision, reason])).to.deep.equal(
      seen.map(() => [null, null]),
    );
    expect(seen.every(isRead)).to.equal(true);
  });

  it('sees one namespace, and of it what a policy names, there or not', async () => {
    const text = HALF.replaceAll('spark', 'later');
    const seen = await (await open({ namespace: 'default' })).look({ policies: policiesOf(text) });
    expect(names(seen)).to.deep.equal(['default/idle', 'default/later', 'default/spark']);
    expect(seen[1]).to.deep.include({ observation: null, decision: null });
    expect(seen[1]?.reason?.code).to.equal('NoDataset');
  });

  it('shares budgets out before it decides, also for one dataset of several', async () => {
    const documents = ['idle', 'spark'].map((name) =>
      HALF.replaceAll('spark', name).replace('min: 1', 'min: 3'),
    );
    const pool: Budget = { name: 'pool', hash: '', unit: 'workers', limit: 5, datasets: {} };
    const policies = new Map(documents.flatMap((text) => [...policiesOf(text)]));
    const [spark] = await (await open()).look({ policies, budgets: [pool], only: 'default/spark' });
    expect(spark?.observation?.budgets?.map(({ taken }) => taken)).to.deep.equal([3]);
    expect(spark?.observation?.budgets?.[0]?.why).to.be.oneOf(['given', 'cut']);
    expect(spark?.decision?.rungs.some(({ by }) => by === 'budget')).to.equal(true);
  });

  it('reads the engine itself: capacity, used, and the workers that serve', async () => {
    const [idle] = await (await open()).look({ policies: new Map(), only: 'default/idle' });
    expect(idle?.observation?.reading).to.include({
      source: 'alluxio-master',
      capacityBytes: 2 * GIB,
      usedBytes: 0,
    });
    expect(idle?.observation).to.deep.include({ replicas: 2 });
    expect(idle?.observation?.workers).to.include({ serving: 2, asked: 2 });
  });

  it('decides as the daemon would, and writes nothing', async () => {
    const { look } = await open();
    const full = await waitFor(
      async () => {
        const [spark] = await look({ policies: policiesOf(HALF), only: 'default/spark' });
        return spark?.decision?.outcome === 'move' && spark;
      },
      { what: 'a full cache' },
    );
    const runtime = () => JSON.stringify(sandbox.api.get('AlluxioRuntime', 'default', 'spark')?.spec);
    const before = runtime();
    const revisionOf = () => sandbox.api.list('Lease', null).length;
    expect(full.decision).to.include({ current: 1, target: 3 });
    expect(full.decision?.reason.code).to.equal('AboveThreshold');
    await look({ policies: policiesOf(HALF) });
    expect([runtime(), revisionOf()]).to.deep.equal([before, 0]);
  });

  it('tells of each dataset as it is done', async () => {
    const told: string[] = [];
    const onProgress = (done: number, all: number) => void told.push(`${done}/${all}`);
    await (await open()).look({ policies: new Map(), onProgress });
    expect(told).to.deep.equal(['1/3', '2/3', '3/3']);
  });

  it('looks at many engines at once without a warning of the runtime’s', async () => {
    const datasets = Array.from({ length: 30 }, (_, i) => ({ ...article, name: `spark-${i}` }));
    const many = await startSandbox({ clock: realClock, datasets });
    const there = connect({ kubeconfig: many.kubeconfig(`${tempFolder('inspect')}/kubeconfig`) });
    const warnings: string[] = [];
    const warned = ({ message }: Error) => void warnings.push(message);
    process.on('warning', warned);
    const seen = await (await open({ client: there })).look({ policies: new Map() });
    await there.close();
    await many.stop();
    process.off('warning', warned);
    expect(seen.filter(isRead)).to.have.lengthOf(30);
    expect(warnings).to.deep.equal([]);
  });

  it('keeps a paused document paused, and a dry run dry', async () => {
    for (const [spec, outcome] of [
      ['mode: dry-run', 'would'],
      ['mode: paused\n  paused: { by: ops, why: holidays }', 'would'],
      ['mode: auto', 'move'],
    ]) {
      const policies = policiesOf(`${HALF}  ${spec}\n`);
      const [spark] = await (await open()).look({ policies, only: 'default/spark' });
      await inspection.close();
      expect(spark?.decision?.outcome, spec).to.equal(outcome);
    }
  });

  it('reads the engines through the API server, the same figures as over the network', async () => {
    const figures = async (way: InspectOptions['way']) => {
      const [seen] = await (await open({ way })).look({ policies: new Map(), only: 'default/idle' });
      await inspection.close();
      return { ...seen?.observation?.reading, at: 0 };
    };
    expect(await figures('apiserver')).to.deep.equal(await figures('network'));
  });

  describe('whose engines cannot be reached', () => {
    let away: Sandbox;
    let there: KubeClient;
    before(async () => {
      away = await startSandbox({ clock: realClock, datasets: [{ ...article, name: 'spark' }] });
      there = connect({ kubeconfig: away.kubeconfig(`${tempFolder('inspect')}/kubeconfig`) });
      await away.dataset('default', 'spark').engine.setFault('refuse');
    });
    after(async () => {
      await there.close();
      await away.stop();
    });

    it('shows Fluid’s status with its age, says why, and marks the decision', async () => {
      const policies = policiesOf(HALF);
      const [spark] = await (await open({ client: there })).look({ policies });
      const reading = spark?.observation?.reading;
      expect(reading).to.include({ source: 'status', capacityBytes: GIB });
      expect(reading && 'notes' in reading && reading.notes.map(({ code }) => code)).to.include.members([
        'StatusFallback',
        'EngineNotReachableHere',
      ]);
      expect(spark?.decision?.reason.code).to.equal('BelowThreshold');
    });

    it('says through the API server what that answers', async () => {
      const [spark] = await (await open({ client: there, way: 'apiserver' })).look({ policies: new Map() });
      // Fluid's status stands in, so there is a reading: why is one of its notes, and no reason.
      expect(spark?.reason).to.equal(null);
      expect(JSON.stringify(spark?.observation?.reading))
        .to.contain('ProxyFailed')
        .and.to.contain('503 ServiceUnavailable: error trying to reach service');
    });

    it('claims no decision where there is no status either: a daemon inside may read the engine', async () => {
      for (const kind of ['AlluxioRuntime', 'Dataset'])
        away.api.as('alluxio').report({ kind, namespace: 'default', name: 'spark' }, ({ status }) => ({
          ...(status as object),
          cacheStates: {},
        }));
      const [spark] = await (await open({ client: there })).look({ policies: policiesOf(HALF) });
      expect(spark).to.deep.include({ decision: null });
      expect(spark?.reason?.code).to.equal('EngineNotReachableHere');
    });
  });
});
