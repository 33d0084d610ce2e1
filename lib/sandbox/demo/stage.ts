/** What the demo sets up and takes down again: a sandbox, a policy folder, and the real daemon between them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, realClock } from '../../clock/clock.ts';
import type { Log } from '../../daemon/ports.ts';
import { type RunningDaemon, startDaemon } from '../../daemon/start.ts';
import type { Plugins } from '../../plugins/load.ts';
import type { RuntimeName } from '../kinds/contract.ts';
import { behaviours } from '../kinds/table.ts';
import { type Sandbox, startSandbox } from '../start.ts';
import { allowedOn } from './documents.ts';
import type { DemoPolicy } from './inputs.ts';
import { LOAD_AFTER_MS } from './plan.ts';

export const WORKER_BYTES = 2 ** 30;
/** Between two looks at the dataset, virtual ms. */
export const INTERVAL_MS = 5000;

export interface StageOptions {
  readonly policy: DemoPolicy;
  readonly plugins?: Plugins | undefined;
  readonly ledger: string;
  readonly runtime: RuntimeName;
  readonly sizeBytes: number;
  readonly rateBytesPerSecond: number;
  /** Of the cache and the policies; time-outs and the Lease run on real time. */
  readonly clock: Clock;
  readonly version: string;
}

export interface Stage {
  readonly daemon: RunningDaemon;
  /** The policy as the daemon has it. */
  readonly text: string;
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
    const text = policyText(options, sandbox);
    const daemon = await openDaemon(options, text, folder, kubeconfig);
    return {
      daemon,
      text,
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

function openSandbox(options: StageOptions): Promise<Sandbox> {
  const { policy, runtime, clock, sizeBytes, rateBytesPerSecond } = options;
  const { namespace, dataset: name, bounds } = policy.document.plan;
  const traffic = { startAfterMs: LOAD_AFTER_MS, rateBytesPerSecond };
  const replicas = Math.max(1, bounds.min);
  const dataset = { namespace, name, runtime, sizeBytes, perWorkerBytes: WORKER_BYTES, replicas };
  // A kind without data loads is filled by whoever reads.
  const filled = behaviours[runtime].loads ? { load: traffic } : { reads: traffic };
  return startSandbox({ clock, datasets: [{ ...dataset, ...filled }] });
}

function policyText({ policy, runtime, clock }: StageOptions, sandbox: Sandbox): string {
  const { namespace, dataset } = policy.document.plan;
  const given = behaviours[runtime].telling.by === 'given';
  const page = given ? sandbox.dataset(namespace, dataset).engine.page : null;
  return policy.textOn({ page, began: clock.now() });
}

function openDaemon(
  { policy, plugins, ledger, runtime, clock, version }: StageOptions,
  text: string,
  folder: string,
  kubeconfig: string,
): Promise<RunningDaemon> {
  const policies = join(folder, 'policies');
  mkdirSync(policies);
  writeFileSync(join(policies, policy.fileName), text);
  return startDaemon({
    policies,
    plugins,
    ledger,
    intervalMs: INTERVAL_MS,
    dryRun: false,
    allowed: allowedOn(runtime),
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
