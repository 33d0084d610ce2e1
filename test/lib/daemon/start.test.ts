import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Clock, realClock } from '../../../lib/clock/clock.ts';
import type { Log } from '../../../lib/daemon/ports.ts';
import { startDaemon } from '../../../lib/daemon/start.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import { tempFolder } from '../../support/temp.ts';

/** Nobody listens there. */
const KUBECONFIG = `
apiVersion: v1
kind: Config
clusters: [{ name: none, cluster: { server: 'http://127.0.0.1:1' } }]
users: [{ name: me, user: {} }]
contexts: [{ name: none, context: { cluster: none, user: me, namespace: default } }]
current-context: none
`;
const POLICY = `
apiVersion: fluid-autoscaler.dev/v1alpha1
kind: DatasetAutoscaler
metadata: { name: spark, namespace: default }
spec: { dataset: spark, replicas: { min: 1, max: 4 }, policies: { threshold: { up: 90% } } }
`;

/** A ledger with an intent on a dataset that no document names any more: its conclusion is the last step of a start. */
async function ledgerWithOpenIntent(folder: string): Promise<void> {
  const ledger = await openLedger({ folder, clock: realClock });
  const [dataset, uid] = ['default/gone', 'uid-1'];
  const firstSeen = { at: 0, replicas: 1 };
  const history = { uid, firstSeen, adopted: true, changes: [], wishes: [], servedAt: null };
  const entries: LedgerEntry[] = [
    { kind: 'seen', dataset, uid, runtime: 'AlluxioRuntime', replicas: 1, history },
    { kind: 'intent', dataset, uid, from: 1, to: 2, generation: 1 },
  ];
  await ledger.appendAll(entries);
  await ledger.close();
}

describe('a start that fails', () => {
  it('leaves nothing running, also when it fails at its last step', async () => {
    const folder = tempFolder('start');
    const [kubeconfig, policies, ledger] = ['config', 'spark.yaml', 'ledger'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    writeFileSync(kubeconfig, KUBECONFIG);
    writeFileSync(policies, POLICY);
    await ledgerWithOpenIntent(ledger);
    let [asleep, broken] = [0, false];
    const clock: Clock = {
      ...realClock,
      now: () => {
        if (broken) throw new Error('no time any more');
        return realClock.now();
      },
      sleep: async (ms, signal) => {
        asleep++;
        await realClock.sleep(ms, signal);
        asleep--;
      },
    };
    const info = (_: object, message: string) => {
      if (message === 'policy in force') broken = true;
    };
    const log: Log = { info, warn() {}, error() {}, debug() {} };
    const options = { policies, ledger, kubeconfig, clock, log, intervalMs: 60_000, dryRun: false };
    const rest = { namespace: 'default', wallClock: { ...clock, now: realClock.now }, random: Math.random };
    const failure = await startDaemon({ ...options, ...rest, version: 'test' }).then(
      () => null,
      (error: Error) => error.message,
    );
    expect(failure).to.equal('no time any more');
    expect(asleep, 'parts that wait for their next turn').to.equal(0);
  });
});
