import type { Command } from 'commander';
import { version } from '../lib/version.ts';
import { outputOption } from './options.ts';

export function register(program: Command): void {
  program
    .command('version')
    .summary('The version')
    .description('Print the version, as --version does; with -o also of what it runs on.')
    .addOption(outputOption('text', 'json', 'yaml'))
    .addHelpText('after', '\nExamples:\n  fluid-autoscaler version\n  fluid-autoscaler version -o json')
    .action(async ({ output }: { output: 'text' | 'json' | 'yaml' }, command: Command) => {
      const { writeOut } = command.configureOutput();
      if (output === 'text') return writeOut?.(`${version}\n`);
      const { printData } = await import('../lib/report/print.ts');
      const { node, tz = null, icu = null } = process.versions;
      writeOut?.(await printData({ version, node, timeZoneData: tz, icu }, output));
    });
}
