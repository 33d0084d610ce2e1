import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { Inspection, LookOptions } from '../lib/inspect/inspect.ts';
import { isRead } from '../lib/inspect/inspected.ts';
import { LIST_OUTPUTS, type ListOutput, printList } from '../lib/report/print.ts';
import { progressLine } from '../lib/report/progress.ts';
import { version } from '../lib/version.ts';
import { damageWarner, withLedger } from './ledgers.ts';
import {
  type ClusterOptions,
  clusterOf,
  clusterOptions,
  complain,
  datasetName,
  durationOption,
  misuse,
  outputOption,
  policiesOption,
} from './options.ts';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';
import { allowOption, credentialsOption, type ReachOptions, reachOf } from './reach.ts';

interface Options extends ClusterOptions, PluginOptions, ReachOptions {
  readonly filename: readonly string[];
  readonly via: 'network' | 'apiserver';
  readonly watch: boolean;
  readonly interval: number;
  readonly ledger?: string;
  readonly output: ListOutput;
}

/** @param stdin what `-f -` reads */
export function register(program: Command, stdin: AsyncIterable<Uint8Array> = process.stdin): void {
  clusterOptions(
    takesPlugins(program.command('inspect'))
      .summary('What the daemon would read and decide right now, one line a dataset')
      .description(
        'What the daemon would read right now on this cluster, one line a dataset: source, age, utilization of the ' +
          'capacity, workers serving/asked, and what would be decided with the given policies. Writes nothing.',
      )
      .argument('[dataset]', 'NAME (with -n) or NAMESPACE/NAME; default: all of the namespace'),
  )
    .addOption(policiesOption())
    .addOption(
      new Option('--via <way>', 'how to reach the engines; apiserver needs the right get on services/proxy')
        .choices(['network', 'apiserver'])
        .default('network'),
    )
    .addOption(allowOption())
    .addOption(credentialsOption())
    .option('-w, --watch', 'go on looking, and print a line whenever one changes', false)
    .addOption(
      new Option('--interval <duration>', 'between two looks at a dataset, with -w')
        .argParser(durationOption)
        .default(5000, '5s'),
    )
    .option(
      '--ledger <folder>',
      'decide with what this ledger remembers; default: as a daemon newly installed',
    )
    .addOption(outputOption(...LIST_OUTPUTS))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler inspect                             # all of this namespace, without policies
  fluid-autoscaler inspect -A -f policies/ -o wide
  fluid-autoscaler inspect spark -f spark.yaml -w
  fluid-autoscaler inspect -n prod --via apiserver     # from outside the cluster's network

Engines have addresses inside the cluster. Where those lead nowhere Fluid's status stands in while it is
fresh (NOTES of -o wide say why), else the line says "engine not reachable from here"; --via apiserver reads the engines through the API server's proxy instead.
Exit code: 0 told, 1 failed (no answer, a right missing, no such dataset or no reading of it, a fault in a document), 2 misuse.`,
    )
    .action((argument: string | undefined, options: Options, command: Command) =>
      withLedger(command, () => inspect(argument, options, command, stdin)),
    );
}

async function inspect(
  argument: string | undefined,
  options: Options,
  command: Command,
  stdin: AsyncIterable<Uint8Array>,
): Promise<void> {
  if (argument !== undefined && options.allNamespaces) misuse(command, 'give a dataset or -A, not both');
  const { registry, plugins } = await pluginsOf(options, command);
  const { readDocuments } = await import('../lib/inspect/documents.ts');
  const reading = readDocuments(options.filename, stdin, registry, realClock.now(), plugins?.learn);
  const { policies, budgets, faults } = await reading.catch((error: Error) => misuse(command, error.message));
  complain(command, faults);
  const { memoryIn } = await import('../lib/inspect/memory.ts');
  const memoryOf = options.ledger && (await memoryIn(options.ledger, realClock.now(), damageWarner(command)));

  const { connect } = await import('../lib/kube/connect.ts');
  const { openInspection, wayFrom } = await import('../lib/inspect/inspect.ts');
  const { namespace, ...access } = clusterOf(options);
  const client = connect({ ...access, userAgent: `fluid-autoscaler/${version}` });
  let inspection: Inspection | null = null;
  try {
    const only =
      argument === undefined ? undefined : datasetName(argument, namespace ?? client.namespace, command);
    const scope = namespace === undefined ? client.namespace : namespace;
    inspection = await openInspection({
      client,
      namespace: only === undefined ? scope : only.slice(0, only.indexOf('/')),
      way: options.via === 'apiserver' ? 'apiserver' : wayFrom(client.server, process.env),
      intervalMs: options.interval,
      ...reachOf(options),
      clock: realClock,
      random: Math.random,
      version,
      plugins,
      memoryOf: memoryOf || undefined,
      onError: (text) => complain(command, [`error: ${text}`]),
    });
    await tell(inspection, { policies, budgets, only }, options, command);
  } finally {
    await inspection?.close();
    await client.close();
  }
}

async function tell(
  inspection: Inspection,
  look: LookOptions,
  { output, allNamespaces: withNamespace, watch }: Options,
  command: Command,
): Promise<void> {
  const hints = await import('../lib/inspect/hints.ts');
  const { writeErr } = command.configureOutput();
  const write = (text: string) => void command.configureOutput().writeOut?.(text);
  const { only } = look;
  const seen = await inspection.look({ ...look, onProgress: progressLine(process.stderr, 'datasets') });
  const spots = inspection.blindSpots();
  complain(command, [...hints.unseenKinds(spots), ...hints.forbiddenProxies(seen)]);
  if (only !== undefined && seen.some(({ reason }) => reason?.code === 'NoDataset'))
    return complain(command, [`error: there is no Dataset ${only}`]);
  for (const line of [
    ...hints.unwatchedKinds(spots),
    ...hints.aboutReadings(seen),
    ...hints.aboutCeilings(seen),
    ...hints.aboutWatermarks(seen),
  ])
    writeErr?.(`${line}\n`);
  if (only !== undefined && !seen.every(isRead)) process.exitCode = 1;
  if (!watch) {
    const { inspectListing } = await import('../lib/inspect/listing.ts');
    return write(await printList(seen, inspectListing(withNamespace), output));
  }
  const { watchLines } = await import('../lib/inspect/lines.ts');
  const nobodyReads = new AbortController();
  process.stdout.on('error', () => nobodyReads.abort());
  const { signal } = nobodyReads;
  await watchLines(inspection, seen, { ...look, output, withNamespace, write, signal });
}
