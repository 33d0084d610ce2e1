import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { LogLevel } from '../lib/daemon/log.ts';
import { version } from '../lib/version.ts';
import { type ClusterOptions, clusterOf, clusterOptions, durationOption, misuse } from './options.ts';

interface Options extends ClusterOptions {
  readonly policies?: string;
  readonly policiesFromCluster: boolean;
  readonly ledger: string;
  readonly keyFile?: string;
  readonly interval: number;
  readonly listen?: string;
  readonly dryRun: boolean;
  readonly memory: boolean;
  readonly logLevel: LogLevel;
}

export function register(program: Command): void {
  const command = program
    .command('run')
    .summary('The daemon: reads, decides, scales, and records why')
    .description('The daemon: reads every dataset that has a policy, decides, scales, and records why.')
    .option('--policies <folder>', 'folder of policy documents, or one file')
    .option(
      '--policies-from-cluster',
      'DatasetAutoscalers of the cluster are policy documents too (fluid-autoscaler crd)',
      false,
    )
    .requiredOption('--ledger <folder>', 'folder of the decision ledger; made when missing')
    .option('--key-file <file>', 'make the ledger an HMAC chain with this key')
    .addOption(
      new Option('--interval <duration>', 'between two looks at a dataset')
        .argParser(durationOption)
        .default(5000, '5s'),
    )
    .option('--listen <address>', 'serve the status page, /healthz, /readyz and /metrics, for example :8080')
    .option('--dry-run', 'decide and record, write nothing to the cluster', false)
    .option(
      '--no-memory',
      'keep what must be remembered in the ledger only, not also in ConfigMaps beside the Lease: not with two replicas',
    );
  clusterOptions(command)
    .addOption(
      new Option('--log-level <level>', 'of the log, JSON lines on the standard output')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler run --policies policies/ --ledger ledger/ -A --listen :8080
  fluid-autoscaler run --policies spark.yaml --ledger ledger/ -n default --dry-run
  fluid-autoscaler run --policies-from-cluster --ledger ledger/ -A

It runs until SIGTERM or SIGINT, then finishes what is under way; a second signal ends it at once.
Exit code: 0 stopped, 1 failed, 2 misuse.`,
    )
    .action(run);
}

async function run(options: Options, command: Command): Promise<void> {
  await check(options, command);
  // From here on a signal waits until everything stands, so that what was begun is also ended.
  const signalled = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  const { createLog } = await import('../lib/daemon/log.ts');
  const { startDaemon } = await import('../lib/daemon/start.ts');
  const { policies = null, policiesFromCluster, ledger, keyFile, listen, dryRun, memory } = options;
  const daemon = await startDaemon({
    policies,
    policiesFromCluster,
    ledger,
    keyFile,
    listen,
    dryRun,
    memory,
    ...clusterOf(options),
    intervalMs: options.interval,
    clock: realClock,
    wallClock: realClock,
    random: Math.random,
    log: createLog(options.logLevel),
    version,
  });
  await daemon.stop(await signalled);
}

/** Mistakes of the command line are told before anything is begun. */
async function check({ policies, policiesFromCluster, listen }: Options, command: Command): Promise<void> {
  const { parseListen } = await import('../lib/serve/address.ts');
  if (listen !== undefined && parseListen(listen) === null)
    misuse(command, `cannot listen on "${listen}": give HOST:PORT or :PORT`);
  if (policies === undefined) {
    if (policiesFromCluster) return;
    misuse(command, 'no policies: give --policies FOLDER or --policies-from-cluster, or both');
  }
  const found = await stat(policies).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error)
    misuse(
      command,
      `--policies ${policies}: ${found.code === 'ENOENT' ? 'no such file or folder' : (found.code ?? found.message)}`,
    );
}
