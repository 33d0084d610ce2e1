/** Each kind of runtime as Fluid shows it: sets, labels, status, and what it says of its cache. */
import { expect } from 'chai';
import { at } from '../../../../lib/sandbox/api/json.ts';
import { type RuntimeName, runtimeNames } from '../../../../lib/sandbox/kinds/contract.ts';
import { behaviours } from '../../../../lib/sandbox/kinds/table.ts';
import { callInPod } from '../exec-client.ts';
import { GIB, type Lab, MIB, spark, startLab } from '../fluid/lab.ts';

const fast = { startAfterMs: 0, rateBytesPerSecond: 500 * MIB };

function runtimeOf(name: RuntimeName) {
  return { ...spark, runtime: name };
}

describe('a runtime of the sandbox', () => {
  let lab: Lab;
  afterEach('stop the sandbox', () => lab.stop());

  const sets: Readonly<Record<RuntimeName, readonly string[]>> = {
    alluxio: ['spark-master', 'spark-worker'],
    cache: ['spark-master', 'spark-worker'],
    efc: ['spark-master', 'spark-worker'],
    goosefs: ['spark-master', 'spark-worker'],
    jindo: ['spark-jindofs-master', 'spark-jindofs-worker'],
    juicefs: ['spark-worker'],
    'juicefs-community': ['spark-worker'],
    thin: ['spark-worker'],
    vineyard: ['spark-master', 'spark-worker'],
  };
  for (const name of runtimeNames) {
    it(`called ${name} is Bound with its sets, a worker serves, and more come when its count says so`, async () => {
      lab = await startLab({ datasets: [runtimeOf(name)] });
      const { kind, workers, infix } = behaviours[name];
      const named = lab.sandbox.api.list(workers.set, 'default').map(({ metadata }) => metadata.name);
      expect(named).to.deep.equal(sets[name]);
      expect(lab.read('Dataset', 'spark', 'status.phase')).to.equal('Bound');
      const [bound] = lab.read('Dataset', 'spark', 'status.runtimes') as object[];
      expect(bound).to.include({ type: behaviours[name].type, name: 'spark' });
      const set = `spark${infix}-worker`;
      expect(lab.workers(`spark${infix}`)).to.deep.equal(['0:Running R']);
      const pod = lab.sandbox.api.get('Pod', 'default', `${set}-0`);
      expect(pod?.metadata.labels).to.include({
        'fluid.io/dataset': 'default-spark',
        'fluid.io/dataset-id': 'default-spark',
      });
      if (name === 'thin') lab.count('StatefulSet', set, ['spec', 'replicas'], 3);
      else lab.count(kind, 'spark', behaviours[name].count.path, 3);
      // A page of a pod's own is opened while the cluster waits for it.
      await lab.pass(20_000);
      await lab.pass(20_000);
      expect(lab.workers(`spark${infix}`)).to.deep.equal(['0:Running R', '1:Running R', '2:Running R']);
      expect(lab.sandbox.dataset('default', 'spark').figures()).to.include({
        workers: 3,
        capacityBytes: 3 * GIB,
      });
    });
  }

  const states: Readonly<Record<RuntimeName, unknown>> = {
    alluxio: { cacheCapacity: '1.00GiB', cached: '512.00MiB', cachedPercentage: '100.0%' },
    goosefs: { cacheCapacity: '1.00GiB', cached: '512.00MiB', cachedPercentage: '100.0%' },
    jindo: { cacheCapacity: '1.00GiB', cached: '512.00MiB', cachedPercentage: '100.0%' },
    juicefs: { cacheCapacity: '1.00GiB', cached: '512.00MiB', cachedPercentage: '100.0%' },
    'juicefs-community': { cacheCapacity: '1.00GiB', cached: '', cachedPercentage: '', cacheHitRatio: '' },
    efc: { cacheCapacity: '', cached: '', cachedPercentage: '', cacheHitRatio: '' },
    thin: { cacheCapacity: 'N/A', cached: 'N/A', cachedPercentage: 'N/A', cacheHitRatio: 'N/A' },
    vineyard: undefined,
    cache: undefined,
  };
  for (const name of runtimeNames) {
    it(`called ${name} has the cacheStates that Fluid writes for it`, async () => {
      const reads = { startAfterMs: 0, rateBytesPerSecond: 500 * MIB };
      const filled = name === 'efc' || name === 'thin' || name === 'vineyard' ? { reads } : { load: fast };
      lab = await startLab({ datasets: [{ ...runtimeOf(name), sizeBytes: GIB / 2, ...filled }] });
      await lab.pass(200_000);
      const found = lab.read(behaviours[name].kind, 'spark', 'status.cacheStates');
      if (states[name] === undefined) expect(found).to.equal(undefined);
      else expect(found).to.deep.include(states[name]);
      expect(lab.sandbox.dataset('default', 'spark').figures().usedBytes).to.equal(GIB / 2);
    });
  }

  it('of Jindo has a selector that none of its pods matches, as Fluid writes it', async () => {
    lab = await startLab({ datasets: [runtimeOf('jindo')] });
    expect(lab.read('JindoRuntime', 'spark', 'status.selector')).to.equal(
      'app=jindo,release=spark,role=jindo-worker',
    );
    const pod = lab.sandbox.api.get('Pod', 'default', 'spark-jindofs-worker-0');
    expect(pod?.metadata.labels).to.include({ app: 'jindofs', role: 'jindofs-worker' });
  });

  it('of Jindo is asked at the port called rpc, and says how full it is in memory', async () => {
    lab = await startLab({ datasets: [{ ...runtimeOf('jindo'), sizeBytes: GIB / 2, load: fast }] });
    await lab.pass(30_000);
    const [slice] = lab.sandbox.api.list('EndpointSlice', 'default');
    expect(slice?.metadata.labels).to.include({ 'kubernetes.io/service-name': 'spark-jindofs-master-0' });
    const { engine } = lab.sandbox.dataset('default', 'spark');
    expect(at(slice, 'ports')).to.deep.equal([{ name: 'rpc', port: engine.port, protocol: 'TCP' }]);
    const text = await (await fetch(`${engine.url}/jindometrics/prometheus`)).text();
    expect(text).to.contain(`jindofsx_ns_total_mem_cap ${GIB}\n`);
    expect(text).to.contain(`jindofsx_ns_total_used_mem_cap ${GIB / 2}\n`);
    expect(text).to.contain('jindofsx_ns_total_disk_cap 0\n');
  });

  it('of ThinRuntime takes no count of its own once it is made: its StatefulSet has it, and whoever scales that is left alone', async () => {
    lab = await startLab({ datasets: [{ ...runtimeOf('thin'), replicas: 2 }] });
    lab.count('ThinRuntime', 'spark', ['spec', 'replicas'], 4);
    await lab.pass(200_000);
    expect(lab.read('StatefulSet', 'spark-worker', 'spec.replicas')).to.equal(2);
    lab.count('StatefulSet', 'spark-worker', ['spec', 'replicas'], 1);
    await lab.pass(200_000);
    expect(lab.workers()).to.deep.equal(['0:Running R']);
    expect(lab.read('ThinRuntime', 'spark', 'spec.replicas')).to.equal(4);
    expect(lab.read('ThinRuntime', 'spark', 'status.workerNumberReady')).to.equal(1);
  });

  it('of ThinRuntime has its pods one after the other, up and down', async () => {
    lab = await startLab({ datasets: [runtimeOf('thin')] });
    lab.count('StatefulSet', 'spark-worker', ['spec', 'replicas'], 3);
    await lab.pass(1000);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Pending']);
    await lab.pass(3000);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Running R', '2:Pending']);
    await lab.pass(10_000);
    lab.count('StatefulSet', 'spark-worker', ['spec', 'replicas'], 1);
    await lab.pass(1000);
    expect(lab.workers()).to.deep.equal(['0:Running R', '1:Running R', '2:Running R T']);
    await lab.pass(10_000);
    expect(lab.workers()).to.deep.equal(['0:Running R']);
  });

  it('of CacheRuntime tells nobody of a change, and the Dataset keeps the figures it was bound with', async () => {
    lab = await startLab({ datasets: [{ ...runtimeOf('cache'), load: fast }] });
    lab.count('CacheRuntime', 'spark', ['spec', 'worker', 'replicas'], 3);
    await lab.pass(200_000);
    expect(lab.read('AdvancedStatefulSet', 'spark-worker', 'spec.replicas')).to.equal(3);
    expect(lab.read('CacheRuntime', 'spark', 'status.worker')).to.deep.include({
      readyReplicas: 3,
      phase: 'Ready',
    });
    expect(lab.read('CacheRuntime', 'spark', 'status.conditions')).to.equal(undefined);
    expect(lab.sandbox.api.list('Event', 'default')).to.deep.equal([]);
    expect(lab.read('Dataset', 'spark', 'status.cacheStates')).to.deep.include({
      cached: '0.00B',
      cacheCapacity: '1.00GiB',
    });
  });

  it('whose worker set Fluid watches shows its counters within a second, another only at Fluid’s next look', async () => {
    const late = { ...runtimeOf('vineyard'), name: 'late' };
    lab = await startLab({ datasets: [{ ...runtimeOf('jindo'), name: 'soon' }, late] });
    lab.count('JindoRuntime', 'soon', ['spec', 'replicas'], 2);
    lab.count('VineyardRuntime', 'late', ['spec', 'replicas'], 2);
    await lab.pass(6000);
    expect(lab.read('JindoRuntime', 'soon', 'status.workerNumberReady')).to.equal(2);
    expect(lab.read('VineyardRuntime', 'late', 'status.workerNumberReady')).to.equal(1);
    await lab.pass(90_000);
    expect(lab.read('VineyardRuntime', 'late', 'status.workerNumberReady')).to.equal(2);
  });

  for (const name of ['efc', 'thin', 'vineyard'] as const) {
    it(`called ${name} has no data loads: Fluid fails one at once, and says why`, async () => {
      lab = await startLab({ datasets: [{ ...runtimeOf(name), load: fast }] });
      await lab.pass(5000);
      expect(lab.read('DataLoad', 'spark-load', 'status.phase')).to.equal('Failed');
      const reasons = lab.sandbox.api.list('Event', 'default').map((event) => at(event, 'reason'));
      expect(reasons).to.deep.equal(['DataOperationNotSupport']);
      expect(lab.read('Dataset', 'spark', 'status.operationRef')).to.equal(undefined);
    });
  }

  for (const [name, figures] of [
    ['thin', { cache: { usedBytes: 0, capacityBytes: GIB, workers: 1 } }],
    ['efc', { cache: { usedBytes: 0, capacityBytes: GIB, workers: 1 } }],
  ] as const) {
    it(`called ${name} has an exporter beside it that says in JSON what it holds`, async () => {
      lab = await startLab({ datasets: [runtimeOf(name)] });
      const answer = await fetch(lab.sandbox.dataset('default', 'spark').engine.page);
      expect(answer.headers.get('content-type')).to.equal('application/json');
      expect(await answer.json()).to.deep.equal(figures);
    });
  }

  it('called vineyard has one that prints a metrics page', async () => {
    lab = await startLab({ datasets: [runtimeOf('vineyard')] });
    const text = await (await fetch(lab.sandbox.dataset('default', 'spark').engine.page)).text();
    expect(text)
      .to.match(/^cache_used_bytes 0$/m)
      .and.to.match(/^cache_capacity_bytes 1073741824$/m);
  });
});

describe('JuiceFS in the sandbox', () => {
  let lab: Lab;
  afterEach('stop the sandbox', () => lab.stop());

  it('enterprise: workers say by command what each holds of the one cache they share', async () => {
    lab = await startLab({ datasets: [{ ...runtimeOf('juicefs'), replicas: 3, load: fast }] });
    await lab.pass(60_000);
    const command = ['cat', '/runtime-mnt/juicefs/default/spark/juicefs-fuse/.stats'];
    const said = [0, 1, 2].map(async (ordinal) => {
      const { url } = lab.sandbox;
      const spoken = await callInPod({ url, namespace: 'default', pod: `spark-worker-${ordinal}`, command });
      const { stdout } = spoken as { stdout: string };
      expect(stdout).to.match(/^(\w+\.\w+: \d+\n)+$/);
      return Number(/^blockcache\.bytes: (\d+)$/m.exec(stdout)?.[1]);
    });
    const held = await Promise.all(said);
    expect(held.reduce((sum, bytes) => sum + bytes, 0)).to.equal(spark.sizeBytes);
    expect(() => lab.sandbox.dataset('default', 'spark').engine).to.throw('has no page of its own');
  });

  it('community: each worker holds for itself, and says so on a page of its own; more workers change nothing there', async () => {
    lab = await startLab({
      datasets: [{ ...runtimeOf('juicefs-community'), sizeBytes: GIB / 2, load: fast }],
    });
    await lab.pass(30_000);
    lab.count('JuiceFSRuntime', 'spark', ['spec', 'replicas'], 2);
    await lab.pass(20_000);
    const held: number[] = [];
    for (const ordinal of [0, 1]) {
      const pod = lab.sandbox.api.get('Pod', 'default', `spark-worker-${ordinal}`);
      const [container] = at(pod, 'spec', 'containers') as {
        ports: { name: string; containerPort: number }[];
      }[];
      const port = container?.ports.find(({ name }) => name === 'metrics')?.containerPort;
      const text = await (await fetch(`http://${at(pod, 'status', 'podIP')}:${port}/metrics`)).text();
      const found =
        /^juicefs_blockcache_bytes\{.*mp="\/runtime-mnt\/juicefs\/default\/spark\/juicefs-fuse".*\} (\S+)$/m;
      held.push(Number(found.exec(text)?.[1]));
    }
    expect(held).to.deep.equal([GIB / 2, 0]);
  });

  it('community: the page of a worker whose process died refuses', async () => {
    lab = await startLab({ datasets: [runtimeOf('juicefs-community')] });
    const dataset = lab.sandbox.dataset('default', 'spark');
    const { page } = dataset.page('spark-worker-0');
    expect((await fetch(page)).status).to.equal(200);
    dataset.crashWorker(0);
    await lab.sandbox.catchUp();
    const failed = await fetch(page).catch((error: Error & { cause: { code: string } }) => error.cause.code);
    expect(failed).to.equal('ECONNREFUSED');
  });
});

describe('several kinds in one sandbox', () => {
  it('live side by side, each with its own way to say how full it is', async () => {
    const datasets = runtimeNames.map((runtime) => ({ ...spark, name: runtime, runtime }));
    const lab = await startLab({ datasets });
    const kinds = new Set(Object.values(behaviours).map(({ kind }) => kind));
    const found = [...kinds].flatMap((kind) => lab.sandbox.api.list(kind, 'default'));
    expect(found.map(({ metadata }) => metadata.name)).to.have.members([...runtimeNames]);
    await lab.stop();
  });
});
