import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { HistoryRow } from '../lib/report/history.ts';
import { LIST_OUTPUTS, type Listing, type ListOutput, printStream } from '../lib/report/print.ts';
import { damageWarner, readsLedgers, withLedger } from './ledgers.ts';
import { datasetName, instantOption, misuse, outputOption } from './options.ts';

interface Options {
  readonly ledger: readonly string[];
  readonly namespace?: string;
  readonly allNamespaces: boolean;
  readonly since?: number;
  readonly until?: number;
  readonly quiet: boolean;
  readonly keyFile?: string;
  readonly output: ListOutput;
}

export function register(program: Command): void {
  readsLedgers(
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
  fluid-autoscaler history --ledger volume-0,volume-1 --since -1h
  fluid-autoscaler history prod/imagenet --since 14:00 --until 15:00 -o json --ledger /var/lib/ledger

With -o json each line is one object: {seq, at, dataset, kind, what, detail}; with -o name each dataset is named once.
Several ledgers (of daemons that led in turn) are told as one, by time; each line says from which.
Exit code: 0 told, 1 the ledger does not know that dataset, 2 misuse.`,
    )
    .action((argument: string | undefined, options: Options, command: Command) =>
      withLedger(command, () => history(argument, options, command)),
    );
}

async function history(argument: string | undefined, options: Options, command: Command): Promise<void> {
  const { aboutDataset } = await import('../lib/report/find.ts');
  const { historyAmong } = await import('../lib/report/several.ts');
  const { writeOut } = command.configureOutput();
  const { since: from, until: to, keyFile, ledger: ledgers, quiet } = options;
  if (from !== undefined && to !== undefined && from > to)
    return misuse(command, '--since lies after --until');
  const dataset =
    argument === undefined ? null : datasetName(argument, options.namespace ?? 'default', command);
  const containing = dataset === null ? aboutNamespace(options.namespace) : aboutDataset(dataset);
  const several = ledgers.length > 1;
  const print = printStream(several ? historiesOf(ledgers) : HISTORY, options.output);
  const reading = { from, to, containing, keyFile, onDamage: damageWarner(command) };
  const named = new Set<string>();
  let found = false;
  for await (const { ledger, value: row } of historyAmong(ledgers, reading, quiet)) {
    if (process.stdout.errored) return; // nobody reads on: history | head
    found = true;
    if (options.output === 'name' && (row.dataset === '-' || named.has(row.dataset))) continue;
    named.add(row.dataset);
    writeOut?.(await print(several ? { ledger, ...row } : row));
  }
  if (!found) await sayNothing(dataset, options, command);
}

/** Nothing in that time is an answer; a dataset the ledger does not know is a failure. */
async function sayNothing(dataset: string | null, options: Options, command: Command): Promise<void> {
  const { nothingOf } = await import('../lib/report/known.ts');
  const { knownAmong } = await import('../lib/report/several.ts');
  const { writeErr } = command.configureOutput();
  const { ledger, keyFile, quiet } = options;
  if (dataset !== null) {
    const known = await knownAmong(ledger, dataset, { keyFile, onDamage: () => undefined });
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

interface Row extends HistoryRow {
  /** Told where there are several. */
  readonly ledger?: string;
}

const HISTORY: Listing<Row> = {
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

/** As `HISTORY`, and first from which ledger. */
function historiesOf(ledgers: readonly string[]): Listing<Row> {
  const least = Math.max(...ledgers.map((ledger) => ledger.length));
  const column = { header: 'LEDGER', least, cell: ({ ledger = '' }: Row) => ledger };
  return { ...HISTORY, columns: [column, ...HISTORY.columns] };
}
