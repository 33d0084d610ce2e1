import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { version } from '../lib/version.ts';
import { durationOption } from './options.ts';

interface Options {
  readonly policies: string;
  readonly ledger: string;
  readonly keyFile?: string;
  readonly interval: number;
  readonly listen?: string;
  readonly dryRun: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces: boolean;
  readonly logLevel: string;
}

export function register(program: Command): void {
  program
    .command('run')
    .description('The daemon: reads every dataset that has a policy, decides, scales, and records why.')
    .requiredOption('--policies <folder>', 'folder of policy documents, or one file')
    .requiredOption('--ledger <folder>', 'folder of the decision ledger; made when missing')
    .option('--key-file <file>', 'make the ledger an HMAC chain with this key')
    .option('--interval <duration>', 'between two looks at a dataset', durationOption, 5000)
    .option('--listen <address>', 'serve /healthz and /readyz, for example :8080')
    .option('--dry-run', 'decide and record, write nothing to the cluster', false)
    .option('--kubeconfig <file>', 'default: $KUBECONFIG, ~/.kube/config, or the pod it runs in')
    .option('--context <name>', 'context of the kubeconfig')
    .option('-n, --namespace <namespace>', 'look at this namespace only; default: the context’s')
    .option('-A, --all-namespaces', 'look at all namespaces', false)
    .option('--log-level <level>', 'debug, info, warn or error', 'info')
    .addHelpText(
      'after',
      '\nExamples:\n  fluid-autoscaler run --policies policies/ --ledger ledger/ -A --listen :8080\n  fluid-autoscaler run --policies spark.yaml --ledger ledger/ -n default --dry-run',
    )
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { pino } = await import('pino');
  const { startDaemon } = await import('../lib/daemon/start.ts');
  const log = pino({ level: options.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const { policies, ledger, keyFile, listen, dryRun, kubeconfig, context } = options;
  const daemon = await startDaemon({
    policies,
    ledger,
    keyFile,
    listen,
    dryRun,
    kubeconfig,
    context,
    intervalMs: options.interval,
    namespace: options.allNamespaces ? null : options.namespace,
    clock: realClock,
    wallClock: realClock,
    random: Math.random,
    log,
    version,
  });
  const why = await new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  await daemon.stop(why);
}
