import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { HistoryRow } from '../lib/report/history.ts';
import { LIST_OUTPUTS, type Listing, type ListOutput, printStream } from '../lib/report/print.ts';
import {
  damageWarner,
  datasetName,
  instantOption,
  misuse,
  outputOption,
  readsLedger,
  withLedger,
} from './options.ts';

interface Options {
  readonly ledger: string;
  readonly namespace?: string;
  readonly allNamespaces: boolean;
  readonly since?: number;
  readonly until?: number;
  readonly quiet: boolean;
  readonly keyFile?: string;
  readonly output: ListOutput;
}

export function register(program: Command): void {
  readsLedger(
    program
      .command('history')
      .summary('What happened, one line each')
      .description('What happened, one line each: decisions, changes by others, policies, starts and stops.')
      .argument('[dataset]', 'NAME (with -n) or NAMESPACE/NAME; default: all, and the daemon itself'),
  )
    .option('--since <time>', 'RFC 3339, HH:MM today, or -1h', instantOption)
    .option('--until <time>', 'RFC 3339, HH:MM today, or -1h', instantOption)
    .option('--quiet', 'also the minutes in which nothing new was decided', false)
    .option('-n, --namespace <namespace>', 'only this namespace; with NAME: its namespace (default: default)')
    .addOption(
      new Option('-A, --all-namespaces', 'all namespaces, and the daemon itself, as without -n')
        .default(false)
        .conflicts('namespace'),
    )
    .addOption(outputOption(...LIST_OUTPUTS))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler history
  fluid-autoscaler history spark --since -1h --quiet
  fluid-autoscaler history -n prod -o wide
  fluid-autoscaler history prod/imagenet --since 14:00 --until 15:00 -o json --ledger /var/lib/ledger

With -o json each line is one object: {seq, at, dataset, kind, what, detail}; with -o name each dataset is named once.
Exit code: 0 told, 1 the ledger does not know that dataset, 2 misuse.`,
    )
    .action((argument: string | undefined, options: Options, command: Command) =>
      withLedger(command, () => history(argument, options, command)),
    );
}

async function history(argument: string | undefined, options: Options, command: Command): Promise<void> {
  const { readLedger } = await import('../lib/ledger/read.ts');
  const { repeatedRecords } = await import('../lib/report/checkpoints.ts');
  const { aboutDataset } = await import('../lib/report/find.ts');
  const { historyRow } = await import('../lib/report/history.ts');
  const { writeOut } = command.configureOutput();
  const { since: from, until: to, keyFile, ledger, quiet } = options;
  if (from !== undefined && to !== undefined && from > to)
    return misuse(command, '--since lies after --until');
  const dataset =
    argument === undefined ? null : datasetName(argument, options.namespace ?? 'default', command);
  const containing = dataset === null ? aboutNamespace(options.namespace) : aboutDataset(dataset);
  const isRepeated = await repeatedRecords(ledger);
  const print = printStream(HISTORY, options.output);
  const named = new Set<string>();
  let found = false;
  for await (const record of readLedger(ledger, {
    from,
    to,
    containing,
    keyFile,
    onDamage: damageWarner(command),
  })) {
    if (process.stdout.errored) return; // nobody reads on: history | head
    const row = isRepeated(record.seq) ? null : historyRow(record, quiet);
    if (row === null) continue;
    found = true;
    if (options.output === 'name' && (row.dataset === '-' || named.has(row.dataset))) continue;
    named.add(row.dataset);
    writeOut?.(await print(row));
  }
  if (!found) await sayNothing(dataset, options, command);
}

/** Nothing in that time is an answer; a dataset the ledger does not know is a failure. */
async function sayNothing(dataset: string | null, options: Options, command: Command): Promise<void> {
  const { nothingOf, whatIsKnown } = await import('../lib/report/known.ts');
  const { writeErr } = command.configureOutput();
  const { ledger, keyFile, quiet } = options;
  if (dataset !== null) {
    const known = await whatIsKnown(ledger, dataset, { keyFile, onDamage: () => undefined });
    if (known.firstAt === null) {
      writeErr?.(`error: ${nothingOf(known, ledger, dataset, realClock.now())}\n`);
      process.exitCode = 1;
      return;
    }
  }
  writeErr?.(
    `nothing happened in that time${quiet ? '' : '; --quiet also shows looks that decided nothing new'}\n`,
  );
}

/** Text that stands in every line about the namespace's datasets, and in no other; undefined: no namespace in particular. */
function aboutNamespace(namespace: string | undefined): string | undefined {
  return namespace === undefined ? undefined : `"dataset":${JSON.stringify(`${namespace}/`).slice(0, -1)}`;
}

const HISTORY: Listing<HistoryRow> = {
  columns: [
    { header: 'RECORD', wide: true, cell: ({ seq }) => String(seq) },
    { header: 'TIME', least: 24, cell: ({ at }) => at },
    { header: 'DATASET', least: 16, cell: ({ dataset }) => dataset },
    { header: 'KIND', wide: true, least: 10, cell: ({ kind }) => kind },
    { header: 'WHAT', least: 16, cell: ({ what }) => what },
    { header: 'WHY', cell: ({ detail }) => detail },
  ],
  nameOf: ({ dataset }) => dataset,
};
