import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { Inputs } from '../lib/simulate/inputs.ts';
import type { Output } from '../lib/simulate/print.ts';
import type { SimulateOptions } from '../lib/simulate/simulate.ts';
import { version } from '../lib/version.ts';
import { comparedFiles } from './compared.ts';
import {
  complain,
  countOption,
  datasetName,
  durationOption,
  misuse,
  outputOption,
  policiesOption,
} from './options.ts';
import { type Known, type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';

interface Options extends PluginOptions {
  readonly filename: readonly string[];
  readonly scenario: string;
  readonly compare?: string;
  readonly dataset?: string;
  readonly seed?: number;
  readonly every?: number;
  readonly all: boolean;
  readonly jump: boolean;
  readonly ledger?: string;
  readonly output: Output;
}

type Playing = Inputs & Pick<Known, 'plugins'>;

/** @param stdin what `-f -` reads */
export function register(program: Command, stdin: AsyncIterable<Uint8Array> = process.stdin): void {
  takesPlugins(program.command('simulate'))
    .summary('What a policy would decide before a scenario, and what that comes to')
    .description(
      "The daemon's own loop on virtual time, before a scenario: what a policy would decide, and what that would come to. " +
        'Needs no cluster.',
    )
    .addOption(policiesOption())
    .requiredOption('--scenario <file>', 'what happens to the cache (kind: Scenario)')
    .option('--compare <files>', 'several policies side by side: files, with a comma between')
    .option(
      '--dataset <dataset>',
      'which policy document, where the file holds several: NAME or NAMESPACE/NAME',
    )
    .addOption(new Option('--seed <number>', "in place of the scenario's").argParser(countOption))
    .option(
      '--every <duration>',
      'distance of the samples of -o json and csv, and of the chart',
      durationOption,
    )
    .option('--all', 'print the decisions to hold too', false)
    .option('--no-jump', 'take every look, also where nothing can change: slower, and the same')
    .option('--ledger <folder>', 'write a real ledger, for history, explain, verify and report')
    .addOption(outputOption('text', 'json', 'csv'))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler simulate -f examples/spark.yaml --scenario examples/scenarios/article.yaml
  fluid-autoscaler simulate -f spark.yaml --scenario year.yaml -o csv --every 1h > year.csv
  fluid-autoscaler simulate --scenario daily.yaml --compare eager.yaml,careful.yaml
  fluid-autoscaler simulate -f spark.yaml --scenario day.yaml --ledger day      # then: history spark --ledger day
  fluid-autoscaler simulate -f budget.yaml --scenario pool.yaml                  # several datasets, with budgets over them

The same inputs print the same bytes. What a scenario may say: lib/simulate/README.md.
Exit code: 0 played, 1 a fault in a document, 2 misuse.`,
    )
    .action((options: Options, command: Command) => run(options, command, stdin));
}

async function run(options: Options, command: Command, stdin: AsyncIterable<Uint8Array>): Promise<void> {
  const files = comparedFiles(options, command);
  const { readInputs } = await import('../lib/simulate/inputs.ts');
  const known = await pluginsOf(options, command);
  const inputs = await readInputs({
    scenario: options.scenario,
    policies: files === null ? [options.filename] : files.map((file) => [file]),
    dataset: options.dataset === undefined ? null : datasetName(options.dataset, 'default', command),
    stdin,
    ...known,
  });
  if ('refused' in inputs) {
    if (inputs.misuse) misuse(command, inputs.refused);
    return complain(command, [inputs.refused]);
  }
  for (const note of inputs.notes) command.configureOutput().writeErr?.(`note: ${note}\n`);
  const playing = { ...inputs, plugins: known.plugins };
  if (files === null) await playOne(playing, options, command);
  else await compareAll(playing, files, options, command);
}

async function playOne(inputs: Playing, options: Options, command: Command) {
  const { output, all, ledger: folder } = options;
  const { ledgerBeside } = await import('../lib/simulate/ledger-beside.ts');
  const beside = folder === undefined ? undefined : await ledgerBeside(folder);
  if (beside === null)
    misuse(
      command,
      `there is a ledger in ${folder} already, and a simulation's records do not belong into it`,
    );
  const simulations = await play(inputs, options, beside?.open).finally(() => beside?.close());
  const { printOutcome, terminalOf } = await import('../lib/simulate/print.ts');
  const shown = { ...terminalOf(process.stdout, process.env), all };
  command.configureOutput().writeOut?.(printOutcome(inputs, simulations, output, shown));
}

async function compareAll(inputs: Playing, files: readonly string[], options: Options, command: Command) {
  const { scenario, policies } = inputs;
  const simulations = await play(inputs, options, undefined);
  const { sideBySide } = await import('../lib/simulate/compare.ts');
  const { printCompared } = await import('../lib/simulate/print.ts');
  const compared = sideBySide(scenario, files, policies, simulations);
  command.configureOutput().writeOut?.(printCompared(compared, scenario.name, options.output));
}

async function play(
  { policies, budgets, scenario, plugins }: Playing,
  { seed, every, jump }: Options,
  openLedger: SimulateOptions['openLedger'],
) {
  const { playAll, playDatasets } = await import('../lib/simulate/session.ts');
  const played = scenario.others === undefined ? playAll : playDatasets;
  return played({
    policies,
    budgets,
    scenario,
    seed: seed ?? scenario.seed,
    jump,
    version,
    plugins,
    watcher: process.stderr,
    clock: realClock,
    ...(every === undefined ? {} : { sampleMs: every }),
    ...(openLedger === undefined ? {} : { openLedger }),
  });
}
