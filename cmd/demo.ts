import { type Command, InvalidArgumentError } from 'commander';
import { parseSize } from '../lib/units/size.ts';
import { version } from '../lib/version.ts';

interface Options {
  readonly policy?: string;
  readonly ledger?: string;
  readonly size: number;
  readonly rate: number;
  readonly speed?: number;
}

export function register(program: Command): void {
  program
    .command('demo')
    .description(
      'The daemon against an embedded sandbox cluster, on fast time: the article’s case in under a minute.',
    )
    .option('--policy <file>', 'policy document to play; default: the article’s')
    .option('--size <size>', 'size of the dataset', sizeOption, 2_909_879_074)
    .option('--rate <rate>', 'how fast it is loaded, such as 40MiB/s', rateOption, 40 * 2 ** 20)
    .option('--ledger <folder>', 'folder for the ledger; default: a new one in the temporary folder')
    .option('--speed <factor>', 'seconds of the demo in a real second', speedOption)
    .addHelpText(
      'after',
      '\nExamples:\n  fluid-autoscaler demo\n  fluid-autoscaler demo --policy examples/target.yaml --size 5GiB --rate 80MiB/s',
    )
    .action(demo);
}

async function demo(options: Options): Promise<void> {
  const { loadPolicy, demoLedger } = await import('../lib/sandbox/demo/inputs.ts');
  const { createScreen } = await import('../lib/sandbox/demo/screen.ts');
  const { runDemo } = await import('../lib/sandbox/demo/demo.ts');
  const loaded = await loadPolicy(options.policy);
  if ('faults' in loaded) {
    process.stderr.write(`${loaded.faults.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  await runDemo({
    ...loaded,
    ledger: options.ledger ?? demoLedger(),
    sizeBytes: options.size,
    rateBytesPerSecond: options.rate,
    speed: options.speed ?? null,
    screen: createScreen(process.stdout, process.env),
    signal: stopping.signal,
    version,
  });
  if (stopping.signal.aborted) process.exitCode = 130;
}

function sizeOption(text: string): number {
  const bytes = parseSize(text);
  if (bytes === null || bytes <= 0)
    throw new InvalidArgumentError('must be a size such as 2.71GiB or 500MiB.');
  return bytes;
}

function rateOption(text: string): number {
  const bytes = parseSize(text.replace(/\/s$/, ''));
  if (bytes === null || bytes <= 0) throw new InvalidArgumentError('must be a rate such as 40MiB/s.');
  return bytes;
}

function speedOption(text: string): number {
  const factor = Number(text);
  if (!(factor >= 1 && factor <= 1000)) throw new InvalidArgumentError('must be between 1 and 1000.');
  return factor;
}
