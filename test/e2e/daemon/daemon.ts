import { join } from 'node:path';
import { realClock } from '../../../lib/clock/clock.ts';
import type { Log } from '../../../lib/daemon/ports.ts';
import { type RunningDaemon, type StartOptions, startDaemon } from '../../../lib/daemon/start.ts';
import { readLedger } from '../../../lib/ledger/read.ts';
import type { LedgerEntry } from '../../../lib/model/records.ts';
import type { ControlPlane } from '../../support/control-plane.ts';
import { tempFolder } from '../../support/temp.ts';
import type { TestDataset } from './dataset.ts';

export const silent: Log = { info() {}, warn() {}, error() {}, debug() {} };

/** What a daemon on this dataset is started with; `more` overrides. */
export function optionsFor(
  plane: ControlPlane,
  dataset: Pick<TestDataset, 'policies' | 'namespace'>,
  more: Partial<StartOptions> = {},
): StartOptions {
  return {
    policies: dataset.policies,
    ledger: join(tempFolder('ledger'), 'ledger'),
    intervalMs: 200,
    dryRun: false,
    kubeconfig: plane.kubeconfig,
    namespace: dataset.namespace,
    clock: realClock,
    wallClock: realClock,
    random: Math.random,
    log: silent,
    version: 'test',
    ...more,
  };
}

export async function runDaemon(options: StartOptions): Promise<RunningDaemon & { readonly ledger: string }> {
  return { ...(await startDaemon(options)), ledger: options.ledger };
}

/** Every entry of one kind, oldest first. */
export async function entriesOf<K extends LedgerEntry['kind']>(
  ledger: string,
  kind: K,
): Promise<Extract<LedgerEntry, { kind: K }>[]> {
  const entries: Extract<LedgerEntry, { kind: K }>[] = [];
  for await (const { entry } of readLedger(ledger, { kinds: [kind] })) {
    entries.push(entry as unknown as Extract<LedgerEntry, { kind: K }>);
  }
  return entries;
}
