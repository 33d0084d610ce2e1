import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { DEFAULT_PACE } from '../lib/daemon/cadence.ts';
import { LOG_LEVELS, type LogLevel } from '../lib/daemon/log-level.ts';
import { version } from '../lib/version.ts';
import { readSettings, rereadOnHangup } from './config/configure.ts';
import { SettingsError } from './config/settings.ts';
import { type ClusterOptions, clusterOf, clusterOptions, durationOption, misuse } from './options.ts';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';
import { allowOption, credentialsOption, type ReachOptions, reachOf } from './reach.ts';

interface Options extends ClusterOptions, PluginOptions, ReachOptions {
  readonly policies?: string;
  readonly policiesFromCluster: boolean;
  readonly ledger?: string;
  readonly keyFile?: string;
  readonly interval: number;
  readonly fastest: number;
  readonly listen?: string;
  readonly dryRun: boolean;
  readonly memory: boolean;
  readonly logLevel: LogLevel;
}

export function register(program: Command): void {
  const command = takesPlugins(program.command('run'))
    .summary('The daemon: reads, decides, scales, and records why')
    .description('The daemon: reads every dataset that has a policy, decides, scales, and records why.')
    .option('--policies <folder>', 'folder of policy documents, or one file')
    .option(
      '--policies-from-cluster',
      'DatasetAutoscalers of the cluster are policy documents too (fluid-autoscaler crd)',
      false,
    )
    .option('--ledger <folder>', 'folder of the decision ledger; made when missing')
    .option('--key-file <file>', 'make the ledger an HMAC chain with this key')
    .addOption(
      new Option('--interval <duration>', 'between two looks at a dataset that is far from every threshold')
        .argParser(durationOption)
        .default(DEFAULT_PACE.slowMs, '15s'),
    )
    .addOption(
      new Option(
        '--fastest <duration>',
        'between two looks at one that will soon cross a threshold, at least',
      )
        .argParser(durationOption)
        .default(DEFAULT_PACE.fastestMs, '1s'),
    )
    .option('--listen <address>', 'serve the status page, /healthz, /readyz and /metrics, for example :8080')
    .option('--dry-run', 'decide and record, write nothing to the cluster', false)
    .addOption(allowOption())
    .addOption(credentialsOption())
    .option(
      '--no-memory',
      'keep what must be remembered in the ledger only, not also in ConfigMaps beside the Lease: not with two replicas',
    );
  clusterOptions(command)
    .addOption(
      new Option('--log-level <level>', 'of the log, JSON lines on the standard output')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .option('--config <file>', 'YAML file of these options; or FLUID_AUTOSCALER_CONFIG')
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler run --policies policies/ --ledger ledger/ -A --listen :8080
  fluid-autoscaler run --policies spark.yaml --ledger ledger/ -n default --dry-run
  fluid-autoscaler run --policies-from-cluster --ledger ledger/ -A
  FLUID_AUTOSCALER_LOG_LEVEL=debug fluid-autoscaler run --config fluid-autoscaler.yaml

Every option can also stand in the environment, as FLUID_AUTOSCALER_LOG_LEVEL=debug or FLUID_AUTOSCALER_DRY_RUN=true, and in the file
of --config, as logLevel: debug or dryRun: true. A flag counts before the environment, the environment before the file, the file
before the default. On SIGHUP the file is read again: the log level changes at once, what needs a restart is named in the log.

It runs until SIGTERM or SIGINT (without --config also SIGHUP), then finishes what is under way; a second signal ends it at once.
Exit code: 0 stopped, 1 failed, 2 misuse.`,
    )
    .action(run);
}

async function run(_flags: unknown, command: Command): Promise<void> {
  const settings = await readSettings(command, process.env).catch((error: Error) => {
    if (error instanceof SettingsError) return misuse(command, error.message);
    throw error;
  });
  const options = settings.values as unknown as Options;
  const ledger = await check(options, command);
  // From here on a signal waits until everything stands, so that what was begun is also ended.
  const signalled = new Promise<string>((resolve) => {
    const ends = ['SIGTERM', 'SIGINT', ...(settings.file === null ? (['SIGHUP'] as const) : [])] as const;
    for (const signal of ends) process.once(signal, () => resolve(signal));
  });
  const { createLog } = await import('../lib/daemon/log.ts');
  const { collectSoon, compileLean, giveBackStartMemory } = await import('../lib/daemon/lean.ts');
  compileLean();
  collectSoon();
  const { startDaemon } = await import('../lib/daemon/start.ts');
  const { policies = null, policiesFromCluster, keyFile, listen, dryRun, memory } = options;
  const log = createLog(options.logLevel);
  const { plugins } = await pluginsOf(options, command, {
    within: (await import('../lib/plugins/limits.ts')).DAEMON_LIMITS,
    onOutput: (policy, text) => log.info({ policy, text }, 'plug-in wrote'),
    onRemark: (text) => log.warn({ text }, 'plug-in'),
  });
  rereadOnHangup(command, process.env, settings, { log });
  const daemon = await startDaemon({
    policies,
    plugins,
    policiesFromCluster,
    ledger,
    keyFile,
    listen,
    dryRun,
    memory,
    ...reachOf(options),
    ...clusterOf(options),
    intervalMs: options.interval,
    fastestMs: options.fastest,
    clock: realClock,
    wallClock: realClock,
    random: Math.random,
    log,
    version,
  });
  const stopping = new AbortController();
  const lean = giveBackStartMemory(realClock, log, stopping.signal);
  const why = await signalled;
  stopping.abort();
  await lean;
  await daemon.stop(why);
}

/** Mistakes of the settings are told before anything is begun. @returns the ledger's folder */
async function check(
  { policies, policiesFromCluster, ledger, listen }: Options,
  command: Command,
): Promise<string> {
  if (ledger === undefined) misuse(command, 'no ledger: give --ledger FOLDER, where decisions are recorded');
  const { parseListen } = await import('../lib/serve/address.ts');
  if (listen !== undefined && parseListen(listen) === null)
    misuse(command, `cannot listen on "${listen}": give HOST:PORT or :PORT`);
  if (policies === undefined) {
    if (policiesFromCluster) return ledger;
    misuse(command, 'no policies: give --policies FOLDER or --policies-from-cluster, or both');
  }
  const found = await stat(policies).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error)
    misuse(
      command,
      `--policies ${policies}: ${found.code === 'ENOENT' ? 'no such file or folder' : (found.code ?? found.message)}`,
    );
  return ledger;
}
