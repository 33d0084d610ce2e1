import type { Command } from 'commander';
import { LIST_OUTPUTS, type ListOutput, printList } from '../lib/report/print.ts';
import { outputOption } from './options.ts';

interface Options {
  readonly output: ListOutput | 'markdown';
}

export function register(program: Command): void {
  program
    .command('kinds')
    .summary('The kinds of runtimes: how each is read and scaled')
    .description(
      'Every kind of runtime Fluid has: who tells how full it is, how its count of workers is written, and what must be allowed for that.',
    )
    .addOption(outputOption(...LIST_OUTPUTS, 'markdown'))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler kinds
  fluid-autoscaler run --allow exec ...          # what a kind needs beyond the default, beside its Role

A kind that is not in the table is named by inspect and /readyz, and held.`,
    )
    .action(kinds);
}

async function kinds({ output }: Options, command: Command): Promise<void> {
  const { runtimeKinds } = await import('../lib/runtimes/kinds.ts');
  const { kindsListing, kindsMarkdown } = await import('../lib/report/kinds.ts');
  const text =
    output === 'markdown' ? kindsMarkdown(runtimeKinds) : await printList(runtimeKinds, kindsListing, output);
  command.configureOutput().writeOut?.(text);
}
