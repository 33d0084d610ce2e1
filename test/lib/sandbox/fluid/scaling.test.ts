import { expect } from 'chai';
import { ARTICLE, GIB, type Lab, MIB, spark, startLab } from './lab.ts';

/** What was watched of real Fluid controllers (v1.0.8), step by step. */
describe('a runtime that is scaled', () => {
  let lab: Lab;
  afterEach('stop the sandbox', () => lab.stop());
  const status = (field: string) => lab.read('AlluxioRuntime', 'spark', `status.${field}`);
  const set = (path: string) => lab.read('StatefulSet', 'spark-worker', path);

  it('is Bound from the start, its workers serving, its engine found by the labels of its slice', async () => {
    lab = await startLab();
    expect(lab.read('Dataset', 'spark', 'status.phase')).to.equal('Bound');
    expect(lab.read('Dataset', 'spark', 'status.ufsTotal')).to.equal('2.71GiB');
    expect(lab.read('Dataset', 'spark', 'status.cacheStates')).to.include({
      cacheCapacity: '1.00GiB',
      cached: '0.00B',
      cachedPercentage: '0.0%',
      cacheHitRatio: '',
    });
    expect(lab.workers()).to.deep.equal(['0:Running R']);
    const slices = lab.sandbox.api.list('EndpointSlice', 'default');
    expect(slices.length).to.equal(1);
    expect(slices[0]?.metadata.labels).to.include({
      'fluid.io/dataset-id': 'default-spark',
      role: 'alluxio-master',
      monitor: 'alluxio_runtime_metrics',
      'kubernetes.io/service-name': 'spark-master-0',
    });
    const { ports, endpoints } = slices[0] as unknown as {
      ports: { name: string; port: number }[];
      endpoints: unknown[];
    };
    expect(ports.map((port) => port.name)).to.have.members(['rpc', 'web', 'job-rpc', 'job-web']);
    expect(ports.find((port) => port.name === 'web')?.port).to.equal(
      lab.sandbox.dataset('default', 'spark').engine.port,
    );
    expect(endpoints).to.have.nested.property('[0].addresses[0]', '127.0.0.1');
    for (const kind of ['AlluxioRuntime', 'Dataset', 'StatefulSet', 'Pod', 'Service']) {
      expect(lab.sandbox.api.list(kind, 'default'), kind).to.not.be.empty;
    }
  });

  it('draws its ports in an order that differs from runtime to runtime', async () => {
    const datasets = Array.from({ length: 8 }, (_, i) => ({ ...spark, name: `d${i}` }));
    lab = await startLab({ datasets });
    const orders = lab.sandbox.api
      .list('EndpointSlice', 'default')
      .map((slice) =>
        (slice as unknown as { ports: { name: string }[] }).ports.map((port) => port.name).join(),
      );
    expect(new Set(orders).size).to.be.above(2);
  });

  it('has its worker set follow in 0.1 s and its pods ready 3 s later, while the status still says the old', async () => {
    lab = await startLab({ seed: 3 });
    lab.scale(3);
    await lab.pass(90);
    expect(set('spec.replicas')).to.equal(1);
    await lab.pass(20);
    expect(set('spec.replicas')).to.equal(3);
    expect(status('desiredWorkerNumberScheduled')).to.equal(3);
    await lab.pass(100);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Pending', '2:Pending']);
    expect(set('status')).to.include({ replicas: 3, readyReplicas: 1 });
    await lab.pass(3000);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Running R', '2:Running R']);
    expect(set('status.readyReplicas')).to.equal(3);
    expect([status('workerNumberReady'), status('cacheStates.cacheCapacity')]).to.deep.equal([1, '1.00GiB']);
  });

  it('shows workers and capacity in its status only 69 to 90 s after Fluid looked last, both ways', async () => {
    lab = await startLab();
    const capacities: [number, unknown][] = [];
    async function watch(until: string): Promise<number> {
      for (let s = 0; s < 120; s++) {
        if (status('cacheStates.cacheCapacity') === until) return s;
        await lab.pass(1000);
        capacities.push([s, status('cacheStates.cacheCapacity')]);
      }
      throw new Error(`never ${until}: ${JSON.stringify(capacities.at(-1))}`);
    }
    await lab.pass(1000);
    lab.scale(3);
    expect(await watch('3.00GiB')).to.be.within(67, 91);
    lab.scale(1);
    await lab.pass(30_000);
    // Fluid's next look finds the engine still counting the workers that are gone.
    expect(lab.workers()).to.deep.equal(['0:Running R']);
    expect(status('workerNumberReady')).to.equal(3);
    await lab.pass(60_000);
    expect([status('workerNumberReady'), status('cacheStates.cacheCapacity')]).to.deep.equal([1, '3.00GiB']);
    await lab.pass(320_000);
    expect(status('cacheStates.cacheCapacity')).to.equal('1.00GiB');
  });

  it('lets the pods count early or late: both were seen', async () => {
    const early = new Set<boolean>();
    for (let seed = 1; seed <= 12 && early.size < 2; seed++) {
      lab = await startLab({ seed });
      lab.scale(3);
      await lab.pass(1000);
      early.add(status('currentWorkerNumberScheduled') === 3);
      if (early.size < 2) await lab.stop();
    }
    expect([...early].sort()).to.deep.equal([false, true]);
  });

  it('loses the highest ordinals at once, ready until they are gone, and the engine counts them for 5 minutes', async () => {
    lab = await startLab({ datasets: [{ ...spark, replicas: 4 }] });
    lab.scale(2);
    await lab.pass(200);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Running R', '2:Running R T', '3:Running R T']);
    expect(set('status.readyReplicas')).to.equal(4);
    await lab.pass(2000);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Running R']);
    const figures = () => lab.sandbox.dataset('default', 'spark').figures();
    expect(figures()).to.include({ workers: 4, lostWorkers: 0, capacityBytes: 4 * GIB });
    await lab.pass(297_000);
    expect(figures()).to.include({ workers: 4, lostWorkers: 0 });
    await lab.pass(13_000);
    expect(figures()).to.include({ workers: 2, lostWorkers: 2, capacityBytes: 2 * GIB });
  });

  it('makes a new worker wait for the end of the old one of its name', async () => {
    lab = await startLab({ datasets: [{ ...spark, replicas: 3 }] });
    lab.scale(2);
    await lab.pass(500);
    lab.scale(4);
    await lab.pass(500);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Running R', '2:Running R T', '3:Pending']);
    await lab.pass(6000);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Running R', '2:Running R', '3:Running R']);
  });

  it('leaves workers Pending that no node can hold, counts them, and gives them the node that becomes free', async () => {
    lab = await startLab({ nodes: 4 });
    lab.scale(6);
    await lab.pass(100_000);
    const pending = lab.workers().filter((line) => line.includes('Pending'));
    expect(pending.length).to.equal(2);
    expect(status('workerPhase')).to.equal('PartialReady');
    expect(status('currentWorkerNumberScheduled')).to.equal(6);
    const waiting = pending[0]?.split(':')[0];
    const conditions = lab.read('Pod', `spark-worker-${waiting}`, 'status.conditions');
    expect(conditions).to.have.nested.property('[0].reason', 'Unschedulable');
    expect(lab.read('Dataset', 'spark', 'status.phase')).to.equal('Bound');
    const serving = lab.workers().find((line) => line.includes('R'));
    lab.sandbox.api
      .as('kubectl')
      .remove({ kind: 'Pod', namespace: 'default', name: `spark-worker-${serving?.split(':')[0]}` });
    await lab.pass(10_000);
    expect(lab.workers().filter((line) => line.endsWith('R')).length).to.equal(4);
  });

  it('to 0 stays Bound with no capacity, and back from 0 complains until a worker serves', async () => {
    lab = await startLab();
    lab.scale(0);
    await lab.pass(500_000);
    expect(lab.workers()).to.deep.equal([]);
    expect(status('cacheStates.cacheCapacity')).to.equal('0.00B');
    expect([status('workerPhase'), lab.read('Dataset', 'spark', 'status.phase')]).to.deep.equal([
      'Ready',
      'Bound',
    ]);
    lab.scale(1);
    await lab.pass(100_000);
    expect(lab.workers()).to.deep.equal(['0:Running R']);
    expect(status('cacheStates.cacheCapacity')).to.equal('1.00GiB');
  });

  it('says what it did: event and condition, which is never cleared; the worker set is not for others to scale', async () => {
    lab = await startLab();
    lab.scale(3);
    await lab.pass(1000);
    lab.scale(2);
    await lab.pass(1000);
    const types = (status('conditions') as { type: string }[]).map((condition) => condition.type);
    expect(types).to.include.members(['WorkersScaledOut', 'WorkersScaledIn']);
    const messages = lab.sandbox.api.list('Event', 'default').map((event) => String(event.message));
    expect(messages.some((message) => message.includes('from 1 replicas to 3 replicas'))).to.equal(true);
    expect(messages.some((message) => message.includes('from 3 replicas to 2 replicas'))).to.equal(true);
    const ref = { kind: 'StatefulSet', namespace: 'default', name: 'spark-worker' };
    lab.sandbox.api
      .as('somebody')
      .change(ref, (object) => ({ ...object, spec: { ...(object.spec as object), replicas: 5 } }));
    await lab.pass(100_000);
    expect(set('spec.replicas')).to.equal(2);
    expect(lab.workers().length).to.equal(2);
  });

  it('freezes its cache figures, not its counters, while no worker serves', async () => {
    lab = await startLab({
      datasets: [{ ...spark, reads: { startAfterMs: 0, rateBytesPerSecond: 20 * MIB } }],
    });
    await lab.pass(95_000);
    const before = status('cacheStates');
    lab.sandbox.dataset('default', 'spark').crashWorker(0);
    await lab.pass(120_000);
    expect(status('cacheStates')).to.deep.equal(before);
    expect([status('workerNumberReady'), status('workerPhase')]).to.deep.equal([0, 'NotReady']);
    const warnings = lab.sandbox.api
      .list('Event', 'default')
      .filter((event) => event.reason === 'ErrorProcessRuntime');
    expect(warnings.length).to.be.above(1);
  });

  it('ends the article in three workers: 90.3 % of 3 GiB', async () => {
    lab = await startLab({
      datasets: [{ ...spark, load: { startAfterMs: 1000, rateBytesPerSecond: 40 * MIB } }],
    });
    await lab.pass(26_000);
    lab.scale(3);
    await lab.pass(600_000);
    const { usedBytes, capacityBytes } = lab.sandbox.dataset('default', 'spark').figures();
    expect([usedBytes, capacityBytes]).to.deep.equal([ARTICLE, 3 * GIB]);
    expect(lab.read('Dataset', 'spark', 'status.cacheStates')).to.include({
      cached: '2.71GiB',
      cachedPercentage: '100.0%',
    });
    const page = await lab.page();
    expect(page).to.be.instanceOf(Map);
    if (page instanceof Map) expect(page.get('Cluster_CapacityUsed')).to.equal(ARTICLE);
  });
});
