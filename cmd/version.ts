import type { Command } from 'commander';
import { version } from '../lib/version.ts';

export function register(program: Command): void {
  program
    .command('version')
    .summary('The version')
    .description('Print the version, as --version does.')
    .addHelpText('after', '\nExample:\n  fluid-autoscaler version')
    .action((_options: unknown, command: Command) => {
      command.configureOutput().writeOut?.(`${version}\n`);
    });
}
