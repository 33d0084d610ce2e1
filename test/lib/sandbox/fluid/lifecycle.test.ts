import { expect } from 'chai';
import { ARTICLE, GIB, type Lab, MIB, spark, startLab } from './lab.ts';

const AGAIN = { kind: 'AlluxioRuntime', namespace: 'default', name: 'spark' };

describe('data loads', () => {
  let lab: Lab;
  afterEach('stop the sandbox', () => lab.stop());
  const load = { startAfterMs: 10_000, rateBytesPerSecond: 100 * MIB };
  const phase = (name = 'spark-load') => lab.read('DataLoad', name, 'status.phase');
  const reference = () => lab.read('Dataset', 'spark', 'status.operationRef');

  it('go from Pending over Executing to Complete; the Dataset names the one that runs, for up to 20 s too long', async () => {
    lab = await startLab({ datasets: [{ ...spark, sizeBytes: GIB, replicas: 2, load }] });
    await lab.pass(10_500);
    expect([phase(), reference()]).to.deep.equal(['Pending', undefined]);
    await lab.pass(1000);
    expect([phase(), reference()]).to.deep.equal(['Executing', { DataLoad: 'spark-load' }]);
    expect(lab.read('DataLoad', 'spark-load', 'status.duration')).to.equal('Unfinished');
    await lab.pass(12_000);
    expect(lab.sandbox.dataset('default', 'spark').cache().load).to.equal(null);
    expect([phase(), reference()]).to.deep.equal(['Executing', { DataLoad: 'spark-load' }]);
    await lab.pass(10_000);
    expect([phase(), reference()]).to.deep.equal(['Complete', undefined]);
    expect(lab.read('DataLoad', 'spark-load', 'status.duration')).to.equal('20s');
    expect(lab.read('DataLoad', 'spark-load', 'status.lastSuccessfulTime')).to.match(/Z$/);
  });

  it('that somebody makes run too, one after another, and stop when they are deleted', async () => {
    lab = await startLab();
    const user = lab.sandbox.api.as('kubectl');
    const spec = { dataset: { name: 'spark', namespace: 'default' } };
    for (const name of ['first', 'second'])
      user.create('DataLoad', { metadata: { name, namespace: 'default' }, spec });
    await lab.pass(2000);
    expect([phase('first'), phase('second')]).to.have.members(['Executing', 'Pending']);
    const running = phase('first') === 'Executing' ? 'first' : 'second';
    const other = running === 'first' ? 'second' : 'first';
    user.remove({ kind: 'DataLoad', namespace: 'default', name: running });
    expect(reference()).to.equal(undefined);
    await lab.pass(25_000);
    expect(reference()).to.deep.equal({ DataLoad: other });
  });

  it('wait while there is no worker, and bytes come in as soon as one serves', async () => {
    lab = await startLab({ datasets: [{ ...spark, replicas: 0, load }] });
    await lab.pass(60_000);
    expect(phase()).to.equal('Executing');
    expect(lab.sandbox.dataset('default', 'spark').figures().readUfsBytes).to.equal(0);
    lab.scale(1);
    await lab.pass(20_000);
    expect(lab.sandbox.dataset('default', 'spark').figures().usedBytes).to.be.above(0);
  });
});

describe('a dataset whose size Fluid does not know', () => {
  it('says [Calculating] and no percentage, for ever', async () => {
    const lab = await startLab({ datasets: [{ ...spark, sizeKnown: false }] });
    await lab.pass(3_600_000);
    const dataset = lab.sandbox.api.get('Dataset', 'default', 'spark');
    expect(dataset?.status).to.deep.include({ ufsTotal: '[Calculating]', phase: 'Bound' });
    expect(dataset?.status).to.have.nested.property('cacheStates.cachedPercentage', '');
    await lab.stop();
  });
});

describe('a master that is replaced', () => {
  let lab: Lab;
  beforeEach('load a little', async () => {
    lab = await startLab({
      datasets: [{ ...spark, load: { startAfterMs: 0, rateBytesPerSecond: 500 * MIB } }],
    });
    await lab.pass(30_000);
  });
  afterEach('stop the sandbox', () => lab.stop());
  const slice = () =>
    lab.sandbox.api.list('EndpointSlice', 'default')[0] as unknown as {
      endpoints: unknown[];
      ports: unknown[];
    };

  it('has its endpoint terminating at once, then gone without ports, then back', async () => {
    lab.sandbox.api.as('kubectl').remove({ kind: 'Pod', namespace: 'default', name: 'spark-master-0' });
    const conditions = { ready: false, serving: true, terminating: true };
    expect(slice().endpoints).to.have.deep.nested.property('[0].conditions', conditions);
    await lab.pass(23_000);
    expect(slice()).to.deep.include({ endpoints: [], ports: [] });
    await lab.pass(3000);
    expect(slice().endpoints).to.have.nested.property('[0].conditions.ready', true);
    expect(slice().ports.length).to.equal(4);
    expect(lab.read('Dataset', 'spark', 'status.phase')).to.equal('Bound');
  });

  it('refuses, closes without a byte, shows zeros and then the truth', async () => {
    const before = await lab.page();
    lab.sandbox.dataset('default', 'spark').restartMaster();
    await lab.pass(1000);
    await lab.page();
    expect(await lab.page()).to.equal('ECONNREFUSED');
    await lab.pass(23_000);
    expect(await lab.page()).to.equal('UND_ERR_SOCKET');
    await lab.pass(5000);
    const zeros = await lab.page();
    expect(
      zeros instanceof Map && [zeros.get('Cluster_Workers'), zeros.get('Cluster_CapacityTotal')],
    ).to.deep.equal([0, 0]);
    await lab.pass(3000);
    const after = await lab.page();
    if (!(before instanceof Map) || !(after instanceof Map)) throw new Error('no page');
    expect(after.get('Cluster_CapacityUsed')).to.equal(before.get('Cluster_CapacityUsed'));
    expect([before.get('Cluster_BytesReadUfsAll'), after.get('Cluster_BytesReadUfsAll')]).to.satisfy(
      ([was, is]: [number, number]) => was > 0 && is === 0,
    );
  });
});

describe('a runtime that is deleted', () => {
  let lab: Lab;
  afterEach('stop the sandbox', () => lab.stop());
  async function made(replicas: number): Promise<void> {
    const levels = [{ mediumtype: 'MEM', path: '/dev/shm', quota: '512Mi' }];
    const metadata = { name: 'spark', namespace: 'default' };
    lab.sandbox.api
      .as('kubectl')
      .create('AlluxioRuntime', { metadata, spec: { replicas, tieredstore: { levels } } });
    await lab.pass(1100);
  }

  it('takes workers, Service and slice along, and leaves its Dataset unbound', async () => {
    lab = await startLab();
    lab.sandbox.api.as('kubectl').remove(AGAIN);
    expect(lab.read('AlluxioRuntime', 'spark', 'metadata.deletionTimestamp')).to.be.a('string');
    await lab.pass(2000);
    for (const kind of ['AlluxioRuntime', 'StatefulSet', 'Pod', 'Service', 'EndpointSlice']) {
      expect(lab.sandbox.api.list(kind, 'default'), kind).to.deep.equal([]);
    }
    expect(lab.read('Dataset', 'spark', 'status')).to.include({ phase: 'NotBound', ufsTotal: '' });
    expect(() => lab.sandbox.dataset('default', 'spark')).to.throw('no runtime default/spark');
  });

  it('can be made again: another uid, another engine, empty, as its own spec says, Bound after 43 s', async () => {
    lab = await startLab();
    const before = {
      uid: lab.read('AlluxioRuntime', 'spark', 'metadata.uid'),
      port: lab.sandbox.dataset('default', 'spark').engine.port,
    };
    lab.sandbox.api.as('kubectl').remove(AGAIN);
    await lab.pass(2000);
    await made(2);
    expect(lab.read('AlluxioRuntime', 'spark', 'metadata.uid')).to.not.equal(before.uid);
    expect(lab.sandbox.dataset('default', 'spark').engine.port).to.not.equal(before.port);
    expect(lab.read('Dataset', 'spark', 'status')).to.include({
      phase: 'NotBound',
      ufsTotal: '[Calculating]',
    });
    await lab.pass(10_000);
    expect(lab.sandbox.dataset('default', 'spark').figures()).to.include({
      workers: 2,
      capacityBytes: GIB,
      usedBytes: 0,
    });
    await lab.pass(40_000);
    expect(lab.read('Dataset', 'spark', 'status')).to.include({ phase: 'Bound', ufsTotal: '2.71GiB' });
    expect(ARTICLE).to.be.above(GIB);
  });

  it('goes with its Dataset, and a namespace takes everything along', async () => {
    lab = await startLab({ datasets: [spark, { ...spark, namespace: 'other', name: 'far' }] });
    const user = lab.sandbox.api.as('kubectl');
    user.remove({ kind: 'Dataset', namespace: 'default', name: 'spark' });
    await lab.pass(5000);
    expect(lab.sandbox.api.list('AlluxioRuntime', 'default')).to.deep.equal([]);
    expect(lab.sandbox.api.list('Dataset', 'default')).to.deep.equal([]);
    user.remove({ kind: 'Namespace', namespace: '', name: 'other' });
    for (const kind of ['Dataset', 'AlluxioRuntime', 'Pod', 'EndpointSlice', 'Service', 'StatefulSet']) {
      expect(lab.sandbox.api.list(kind, 'other'), kind).to.deep.equal([]);
    }
  });
});
