import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { version } from '../lib/version.ts';
import {
  type ClusterOptions,
  clusterOf,
  clusterOptions,
  complain,
  misuse,
  outputOption,
  policiesOption,
} from './options.ts';

interface Options extends ClusterOptions {
  readonly filename: readonly string[];
  readonly policiesFromCluster: boolean;
  readonly dryRun: boolean;
  readonly via: 'network' | 'apiserver';
  readonly output: 'text' | 'json' | 'yaml';
}

/** @param stdin what `-f -` reads */
export function register(program: Command, stdin: AsyncIterable<Uint8Array> = process.stdin): void {
  clusterOptions(
    program
      .command('plan')
      .summary('What adopting policies would change on this cluster')
      .description(
        'What adopting policies would change on this cluster: per dataset its runtime, what is in the way, what would be ' +
          'decided now, the defaults that will be; and which rights are missing. Writes nothing.',
      ),
  )
    .addOption(policiesOption())
    .option('--policies-from-cluster', "the cluster's DatasetAutoscalers, as run follows them", false)
    .option('--dry-run', 'for a daemon that is started with --dry-run, which needs fewer rights', false)
    .addOption(
      new Option('--via <way>', 'how to reach the engines; apiserver needs the right get on services/proxy')
        .choices(['network', 'apiserver'])
        .default('network'),
    )
    .addOption(outputOption('text', 'json', 'yaml'))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler plan -f policies/ -A
  fluid-autoscaler plan --policies-from-cluster -n prod --kubeconfig daemon.kubeconfig   # the daemon's own rights
  cat spark.yaml | fluid-autoscaler plan -f - -o json

Rights are those of the account it is run with. Documents from files are rehearsed as objects where the cluster serves the kind.
Exit code: 0 nothing must be mended first, 1 faults, rights missing, a document refused, or no answer, 2 misuse.`,
    )
    .action((options: Options, command: Command) => plan(options, command, stdin));
}

async function plan(options: Options, command: Command, stdin: AsyncIterable<Uint8Array>): Promise<void> {
  const { filename, policiesFromCluster, dryRun, via, output } = options;
  if (filename.length === 0 && !policiesFromCluster)
    misuse(command, 'no policies: give -f FILE-OR-FOLDER or --policies-from-cluster, or both');
  const { policies: registry } = await import('../policies/index.ts');
  const { readSources } = await import('../lib/spec/sources.ts');
  const files = await readSources(filename, stdin).catch((error: Error) => misuse(command, error.message));
  const { connect } = await import('../lib/kube/connect.ts');
  const { wayFrom } = await import('../lib/inspect/inspect.ts');
  const { planAdoption } = await import('../lib/adoption/plan.ts');
  const { adoptionText, isStopped } = await import('../lib/adoption/text.ts');
  const { printData } = await import('../lib/report/print.ts');
  const { namespace, ...access } = clusterOf(options);
  const client = connect({ ...access, userAgent: `fluid-autoscaler/${version}` });
  try {
    const found = await planAdoption({
      ...{ client, files, registry, policiesFromCluster, dryRun, version },
      namespace: namespace === undefined ? client.namespace : namespace,
      way: via === 'apiserver' ? 'apiserver' : wayFrom(client.server, process.env),
      clock: realClock,
      random: Math.random,
    });
    if (output === 'text') complain(command, found.faults);
    command
      .configureOutput()
      .writeOut?.(output === 'text' ? adoptionText(found) : await printData(found, output));
    if (isStopped(found)) process.exitCode = 1;
  } finally {
    await client.close();
  }
}
