import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { realClock } from '../../lib/clock/clock.ts';
import { readLedger } from '../../lib/ledger/read.ts';
import type { DecisionRecord, PolicyRecord } from '../../lib/model/records.ts';
import { hashOf } from '../../lib/plugins/modules.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/start.ts';
import { sizing, WISHES } from '../lib/plugins/make.ts';
import { freePort } from '../support/free-port.ts';
import { tempFolder } from '../support/temp.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Child, runProgram, startProgram } from './child.ts';

const GIB = 2 ** 30;

const documentOf = (name: string, policies: string) => `apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: ${name}, namespace: default }
spec:
  replicas: { min: 1, max: 4 }
  policies: ${policies}
`;

describe('the verb run with plug-ins', function runs() {
  this.timeout(120_000);
  let sandbox: Sandbox;
  let folder: string;
  let child: Child | undefined;
  const at = (...path: string[]) => join(folder, ...path);

  beforeEach(async () => {
    const dataset = { namespace: 'default', sizeBytes: GIB, perWorkerBytes: GIB, replicas: 1 };
    sandbox = await startSandbox({
      clock: realClock,
      datasets: [
        { ...dataset, name: 'stuck' },
        { ...dataset, name: 'fine' },
      ],
    });
    folder = tempFolder('run-plugins');
    mkdirSync(at('policies'));
    mkdirSync(at('own'));
    sandbox.kubeconfig(at('kubeconfig'));
    writeFileSync(at('own/own.mjs'), sizing(`if (config.bad) for (;;); ${WISHES}`));
    writeFileSync(at('policies/stuck.yaml'), documentOf('stuck', '{ own: { to: 3, bad: true } }'));
    writeFileSync(
      at('policies/fine.yaml'),
      documentOf('fine', '{ own: { to: 3 }, step: { up: [{ pods: 4, per: 5m }] } }'),
    );
  });
  afterEach(async () => {
    child?.process.kill('SIGKILL');
    await child?.ended;
    child = undefined;
    await sandbox.stop();
  });

  const args = (...more: string[]) => [
    ...['run', '--policies', at('policies'), '--ledger', at('ledger'), '--kubeconfig', at('kubeconfig')],
    ...['-n', 'default', '--interval', '1s', ...more],
  ];
  const replicas = (name: string) =>
    (sandbox.api.get('AlluxioRuntime', 'default', name) as { spec: { replicas: number } }).spec.replicas;

  async function recorded<T>(kind: string, wanted: (entry: T) => boolean, what: string): Promise<T> {
    const look = async () => {
      for await (const { entry } of readLedger(at('ledger'), { kinds: [kind] }))
        if (wanted(entry as T)) return entry as T;
      return null;
    };
    return waitFor(look, { what, giveUpMs: 100_000 });
  }

  it('leaves the dataset whose plug-in hangs where it is, with the reason, while the other one scales', async () => {
    const port = await freePort();
    child = startProgram(args('--listen', `127.0.0.1:${port}`), { FLUID_AUTOSCALER_PLUGINS: at('own') });
    await waitFor(() => replicas('fine') === 3, { what: 'the other dataset to scale', giveUpMs: 100_000 });
    const hung = await recorded<DecisionRecord>(
      'decision',
      ({ dataset, reason }) => dataset === 'default/stuck' && reason.code === 'PluginHung',
      'the reason why the dataset is left where it is',
    );
    expect(hung).to.include({ outcome: 'hold', current: 1, target: 1 });
    expect(hung.reason.numbers).to.deep.equal({ policy: 'own', limit: 1000 });
    const moved = await recorded<DecisionRecord>('decision', ({ outcome }) => outcome === 'move', 'the move');
    expect(moved.dataset).to.equal('default/fine');
    expect(moved.observation.plugins).to.deep.equal({
      own: { wishes: [{ says: 'wish', wish: 3, why: 'as configured' }], limits: [] },
    });
    expect(replicas('stuck')).to.equal(1);

    const { plugins } = await recorded<PolicyRecord>('policy', () => true, 'a document in force');
    const file = at('own/own.mjs');
    expect(plugins).to.deep.equal([{ name: 'own', file, hash: await hashOf(file) }]);

    const failing = await waitFor(
      async () => {
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        return /^fluid_autoscaler_plugin_failed\{.*\} 1$/m.exec(text)?.[0];
      },
      { what: 'the failing plug-in among the metrics', giveUpMs: 50_000 },
    );
    expect(failing)
      .to.match(/dataset="stuck"/)
      .and.to.match(/policy="own"/);
    expect(failing).to.match(/reason="Plugin(Hung|Resting)"/);

    child.process.kill('SIGTERM');
    const { err, exitCode } = await child.ended;
    expect([err, exitCode]).to.deep.equal(['', 0]);
  });

  it('begins nothing where a plug-in cannot be used, and names each', async () => {
    writeFileSync(at('own/broken.mjs'), 'export default 3;');
    const { err, exitCode } = await runProgram(args('--plugins', at('own')));
    expect(err).to.equal(`error: ${at('own/broken.mjs')}: its default export gives 3, not a policy\n`);
    expect(exitCode).to.equal(1);
    expect(sandbox.api.get('Lease', 'default', 'fluid-autoscaler')).to.equal(null);
  });

  it('calls a folder that is not there misuse', async () => {
    const { err, exitCode } = await runProgram(args('--plugins', at('nowhere')));
    expect(err).to.include(`--plugins ${at('nowhere')}: no such folder`);
    expect(exitCode).to.equal(2);
  });

  it('refuses a document that names a plug-in which is not loaded, with its place and what to do', async () => {
    const { err, exitCode } = await runProgram(['validate', at('policies')]);
    expect(exitCode).to.equal(1);
    expect(err).to.match(/stuck\.yaml:6:15: spec\.policies\.own: unknown policy "own"/);
    expect(err).to.match(/one of your own is loaded at the start, with --plugins FOLDER/);
  });
});
