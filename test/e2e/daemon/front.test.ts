import { expect } from 'chai';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import type { Update } from '../../../lib/serve/status/wire.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { waitFor } from '../../support/wait-for.ts';
import { optionsFor, runDaemon } from './daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from './dataset.ts';

describeWithControlPlane('what a running daemon shows over HTTP', (plane) => {
  let dataset: TestDataset;
  let daemon: RunningDaemon | undefined;
  const get = (path: string) => fetch(`http://127.0.0.1:${daemon?.port}${path}`);
  const metric = async (series: string) => {
    const text = await (await get('/metrics')).text();
    const line = text.split('\n').find((candidate) => candidate.startsWith(`fluid_autoscaler_${series} `));
    return line === undefined ? null : Number(line.split(' ').at(-1));
  };

  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.5 * GIB);
    dataset.write(ARTICLE);
    daemon = await runDaemon(optionsFor(plane(), dataset, { listen: '127.0.0.1:0' }));
  });
  afterEach(async () => {
    await daemon?.stop('test over');
    await dataset.engine.stop();
  });

  it('follows a growth: the patch and how long it took, the decision, the ledger, the Lease', async () => {
    const of = `namespace="${dataset.namespace}",dataset="spark"`;
    await waitFor(async () => (await get('/readyz')).status === 200, { what: 'readiness' });
    dataset.engine.figures.used = 0.95 * GIB;
    await waitFor(async () => (await metric('patches_total{result="applied"}')) === 1, { what: 'a patch' });
    await waitFor(async () => (await metric(`dataset_replicas_asked{${of}}`)) === 3, { what: '3 asked for' });
    expect(await metric('patch_duration_seconds_count')).to.equal(1);
    expect(await metric('patch_duration_seconds_sum')).to.be.above(0);
    expect(await metric('decisions_total{outcome="move",reason="AboveThreshold"}')).to.equal(1);
    expect(await metric('ledger_append_duration_seconds_count')).to.be.above(3);
    expect(await metric('ledger_head')).to.equal(daemon?.head().seq);
    expect([await metric('leader'), await metric('ready'), await metric('policies_in_force')]).to.deep.equal([
      1, 1, 1,
    ]);
    await waitFor(async () => (await metric(`dataset_reading_age_seconds{${of}}`)) !== null, {
      what: 'an age',
    });
  });

  it('serves the page, its rows and what is behind a row, with what the ledger took', async () => {
    const page = await get('/');
    expect([page.status, page.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).to.contain("script-src 'self'");
    dataset.engine.figures.used = 0.95 * GIB;
    const name = `${dataset.namespace}/spark`;
    const panel = async () => (await get(`/dataset.json?name=${encodeURIComponent(name)}`)).text();
    await waitFor(async () => (await panel()).includes('1 → 3 applied'), {
      what: 'news',
    });
    const update = (await (await get('/status.json')).json()) as Update;
    expect(update.names).to.deep.equal([name]);
    expect(update.rows[0]?.marks).to.have.length(1);
    expect(update.daemon).to.include({ version: 'test', leads: true });
    expect((await get('/dataset.json?name=nobody')).status).to.equal(404);
  });

  it('counts the faults of a document whose last good version stays in force', async () => {
    const max = `dataset_replicas_max{namespace="${dataset.namespace}",dataset="spark"}`;
    await waitFor(async () => (await metric(max)) === 4, { what: 'the document in force' });
    dataset.write('\n  replicas: { min: 5, max: 4 }');
    await waitFor(async () => ((await metric('policies_faulty')) ?? 0) > 0, { what: 'a fault' });
    expect(await metric(max), 'the last good version stays in force').to.equal(4);
  });
});
