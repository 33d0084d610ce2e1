import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { Story } from '../lib/report/story.ts';
import { damageWarner, readsLedgers, withLedger } from './ledgers.ts';
import { datasetName, instantOption, namespaceOption, outputOption } from './options.ts';

interface Options {
  readonly ledger: readonly string[];
  readonly namespace: string;
  readonly at?: number;
  readonly keyFile?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

/** @param columns of the terminal, null when the output is none */
export function register(program: Command, columns: () => number | null = terminalColumns): void {
  readsLedgers(
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
  fluid-autoscaler explain spark --at 14:05 --ledger volume-0 --ledger volume-1

Of several ledgers, the daemon that led at that time is asked. Times are printed in UTC; HH:MM is of this machine's time zone.
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
  const { findStoryAmong, knownAmong } = await import('../lib/report/several.ts');
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
  const { ledger, value: story } = await findStoryAmong(options.ledger, dataset, at, finding);
  if (isEmpty(story)) {
    const { nothingOf } = await import('../lib/report/known.ts');
    const known = await knownAmong(options.ledger, dataset, finding);
    writeErr?.(`error: ${nothingOf(known, options.ledger, dataset, at)}\n`);
    process.exitCode = 1;
    return;
  }
  const { output } = options;
  const several = options.ledger.length > 1;
  if (output !== 'text') writeOut?.(await printData(several ? { ledger, ...story } : story, output));
  else
    for (const line of told(story, several ? ledger : null))
      writeOut?.(`${wrap(line, columns).join('\n')}\n`);

  function told(of: Story, from: string | null): readonly string[] {
    const [headline = '', ...rest] = explainStory(of);
    return from === null ? [headline, ...rest] : [headline, `  ledger    ${from}`, ...rest];
  }
}

function isEmpty({ standing, policy, quiet, fault }: Story): boolean {
  return standing === null && policy === null && quiet === null && fault === null;
}
