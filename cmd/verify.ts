import type { Command } from 'commander';
import type { Verification } from '../lib/ledger/verify.ts';

interface Options {
  readonly ledger: string;
  readonly anchor?: string;
  readonly keyFile?: string;
  readonly output: 'text' | 'json';
}

export function register(program: Command): void {
  program
    .command('verify')
    .description(
      'Was the ledger altered? Exit code 0 whole, 1 not, 2 misuse. Needs no lock and works on a copy.',
    )
    .option('--ledger <folder>', 'folder of the ledger', 'ledger')
    .option(
      '--anchor <hash>',
      'a head hash kept elsewhere (HASH or SEQ:HASH): finds even a ledger rewritten whole',
    )
    .option('--key-file <file>', 'key of a keyed ledger')
    .option('-o, --output <format>', 'text or json', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n  fluid-autoscaler verify --ledger /var/lib/ledger\n  fluid-autoscaler verify --ledger copy/ --anchor 1042:9f86d0…',
    )
    .action(verify);
}

/** Errors that are the caller's: no ledger there, a key or an anchor that cannot be one. */
const MISUSE = new Set(['NoLedger', 'BadAnchor', 'BadKey', 'KeyMismatch', 'LedgerFormat']);

async function verify(options: Options): Promise<void> {
  const { verifyLedger } = await import('../lib/ledger/verify.ts');
  const { LedgerError } = await import('../lib/ledger/error.ts');
  const { anchor, keyFile, output } = options;
  const progress = process.stderr.isTTY
    ? ({ records }: { readonly records: number }) => process.stderr.write(`\r${records} records`)
    : undefined;
  try {
    const verification = await verifyLedger(options.ledger, { anchor, keyFile, onProgress: progress });
    if (progress !== undefined) process.stderr.write('\r\x1b[K');
    const text = output === 'json' ? JSON.stringify(verification, null, 2) : lines(verification).join('\n');
    process.stdout.write(`${text}\n`);
    process.exitCode = verification.whole ? 0 : 1;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = MISUSE.has(error.code) ? 2 : 1;
  }
}

function lines({ whole, finding, notes, records, segments, head, chain }: Verification): string[] {
  const verdict = whole
    ? `whole: ${records} records in ${segments} ${segments === 1 ? 'segment' : 'segments'}, ${chain} chain`
    : `NOT WHOLE: ${finding?.message ?? 'the chain does not hold'}`;
  return [
    verdict,
    ...(head === null ? [] : [`head: ${head.seq}:${head.hash}`]),
    ...notes.map(({ message }) => `note: ${message}`),
  ];
}
