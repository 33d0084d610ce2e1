import type { Command } from 'commander';
import type { HistoryRow } from '../lib/report/history.ts';
import { datasetName, instantOption } from './options.ts';

interface Options {
  readonly ledger: string;
  readonly namespace: string;
  readonly since?: number;
  readonly until?: number;
  readonly quiet: boolean;
  readonly keyFile?: string;
  readonly output: 'table' | 'json';
}

export function register(program: Command): void {
  program
    .command('history')
    .description('What happened, one line each: decisions, changes by others, policies, starts and stops.')
    .argument('[dataset]', 'NAME (with -n) or NAMESPACE/NAME; default all')
    .option('--ledger <folder>', 'folder of the ledger', 'ledger')
    .option('-n, --namespace <namespace>', 'namespace of a dataset given by its name alone', 'default')
    .option('--since <time>', 'RFC 3339, HH:MM today, or -1h', instantOption)
    .option('--until <time>', 'RFC 3339, HH:MM today, or -1h', instantOption)
    .option('--quiet', 'also the minutes in which nothing new was decided', false)
    .option('--key-file <file>', 'key of a keyed ledger')
    .option('-o, --output <format>', 'table or json (one object a line)', 'table')
    .action(history);
}

async function history(argument: string | undefined, options: Options): Promise<void> {
  const { readLedger } = await import('../lib/ledger/read.ts');
  const { historyRow } = await import('../lib/report/history.ts');
  const containing =
    argument === undefined ? undefined : JSON.stringify(datasetName(argument, options.namespace));
  const { since: from, until: to, keyFile } = options;
  const onDamage = (message: string) => process.stderr.write(`warning: ${message}\n`);
  for await (const record of readLedger(options.ledger, { from, to, containing, keyFile, onDamage })) {
    const row = historyRow(record, options.quiet);
    if (row !== null)
      process.stdout.write(`${options.output === 'json' ? JSON.stringify(row) : line(row)}\n`);
  }
}

function line({ at, dataset, what, detail }: HistoryRow): string {
  return `${at.padEnd(25)}${dataset.padEnd(20)} ${what.padEnd(18)} ${detail}`;
}
