import type { Command } from 'commander';
import type { Verification } from '../lib/ledger/verify.ts';
import { outputOption, readsLedger, withLedger } from './options.ts';

interface Options {
  readonly ledger: string;
  readonly anchor?: string;
  readonly keyFile?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

export function register(program: Command): void {
  readsLedger(
    program
      .command('verify')
      .summary('Whether the ledger was altered')
      .description(
        'Was the ledger altered? Needs no lock: works on a copy, a read-only folder, or while a daemon writes.',
      ),
  )
    .option(
      '--anchor <hash>',
      'a head hash kept elsewhere (HASH or SEQ:HASH), as in the daemon’s log: finds even a ledger cut off or rewritten whole',
    )
    .addOption(outputOption('text', 'json', 'yaml'))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler verify --ledger /var/lib/ledger
  fluid-autoscaler verify --ledger copy/ --anchor 1042:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08

Exit code: 0 whole, 1 not (the first record that is not as it was written is named), 2 misuse.`,
    )
    .action((options: Options, command: Command) => withLedger(command, () => verify(options, command)));
}

async function verify(options: Options, command: Command): Promise<void> {
  const { verifyLedger } = await import('../lib/ledger/verify.ts');
  const { anchor, keyFile, output } = options;
  const { writeOut } = command.configureOutput();
  const progress = process.stderr.isTTY
    ? ({ records }: { readonly records: number }) => process.stderr.write(`\r${records} records`)
    : undefined;
  try {
    const verification = await verifyLedger(options.ledger, { anchor, keyFile, onProgress: progress });
    if (progress !== undefined) process.stderr.write('\r\x1b[K');
    const { printData } = await import('../lib/report/print.ts');
    writeOut?.(
      output === 'text' ? `${lines(verification).join('\n')}\n` : await printData(verification, output),
    );
    process.exitCode = verification.whole ? 0 : 1;
  } catch (error) {
    if (progress !== undefined) process.stderr.write('\r\x1b[K');
    throw error;
  }
}

function lines({ whole, finding, notes, records, segments, head, chain, anchor }: Verification): string[] {
  const verdict = whole
    ? `whole: ${records} records in ${segments} ${segments === 1 ? 'segment' : 'segments'}, ${chain} chain`
    : `NOT WHOLE: ${finding?.message ?? 'the chain does not hold'}`;
  const upTo = whole ? 'head' : 'the chain holds up to';
  return [
    verdict,
    ...(head === null ? [] : [`${upTo}: ${head.seq}:${head.hash}`]),
    ...(whole && anchor === 'record' ? ['anchor: its record is there, as it was'] : []),
    ...notes.map(({ message }) => `note: ${message}`),
  ];
}
