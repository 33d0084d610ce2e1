import type { Command } from 'commander';
import type { Verification } from '../lib/ledger/verify.ts';
import { readsLedgers, withLedger } from './ledgers.ts';
import { misuse, outputOption } from './options.ts';

interface Options {
  readonly ledger: readonly string[];
  readonly anchor?: string;
  readonly keyFile?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

export function register(program: Command): void {
  readsLedgers(
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
  fluid-autoscaler verify --ledger volume-0,volume-1

Exit code: 0 whole (of several: all), 1 not (the first record that is not as it was written is named), 2 misuse.`,
    )
    .action((options: Options, command: Command) => withLedger(command, () => verify(options, command)));
}

async function verify(options: Options, command: Command): Promise<void> {
  const { anchor, output, ledger: ledgers } = options;
  const { writeOut } = command.configureOutput();
  const several = ledgers.length > 1;
  if (several && anchor !== undefined)
    return misuse(command, '--anchor is of one ledger: give one --ledger with it');
  const { printData } = await import('../lib/report/print.ts');
  const all: (Verification & { readonly ledger: string })[] = [];
  let code = 0;
  for (const ledger of ledgers) {
    // One that cannot be verified keeps no other from it.
    await withLedger(command, async () => {
      const verification = await verifyOne(ledger, options);
      all.push({ ledger, ...verification });
      process.exitCode = verification.whole ? 0 : 1;
      if (output !== 'text') return;
      const [verdict = '', ...more] = lines(verification);
      const told = several
        ? [`${ledger}: ${verdict}`, ...more.map((line) => `  ${line}`)]
        : [verdict, ...more];
      writeOut?.(`${told.join('\n')}\n`);
    });
    code = code === 1 ? 1 : Number(process.exitCode ?? 0) || code;
  }
  process.exitCode = code;
  const [first] = all;
  if (output === 'text' || first === undefined) return;
  const { ledger: _, ...only } = first;
  writeOut?.(await printData(several ? all : only, output));
}

async function verifyOne(ledger: string, { anchor, keyFile }: Options): Promise<Verification> {
  const { verifyLedger } = await import('../lib/ledger/verify.ts');
  const progress = process.stderr.isTTY
    ? ({ records }: { readonly records: number }) => process.stderr.write(`\r${records} records`)
    : undefined;
  try {
    return await verifyLedger(ledger, { anchor, keyFile, onProgress: progress });
  } finally {
    if (progress !== undefined) process.stderr.write('\r\x1b[K');
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
