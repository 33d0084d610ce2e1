import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { complain, misuse, outputOption } from './options.ts';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';

interface Options extends PluginOptions {
  readonly from?: string;
  readonly to?: string;
  readonly tz?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

/**
 * @param stdin what `-` reads
 * @param now what time it is, ms
 */
export function register(
  program: Command,
  stdin: AsyncIterable<Uint8Array> = process.stdin,
  now: () => number = realClock.now,
): void {
  takesPlugins(program.command('schedule'))
    .summary('What the windows of a policy allow when, as a table and a calendar')
    .description(
      'What the windows of policy documents allow when: every window with its edges, a calendar of what holds, and a table of it. ' +
        'Needs no cluster.',
    )
    .argument('<files...>', 'policy documents: files, folders, or - for the standard input')
    .option('--from <day>', 'a day (2026-10-24), RFC 3339, HH:MM or -10m; default: today')
    .option('--to <day>', 'the same; default: a week after')
    .option('--tz <zone>', 'the time zone to show it in; default: that of the first window')
    .addOption(outputOption('text', 'json', 'yaml'))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler schedule examples/nightly.yaml
  fluid-autoscaler schedule examples/nightly.yaml --from 2026-10-23 --to 2026-10-27    # clocks are put back
  fluid-autoscaler schedule policies/ --tz America/New_York -o json

Exit code: 0 shown, 1 a fault in a document, 2 misuse.`,
    )
    .action((paths: string[], options: Options, command: Command) =>
      show(paths, options, command, stdin, now()),
    );
}

async function show(
  paths: readonly string[],
  options: Options,
  command: Command,
  stdin: AsyncIterable<Uint8Array>,
  now: number,
): Promise<void> {
  const { output, from, to, tz } = options;
  const { registry, plugins } = await pluginsOf(options, command);
  const { readSources } = await import('../lib/spec/sources.ts');
  const { documentsIn, scheduleOf } = await import('../lib/report/schedule/schedule.ts');
  const { scheduleData, scheduleText } = await import('../lib/report/schedule/text.ts');
  const { printData } = await import('../lib/report/print.ts');
  const { terminalOf } = await import('../lib/simulate/print.ts');
  const sources = await readSources(paths, stdin).catch((error: Error) => misuse(command, error.message));
  await plugins?.learn(sources);
  const { documents, faults } = documentsIn(sources, registry, now);
  const scheduled = documents.map((document) => {
    try {
      return scheduleOf(document, { from, to, zone: tz }, now);
    } catch (error) {
      return misuse(command, (error as Error).message);
    }
  });
  const { writeOut } = command.configureOutput();
  if (output === 'text') {
    const { colour } = terminalOf(process.stdout, process.env);
    writeOut?.(scheduled.map((one) => scheduleText(one, colour)).join('\n'));
  } else writeOut?.(await printData({ items: scheduled.map(scheduleData) }, output));
  complain(command, faults);
}
