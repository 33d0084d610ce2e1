import type { Command } from 'commander';
import { misuse } from './options.ts';

interface Options {
  readonly dir: string;
}

export function register(program: Command): void {
  program
    .command('new-policy')
    .summary('A policy of your own to start from')
    .description(
      'Write a policy of your own to start from: a module that works, its test, a document that uses it and a scenario to play.',
    )
    .argument('<name>', 'its name under spec.policies, as nightShift')
    .option('--dir <folder>', 'folder to write to; made when missing', 'plugins')
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler new-policy nightShift
  fluid-autoscaler new-policy nightShift --dir own/

A file that is there already is never touched: then nothing is written. What a policy may say: lib/plugins/README.md.
Exit code: 0 written, 1 a file is there already or the folder cannot be written, 2 misuse.`,
    )
    .action(write);
}

async function write(name: string, { dir }: Options, command: Command): Promise<void> {
  const { A_NAME, isPolicyName } = await import('../lib/plugins/name.ts');
  const { policies } = await import('../policies/index.ts');
  const { newPolicy, nextSteps } = await import('../lib/plugins/new-policy.ts');
  if (!isPolicyName(name)) misuse(command, `"${name}" is no name of a policy: give one ${A_NAME}`);
  if (policies.some((policy) => policy.name === name))
    misuse(command, `${name} is a built-in policy: give another name`);
  const { writeOut, writeErr } = command.configureOutput();
  const { written, there } = await newPolicy(name, dir);
  for (const file of there) writeErr?.(`error: ${file} is there already; nothing was written\n`);
  if (there.length > 0) process.exitCode = 1;
  else
    writeOut?.(
      `${written.join('\n')}\n\nNext:\n${nextSteps(name, dir)
        .map((step) => `  ${step}\n`)
        .join('')}`,
    );
}
