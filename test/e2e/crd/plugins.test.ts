import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RunningDaemon } from '../../../lib/daemon/start.ts';
import type { Plugins } from '../../../lib/plugins/load.ts';
import { projectRoot } from '../../../lib/root.ts';
import { runProgram } from '../../cmd/child.ts';
import { load } from '../../lib/plugins/make.ts';
import { describeWithControlPlane } from '../../support/describe-needing.ts';
import { tempFolder } from '../../support/temp.ts';
import { waitFor } from '../../support/wait-for.ts';
import { optionsFor, runDaemon } from '../daemon/daemon.ts';
import { GIB, makeDataset } from '../daemon/dataset.ts';
import { applyAutoscalerCrd } from './install.ts';
import { autoscalerOf } from './object.ts';

const FOLDER = join(projectRoot, 'examples/plugins');
const spec = (table: string) => `  replicas: { min: 1, max: 4 }
  policies:
    tiers: { table: [${table}], beyond: 3 }
    step: { up: [{ pods: 4, per: 5m }] }`;

describeWithControlPlane('plug-ins in objects of a real cluster', (plane) => {
  let plugins: Plugins | undefined;
  let daemon: RunningDaemon | undefined;
  afterEach(async () => {
    await daemon?.stop('test over');
    plugins?.close();
  });

  it('are refused by the shipped definition, and known to the one that is printed with --plugins', async () => {
    await applyAutoscalerCrd(plane());
    const dataset = await makeDataset(plane(), 0.1 * GIB);
    const object = autoscalerOf(plane(), dataset);
    const apply = () =>
      object.apply(spec('{ upTo: 1GiB, workers: 2 }')).then(
        () => 'applied',
        (error: Error) => error.message,
      );
    expect(await apply()).to.match(/\.spec\.policies\.tiers: field not declared in schema/);

    const crd = join(tempFolder('crd'), 'crd.yaml');
    const printed = await runProgram(['crd', '--plugins', FOLDER]);
    expect([printed.err, printed.exitCode]).to.deep.equal(['', 0]);
    writeFileSync(crd, printed.out);
    await plane().kubectl('apply', '-f', crd);
    await waitFor(async () => (await apply()) === 'applied', {
      what: 'the definition that knows the plug-in to be served',
    });

    plugins = await load(FOLDER);
    const more = { policies: null, policiesFromCluster: true, plugins };
    daemon = await runDaemon(optionsFor(plane(), dataset, more));
    await waitFor(async () => (await dataset.replicas()) === 3, { what: '3 replicas, by the plug-in' });
    await dataset.engine.stop();
  });

  it('have their values with units checked by the API server, with their place', async () => {
    const crd = join(tempFolder('crd'), 'crd.yaml');
    writeFileSync(crd, (await runProgram(['crd', '--plugins', FOLDER])).out);
    await plane().kubectl('apply', '-f', crd);
    const dataset = await makeDataset(plane(), 0.1 * GIB);
    await dataset.engine.stop();
    const object = autoscalerOf(plane(), dataset);
    const refused = await waitFor(
      () =>
        object.apply(spec('{ upTo: 5, workers: 2 }')).then(
          () => null,
          (error: Error) => error.message,
        ),
      { what: 'the definition that knows the plug-in to be served' },
    );
    expect(refused).to.match(/tiers\.table\[0\]\.upTo/);
  });
});
