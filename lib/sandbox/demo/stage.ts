/** What the demo sets up and takes down again: a sandbox, a policy folder, and the real daemon between them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, realClock } from '../../clock/clock.ts';
import type { Log } from '../../daemon/ports.ts';
import { type RunningDaemon, startDaemon } from '../../daemon/start.ts';
import type { Plugins } from '../../plugins/load.ts';
import { type Sandbox, startSandbox } from '../start.ts';
import type { DemoPolicy } from './inputs.ts';
import { LOAD_AFTER_MS } from './plan.ts';

export const WORKER_BYTES = 2 ** 30;
/** Between two looks at the dataset, virtual ms. */
export const INTERVAL_MS = 5000;

export interface StageOptions {
  readonly policy: DemoPolicy;
  readonly plugins?: Plugins | undefined;
  readonly ledger: string;
  readonly sizeBytes: number;
  readonly rateBytesPerSecond: number;
  /** Of the cache and the policies; time-outs and the Lease run on real time. */
  readonly clock: Clock;
  readonly version: string;
}

export interface Stage {
  readonly daemon: RunningDaemon;
  /** Path of the sandbox's kubeconfig, there as long as the stage is. */
  readonly kubeconfig: string;
  /** Stops the daemon, then the sandbox, and removes every file but the ledger. */
  clear(why: string): Promise<void>;
}

/** @throws what hindered it, with nothing left behind */
export async function setStage(options: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'fluid-autoscaler-demo-'));
  let sandbox: Sandbox | null = null;
  const clear = async () => {
    await sandbox?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    sandbox = await openSandbox(options);
    const kubeconfig = sandbox.kubeconfig(join(folder, 'kubeconfig'));
    const daemon = await openDaemon(options, folder, kubeconfig);
    return {
      daemon,
      kubeconfig,
      clear: async (why) => {
        try {
          await daemon.stop(why);
        } finally {
          await clear();
        }
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

function openSandbox({ policy, clock, sizeBytes, rateBytesPerSecond }: StageOptions): Promise<Sandbox> {
  const { namespace, dataset: name, bounds } = policy.document.plan;
  const load = { startAfterMs: LOAD_AFTER_MS, rateBytesPerSecond };
  const replicas = Math.max(1, bounds.min);
  return startSandbox({
    clock,
    datasets: [{ namespace, name, sizeBytes, perWorkerBytes: WORKER_BYTES, replicas, load }],
  });
}

function openDaemon(
  { policy, plugins, ledger, clock, version }: StageOptions,
  folder: string,
  kubeconfig: string,
): Promise<RunningDaemon> {
  const policies = join(folder, 'policies');
  mkdirSync(policies);
  writeFileSync(join(policies, policy.fileName), policy.document.text);
  return startDaemon({
    policies,
    plugins,
    ledger,
    intervalMs: INTERVAL_MS,
    dryRun: false,
    kubeconfig,
    namespace: policy.document.plan.namespace,
    clock,
    wallClock: realClock,
    random: Math.random,
    log: silent,
    version,
  });
}

/** What the daemon logs is in the ledger or in the table. */
const silent: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
};
