import { type Command, Option } from 'commander';
import type { AdoptionPlan } from '../lib/adoption/text.ts';
import { realClock } from '../lib/clock/clock.ts';
import type { Allowance } from '../lib/model/allowance.ts';
import { LIST_OUTPUTS, type ListOutput, printData, printList } from '../lib/report/print.ts';
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
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';
import { allowOption } from './reach.ts';

interface Options extends ClusterOptions, PluginOptions {
  readonly filename: readonly string[];
  readonly policiesFromCluster: boolean;
  readonly dryRun: boolean;
  readonly allow: ReadonlySet<Allowance>;
  readonly via: 'network' | 'apiserver';
  readonly output: 'text' | ListOutput;
}

/** @param stdin what `-f -` reads */
export function register(program: Command, stdin: AsyncIterable<Uint8Array> = process.stdin): void {
  clusterOptions(
    takesPlugins(program.command('plan'))
      .summary('What adopting policies would change on this cluster')
      .description(
        'What adopting policies would change on this cluster: per dataset its runtime, what is in the way, what would be ' +
          'decided now, the defaults that will be; and which rights are missing. Writes nothing.',
      ),
  )
    .addOption(policiesOption())
    .option('--policies-from-cluster', "the cluster's DatasetAutoscalers, as run follows them", false)
    .option('--dry-run', 'for a daemon that is started with --dry-run, which needs fewer rights', false)
    .addOption(allowOption())
    .addOption(
      new Option('--via <way>', 'how to reach the engines; apiserver needs the right get on services/proxy')
        .choices(['network', 'apiserver'])
        .default('network'),
    )
    .addOption(outputOption('text', ...LIST_OUTPUTS))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler plan -f policies/ -A
  fluid-autoscaler plan --policies-from-cluster -n prod --kubeconfig daemon.kubeconfig   # the daemon's own rights
  fluid-autoscaler plan -f policies/ -A -o table       # one line a document; -o wide: all that is known of each
  cat spark.yaml | fluid-autoscaler plan -f - -o json

Rights are those of the account it is run with. Documents from files are rehearsed as objects where the cluster serves the kind.
With -o table, wide and name the list is all that is printed; faults, documents refused, rights missing and
hints go to the error stream. With -o json and yaml they are part of the document: {adoptions, faults, hints, rights}.
Exit code: 0 nothing must be mended first, 1 faults, rights missing, a document refused, or no answer, 2 misuse.`,
    )
    .action((options: Options, command: Command) => plan(options, command, stdin));
}

async function plan(options: Options, command: Command, stdin: AsyncIterable<Uint8Array>): Promise<void> {
  const { filename, policiesFromCluster, dryRun, via } = options;
  if (filename.length === 0 && !policiesFromCluster)
    misuse(command, 'no policies: give -f FILE-OR-FOLDER or --policies-from-cluster, or both');
  const { registry, plugins } = await pluginsOf(options, command);
  const { readSources } = await import('../lib/spec/sources.ts');
  const files = await readSources(filename, stdin).catch((error: Error) => misuse(command, error.message));
  await plugins?.learn(files);
  const { connect } = await import('../lib/kube/connect.ts');
  const { wayFrom } = await import('../lib/inspect/inspect.ts');
  const { planAdoption } = await import('../lib/adoption/plan.ts');
  const { isStopped } = await import('../lib/adoption/text.ts');
  const { namespace, ...access } = clusterOf(options);
  const client = connect({ ...access, userAgent: `fluid-autoscaler/${version}` });
  try {
    const found = await planAdoption({
      ...{ client, files, registry, plugins, policiesFromCluster, dryRun, allowed: options.allow, version },
      namespace: namespace === undefined ? client.namespace : namespace,
      way: via === 'apiserver' ? 'apiserver' : wayFrom(client.server, process.env),
      clock: realClock,
      random: Math.random,
    });
    await print(found, options, command);
    if (isStopped(found)) process.exitCode = 1;
  } finally {
    await client.close();
  }
}

/** As JSON and YAML it is all one document; as text and as a list, what is wrong goes to the error stream. */
async function print(
  found: AdoptionPlan,
  { output, allNamespaces: withNamespace }: Options,
  command: Command,
): Promise<void> {
  const { writeOut, writeErr } = command.configureOutput();
  if (output === 'json' || output === 'yaml') return writeOut?.(await printData(found, output));
  complain(command, found.faults);
  if (output === 'text') {
    const { adoptionText } = await import('../lib/adoption/text.ts');
    return writeOut?.(adoptionText(found));
  }
  const { adoptionListing } = await import('../lib/adoption/listing.ts');
  const { besideList } = await import('../lib/adoption/text.ts');
  for (const line of besideList(found)) writeErr?.(`${line}\n`);
  writeOut?.(await printList(found.adoptions, adoptionListing(withNamespace), output));
}
