/** What verbs share that read ledgers. */
import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** What every verb needs that reads a ledger. */
export function readsLedger(command: Command): Command {
  return command.option('--ledger <folder>', 'folder of the ledger', 'ledger').addOption(keyFileOption());
}

const LEDGERS: readonly string[] = ['ledger'];

/** As `readsLedger`, of one or several: `ledger` is a list of folders, each once. */
export function readsLedgers(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--ledger <folder>',
        'folder of the ledger; of several daemons: one for each, again or with commas',
      )
        .argParser(ledgersOption)
        .default(LEDGERS, 'ledger'),
    )
    .addOption(keyFileOption());
}

function keyFileOption(): Option {
  return new Option('--key-file <file>', 'key of a keyed ledger');
}

/** Commas part folders, unless there is a folder of that very name. */
function ledgersOption(text: string, before: readonly string[]): readonly string[] {
  const given = existsSync(text) ? [text] : text.split(',').filter((folder) => folder !== '');
  if (given.length === 0) throw new InvalidArgumentError('must be a folder, or several with commas.');
  return [...new Set([...(before === LEDGERS ? [] : before), ...given])];
}

/** Errors of the ledger that are the caller's: no ledger there, a key or an anchor that cannot be one. */
const MISUSE = new Set(['NoLedger', 'BadAnchor', 'BadKey', 'KeyMismatch', 'LedgerFormat']);

/** Runs what reads a ledger. What the ledger refuses is an error of its own: exit code 2 for misuse, else 1. */
export async function withLedger(command: Command, work: () => Promise<void>): Promise<void> {
  const { LedgerError } = await import('../lib/ledger/error.ts');
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const hint = error.code === 'NoLedger' ? '; give its folder with --ledger FOLDER' : '';
    command.configureOutput().writeErr?.(`error: ${error.message}${hint}\n`);
    process.exitCode = MISUSE.has(error.code) ? 2 : 1;
  }
}

/** Warns of each damaged place once, however often the ledger is read. */
export function damageWarner(command: Command): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    command.configureOutput().writeErr?.(`warning: ${message}; run verify on the ledger\n`);
  };
}
