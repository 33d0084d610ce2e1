import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Policy } from '../lib/decide/contract.ts';
import { type Price, parsePrice } from '../lib/report/price.ts';
import type { WhatIf } from '../lib/report/what-if.ts';
import type { LoadedDocument } from '../lib/spec/load.ts';
import { version } from '../lib/version.ts';
import { damageWarner, readsLedger, withLedger } from './ledgers.ts';
import { datasetName, instantOption, misuse, namespaceOption } from './options.ts';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';

interface Options extends PluginOptions {
  readonly ledger: string;
  readonly namespace: string;
  readonly from?: number;
  readonly to?: number;
  readonly dataset: readonly string[];
  readonly policy: readonly string[];
  readonly replay: boolean;
  readonly price?: Price;
  readonly keyFile?: string;
  readonly output: string;
}

export function register(program: Command): void {
  readsLedger(
    takesPlugins(program.command('report'))
      .summary('What happened as charts, what it cost, what another policy had done')
      .description(
        'Charts of a ledger as one file: utilization, workers, decisions, cost, and what another policy would have done.',
      ),
  )
    .option('--from <time>', 'RFC 3339, HH:MM today, or -7d; default: the first record', instantOption)
    .option('--to <time>', 'RFC 3339, HH:MM today, or -1h; default: the last record', instantOption)
    .option('--dataset <name>', 'NAME (with -n) or NAMESPACE/NAME; again for more; default: all', collect, [])
    .addOption(namespaceOption())
    .option('--policy <file>', 'also play what was recorded under this policy; again for more', collect, [])
    .option('--replay', 'play it under the policy that really ran only, and say how far off that is', false)
    .addOption(
      new Option('--price <price>', 'what capacity costs: 0.004/GiB-hour, 0.12EUR/worker-hour').argParser(
        priceOption,
      ),
    )
    .option('-o, --output <file>', 'FILE.html, FILE.json, or json for standard output', 'report.html')
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler report -o report.html
  fluid-autoscaler report --from -7d --dataset prod/imagenet --price 0.004/GiB-hour -o week.html
  fluid-autoscaler report --policy careful.yaml --policy eager.yaml -o what-if.html
  fluid-autoscaler report --replay -o json | jq '.datasets[].whatIf.error'

The page is one file: it asks nobody for anything, and the same ledger gives the same bytes.
A policy is played on the recorded demand for data, through the cache model: --replay says how far to believe that.
Exit code: 0 done, 1 failed (a fault in a policy document, a ledger that cannot be read), 2 misuse.`,
    )
    .action((options: Options, command: Command) => withLedger(command, () => report(options, command)));
}

async function report(options: Options, command: Command): Promise<void> {
  const { ledger, namespace, keyFile, from = null, to = null, price = null, output } = options;
  const format = formatOf(output, command);
  if (from !== null && to !== null && from > to) misuse(command, '--from lies after --to');
  const datasets = options.dataset.map((name) => datasetName(name, namespace, command));
  const { registry, plugins } = await pluginsOf(options, command);
  const files = await policiesOf(options.policy, registry, command);
  if (files === null) return;
  const reading = { keyFile, onDamage: damageWarner(command) };
  const { readTimelines } = await import('../lib/report/timeline/read.ts');
  const timelines = await readTimelines(ledger, { ...reading, from, to, datasets });
  if (timelines === null) return fail(command, `the ledger in ${ledger} holds no record in that time`);
  const missing = datasets.find((name) => !timelines.datasets.some(({ dataset }) => dataset === name));
  if (missing !== undefined)
    return fail(command, `the ledger in ${ledger} has nothing of ${missing} in that time`);
  const replays = options.replay || files.length > 0;
  const whatIf: ReadonlyMap<string, WhatIf> = replays
    ? await (await import('../lib/simulate/replay/what-if.ts')).whatIfs(ledger, {
        ...reading,
        timelines,
        files,
        plugins,
      })
    : new Map();
  const { reportJson, reportOf } = await import('../lib/report/report.ts');
  const made = reportOf(timelines, { version, price, whatIf });
  const text =
    format === 'html' ? (await import('../lib/report/page/page.ts')).reportPage(made) : reportJson(made);
  const { writeOut, writeErr } = command.configureOutput();
  const say = output === 'json' ? writeErr : writeOut;
  const { saidOf } = await import('../lib/report/said.ts');
  for (const line of saidOf(made)) say?.(`${line}\n`);
  if (output === 'json') return void writeOut?.(text);
  const { writeFile } = await import('node:fs/promises');
  await writeFile(output, text);
  say?.(`written to ${output}\n`);
}

function formatOf(output: string, command: Command): 'html' | 'json' {
  if (output === 'json' || output.endsWith('.json')) return 'json';
  if (output.endsWith('.html')) return 'html';
  return misuse(command, `-o ${output}: give FILE.html, FILE.json, or json`);
}

/** @returns the documents of each file; null when one is faulty, which has been said then */
async function policiesOf(
  paths: readonly string[],
  registry: readonly Policy[],
  command: Command,
): Promise<readonly (readonly LoadedDocument[])[] | null> {
  if (paths.length === 0) return [];
  const { readWithCalendars } = await import('../lib/spec/calendars.ts');
  const { loadDocuments } = await import('../lib/spec/load.ts');
  const { formatFault } = await import('../lib/spec/fault.ts');
  const files: (readonly LoadedDocument[])[] = [];
  for (const path of paths) {
    const content = await readWithCalendars(path);
    if (content === null) return misuse(command, `there is no policy file ${path}`);
    if ('problem' in content)
      return misuse(command, `the policy file ${path} ${content.problem}; allowed is ${content.allowed}`);
    const { documents, faults } = loadDocuments(content.text, path, registry);
    for (const fault of faults) fail(command, formatFault(fault, content.text));
    if (faults.length > 0) return null;
    if (documents.length === 0) return misuse(command, `${path} holds no policy document`);
    files.push(documents);
  }
  return files;
}

function priceOption(text: string): Price {
  const price = parsePrice(text);
  if (price === null)
    throw new InvalidArgumentError('must be a price such as 0.004/GiB-hour or 0.12EUR/worker-hour.');
  return price;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function fail(command: Command, text: string): void {
  command.configureOutput().writeErr?.(`error: ${text}\n`);
  process.exitCode = 1;
}
