import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { AloneDataset } from '../lib/sandbox/alone.ts';
import { type RuntimeName, runtimeNames } from '../lib/sandbox/kinds/contract.ts';
import {
  countOption,
  datasetName,
  durationOption,
  misuse,
  rateOption,
  sizeOption,
  speedOption,
} from './options.ts';
import { listen } from './signals.ts';

interface Options {
  readonly namespace: string;
  readonly runtime: RuntimeName | 'all';
  readonly size: number;
  readonly perWorker: number;
  readonly replicas: number;
  readonly load: number;
  readonly reads: number;
  readonly speed: number;
  readonly kubeconfig?: string;
  readonly for?: number;
}

export function register(program: Command): void {
  program
    .command('sandbox')
    .summary('An embedded cluster with Fluid and its caches, to look at with kubectl')
    .description(
      'The embedded cluster alone: an API server, Fluid’s controllers and the caches as far as they can be seen, on 127.0.0.1. ' +
        'It writes a kubeconfig and says what to try.',
    )
    .argument('[datasets...]', 'NAME (with -n) or NAMESPACE/NAME of each Dataset; default: spark')
    .option('-n, --namespace <namespace>', 'namespace of Datasets given by their name alone', 'default')
    .addOption(
      new Option(
        '--runtime <kind>',
        'runtime of each dataset; all: one dataset of each kind, called as its kind',
      )
        .choices([...runtimeNames, 'all'])
        .default('alluxio'),
    )
    .addOption(sized('--size <size>', 'size of each dataset', 2_909_879_074, '2.71GiB'))
    .addOption(sized('--per-worker <size>', 'cache of each worker', 2 ** 30, '1GiB'))
    .addOption(
      new Option('--replicas <count>', 'workers to begin with').argParser(countOption).default(1, '1'),
    )
    .addOption(rated('--load <rate>', 'a DataLoad begins at this rate; 0: none', 40 * 2 ** 20, '40MiB/s'))
    .addOption(rated('--reads <rate>', 'applications read at this rate; 0: none', 0, '0'))
    .addOption(
      new Option('--speed <factor>', 'seconds there in a real second').argParser(speedOption).default(1, '1'),
    )
    .option('--kubeconfig <file>', 'where to write the kubeconfig; default: among the temporary files')
    .option('--for <duration>', 'end by itself after this time; default: only on Ctrl-C', durationOption)
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler sandbox
  fluid-autoscaler sandbox spark prod/imagenet --size 5GiB --replicas 2 --reads 80MiB/s --speed 10
  fluid-autoscaler sandbox --runtime juicefs
  fluid-autoscaler sandbox --runtime all --speed 20
  fluid-autoscaler sandbox --load 0 --kubeconfig sandbox.kubeconfig --for 10m

Exit code: 0 ended (Ctrl-C is how it ends), 1 failed, 2 misuse.`,
    )
    .action(sandbox);
}

async function sandbox(names: readonly string[], options: Options, command: Command): Promise<void> {
  const datasets = datasetsOf(names, options, command);
  const { kubeconfig = null } = options;
  if (kubeconfig !== null && existsSync(kubeconfig))
    misuse(
      command,
      `--kubeconfig ${kubeconfig}: there is such a file already; give a new name, it is removed at the end`,
    );
  const { runAlone } = await import('../lib/sandbox/alone.ts');
  const { writeOut } = command.configureOutput();
  await runAlone({
    datasets,
    sizeBytes: options.size,
    perWorkerBytes: options.perWorker,
    replicas: options.replicas,
    load: options.load,
    reads: options.reads,
    speed: options.speed,
    kubeconfig,
    forMs: options.for ?? null,
    signal: listen().signal,
    say: (line) => writeOut?.(`${line}\n`),
  });
}

function datasetsOf(
  names: readonly string[],
  { runtime, namespace }: Options,
  command: Command,
): readonly AloneDataset[] {
  if (runtime === 'all') {
    if (names.length > 0)
      misuse(command, '--runtime all makes datasets of its own, each called as its kind: give no names');
    return runtimeNames.map((name) => ({ namespace, name, runtime: name }));
  }
  const given = names.length === 0 ? ['spark'] : names;
  const keys = [...new Set(given.map((name) => datasetName(name, namespace, command)))];
  return keys.map((key) => {
    const [namespace = '', name = ''] = key.split('/');
    return { namespace, name, runtime };
  });
}

function sized(flags: string, meaning: string, value: number, text: string): Option {
  return new Option(flags, meaning).argParser(sizeOption).default(value, text);
}

function rated(flags: string, meaning: string, value: number, text: string): Option {
  const parse = (given: string) => (given === '0' ? 0 : rateOption(given));
  return new Option(flags, meaning).argParser(parse).default(value, text);
}
