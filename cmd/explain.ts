import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { Story } from '../lib/report/story.ts';
import {
  damageWarner,
  datasetName,
  instantOption,
  namespaceOption,
  outputOption,
  readsLedger,
  withLedger,
} from './options.ts';

interface Options {
  readonly ledger: string;
  readonly namespace: string;
  readonly at?: number;
  readonly keyFile?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

/** @param columns of the terminal, null when the output is none */
export function register(program: Command, columns: () => number | null = terminalColumns): void {
  readsLedger(
    program
      .command('explain')
      .summary('Why it did, or did not, scale at a time')
      .description(
        'Why did it, or why did it not, scale? The decision that stood at a time: what was seen, every wish, every rung, ' +
          'and the field of the policy document that would have changed it.',
      )
      .argument('<dataset>', 'NAME (with -n) or NAMESPACE/NAME'),
  )
    .option('--at <time>', 'RFC 3339, HH:MM today, or -10m; default: now', instantOption)
    .addOption(namespaceOption())
    .addOption(outputOption('text', 'json', 'yaml'))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler explain spark --at 14:05
  fluid-autoscaler explain spark --at -10m
  fluid-autoscaler explain prod/imagenet --at 2026-11-22T14:05:00Z --ledger /var/lib/ledger

Times are printed in UTC; HH:MM is of this machine's time zone.
Exit code: 0 explained, 1 the ledger has nothing of that dataset at that time, 2 misuse.`,
    )
    .action((argument: string, options: Options, command: Command) =>
      withLedger(command, () => explain(argument, options, command, columns())),
    );
}

function terminalColumns(): number | null {
  return process.stdout.isTTY ? process.stdout.columns : null;
}

async function explain(
  argument: string,
  options: Options,
  command: Command,
  columns: number | null,
): Promise<void> {
  const { explainStory } = await import('../lib/report/explain.ts');
  const { findStory } = await import('../lib/report/find.ts');
  const { printData } = await import('../lib/report/print.ts');
  const { wrap } = await import('../lib/report/wrap.ts');
  const { writeOut, writeErr } = command.configureOutput();
  const dataset = datasetName(argument, options.namespace, command);
  const now = realClock.now();
  const at = options.at ?? now;
  if (at > now)
    writeErr?.(
      `warning: ${new Date(at).toISOString()} has not come yet; HH:MM is today, another day needs its date\n`,
    );
  const finding = { keyFile: options.keyFile, onDamage: damageWarner(command) };
  const story = await findStory(options.ledger, dataset, at, finding);
  if (isEmpty(story)) {
    const { nothingOf, whatIsKnown } = await import('../lib/report/known.ts');
    const known = await whatIsKnown(options.ledger, dataset, finding);
    writeErr?.(`error: ${nothingOf(known, options.ledger, dataset, at)}\n`);
    process.exitCode = 1;
    return;
  }
  const { output } = options;
  if (output !== 'text') writeOut?.(await printData(story, output));
  else for (const line of explainStory(story).flatMap((one) => wrap(one, columns))) writeOut?.(`${line}\n`);
}

function isEmpty({ standing, policy, quiet, fault }: Story): boolean {
  return standing === null && policy === null && quiet === null && fault === null;
}
