import { type Command, Option } from 'commander';
import { type RuntimeName, runtimeNames } from '../lib/sandbox/kinds/contract.ts';
import { version } from '../lib/version.ts';
import { rateOption, sizeOption, speedOption } from './options.ts';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';
import { listen } from './signals.ts';

interface Options extends PluginOptions {
  readonly policy?: string;
  readonly runtime: RuntimeName;
  readonly ledger?: string;
  readonly size: number;
  readonly rate: number;
  readonly speed?: number;
}

export function register(program: Command): void {
  takesPlugins(program.command('demo'))
    .summary('The daemon against an embedded cluster, in under a minute')
    .description(
      'The daemon against an embedded sandbox cluster, on fast time: the article’s case in under a minute, no cluster needed.',
    )
    .option(
      '--policy <file>',
      'policy document to play; default: the article’s (examples/spark.yaml), with what the kind needs',
    )
    .addOption(
      new Option('--runtime <kind>', 'kind of runtime that is played')
        .choices(runtimeNames)
        .default('alluxio'),
    )
    .addOption(
      new Option('--size <size>', 'size of the dataset')
        .argParser(sizeOption)
        .default(2_909_879_074, '2.71GiB'),
    )
    .addOption(
      new Option('--rate <rate>', 'how fast it is loaded')
        .argParser(rateOption)
        .default(40 * 2 ** 20, '40MiB/s'),
    )
    .option('--ledger <folder>', 'folder for the ledger; default: a new one among the temporary files')
    .option(
      '--speed <factor>',
      'seconds of the demo in a real second; default: as fast as can be followed',
      speedOption,
    )
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler demo
  fluid-autoscaler demo --size 5GiB --ledger demo-ledger
  fluid-autoscaler demo --runtime juicefs
  fluid-autoscaler demo --policy examples/target.yaml --size 5GiB --rate 80MiB/s

Nothing is left behind but the ledger it names at the end.
Exit code: 0 done, 1 failed (a fault in the policy document), 2 misuse, 130 interrupted.`,
    )
    .action(demo);
}

async function demo(options: Options, command: Command): Promise<void> {
  const { ledgerFolder, policyOf } = await import('../lib/sandbox/demo/inputs.ts');
  const known = await pluginsOf(options, command);
  const { runtime, size: sizeBytes } = options;
  const policy = await policyOf(options.policy, runtime, sizeBytes, known);
  if ('refused' in policy) return refuse(policy);
  const ledger = await ledgerFolder(options.ledger);
  if (typeof ledger !== 'string') return refuse(ledger);
  const { createScreen } = await import('../lib/sandbox/demo/screen.ts');
  const { runDemo } = await import('../lib/sandbox/demo/demo.ts');
  const { signal, number } = listen();
  await runDemo({
    policy,
    plugins: known.plugins,
    ledger,
    runtime,
    sizeBytes,
    rateBytesPerSecond: options.rate,
    speed: options.speed ?? null,
    screen: createScreen(process.stdout, process.env),
    signal,
    version,
  });
  if (signal.aborted) process.exitCode = 128 + number();
}

function refuse({ refused, misuse }: { readonly refused: string; readonly misuse: boolean }): void {
  process.stderr.write(`${refused}\n`);
  process.exitCode = misuse ? 2 : 1;
}
