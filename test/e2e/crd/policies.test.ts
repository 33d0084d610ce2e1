import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';
import { entriesOf, optionsFor, runDaemon } from '../daemon/daemon.ts';
import { ARTICLE, GIB, makeDataset, type TestDataset } from '../daemon/dataset.ts';
import { applyAutoscalerCrd } from './install.ts';
import { type Autoscaler, autoscalerOf } from './object.ts';
import { rightsWithout } from './rights.ts';

describeWithControlPlane('policies as objects of a real cluster', (plane) => {
  let dataset: TestDataset;
  let spark: Autoscaler;
  let daemons: RunningDaemon[] = [];

  const start = async (more: Parameters<typeof optionsFor>[2] = {}) => {
    const options = { policies: null, policiesFromCluster: true, ...more };
    const daemon = await runDaemon(optionsFor(plane(), dataset, options));
    daemons.push(daemon);
    return daemon;
  };
  const planOf = (daemon: RunningDaemon) => daemon.statuses()[0]?.plan;

  before(() => applyAutoscalerCrd(plane()));
  beforeEach(async () => {
    dataset = await makeDataset(plane(), 0.95 * GIB);
    spark = autoscalerOf(plane(), dataset);
  });
  afterEach(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop('test over')));
    daemons = [];
    await dataset.engine.stop();
  });

  it('come into force when they are applied, change, and go', async () => {
    const daemon = await start();
    await spark.apply(ARTICLE);
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas' });
    await spark.apply(ARTICLE.replace('max: 4', 'max: 7'));
    await waitFor(() => planOf(daemon)?.bounds.max === 7, { what: 'the change to be in force' });
    await spark.remove();
    await waitFor(() => daemon.statuses().length === 0, { what: 'the dataset to be left alone' });
    const policies = await entriesOf(daemon.ledger, 'policy');
    expect(policies).to.have.lengthOf(2);
    expect(policies[0]).to.include({ file: `DatasetAutoscaler/${dataset.namespace}/spark` });
    expect(JSON.parse(policies[0]?.text ?? '')).to.have.nested.property('spec.respect', '1h');
    expect(await entriesOf(daemon.ledger, 'policy-gone')).to.have.lengthOf(1);
  });

  it('may not have the daemon send a credential of its folder, wherever they name', async () => {
    const credentials = tempFolder('credentials');
    writeFileSync(join(credentials, 'token'), 'hunter2-hunter2');
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const daemon = await start({ credentials });
    const source = `http: { url: "http://127.0.0.1:${port}", json: { used: /u }, bearerTokenFile: token }`;
    await spark.apply(`${ARTICLE}\n  sources: [{ ${source} }]`);
    await waitFor(async () => (await entriesOf(daemon.ledger, 'fault')).length === 1, { what: 'the fault' });
    const [fault] = await entriesOf(daemon.ledger, 'fault');
    expect(fault?.text)
      .to.contain('spec.sources[0].http.bearerTokenFile')
      .and.contain('an object of the cluster may not');
    expect(daemon.statuses()).to.deep.equal([]);
    expect(asked).to.deep.equal([]);
    server.close();
  });

  it('keep their last good version when they get a fault that only the daemon finds', async () => {
    const daemon = await start();
    await spark.apply(ARTICLE);
    await waitFor(() => planOf(daemon) !== undefined, { what: 'it to be in force' });
    await spark.apply(`${ARTICLE}\n  respect: 400d`);
    await waitFor(async () => (await entriesOf(daemon.ledger, 'fault')).length === 1, { what: 'the fault' });
    const [fault] = await entriesOf(daemon.ledger, 'fault');
    expect(fault?.text).to.contain('spec.respect: "400d" is not allowed').and.contain('still in force');
    expect(planOf(daemon)?.respectMs).to.equal(3_600_000);
  });

  it('are refused by name where a file has the dataset', async () => {
    dataset.write(ARTICLE);
    await spark.apply(ARTICLE.replace('max: 4', 'max: 7'));
    const daemon = await start({ policies: dataset.policies });
    await waitFor(async () => (await entriesOf(daemon.ledger, 'fault')).length === 1, {
      what: 'the refusal',
    });
    const [fault] = await entriesOf(daemon.ledger, 'fault');
    expect(fault?.text).to.contain('has a document already, in').and.contain('spark.yaml:1');
    expect(planOf(daemon)?.bounds.max).to.equal(4);
  });

  it('stay in force from the ledger where they may not be read any more, and /readyz says what is missing', async () => {
    await spark.apply(ARTICLE);
    const first = await start();
    await waitFor(() => planOf(first) !== undefined, { what: 'it to be in force' });
    await first.stop('restart');
    daemons = [];
    const kubeconfig = await plane().serviceAccountKubeconfig(
      dataset.namespace,
      'blind',
      rightsWithout('datasetautoscalers'),
    );
    const second = await start({ kubeconfig, ledger: first.ledger });
    await waitFor(
      () => second.unready().some((text) => text.startsWith('DatasetAutoscalers cannot be seen')),
      {
        what: 'the missing right to be named',
      },
    );
    expect(second.unready().join('\n')).to.contain('datasetautoscalers.fluid-autoscaler.dev is forbidden');
    expect(planOf(second)?.bounds.max).to.equal(4);
  });
});
