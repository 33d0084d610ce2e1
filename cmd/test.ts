import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { progressLine } from '../lib/report/progress.ts';
import { misuse, outputOption } from './options.ts';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';

interface Options extends PluginOptions {
  readonly filename: readonly string[];
  readonly run?: string;
  readonly output: 'table' | 'json' | 'junit';
  readonly junit?: string;
}

export function register(program: Command): void {
  takesPlugins(program.command('test'))
    .summary('Hold policies to what you expect of them in scenarios')
    .description(
      'Hold policies to what is expected of them in scenarios, on virtual time and without a cluster.',
    )
    .requiredOption(
      '-f, --filename <path>',
      'a test file, or a folder: its *.test.yaml, also below; may be given again',
      (path: string, before: readonly string[] = []) => [...before, path],
    )
    .option('--run <pattern>', 'only tests whose name matches this regular expression')
    .addOption(outputOption('table', 'json', 'junit'))
    .option('--junit <file>', 'write the results as JUnit XML there, too')
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler test -f examples/spark.test.yaml
  fluid-autoscaler test -f policies/ --junit results.xml       # for a CI
  fluid-autoscaler test -f policies/ --run 'never shrinks' -o json

A test names a policy and a scenario (files beside the test file, or written in it) and what must hold, as
  expect:
    - neverAbove: 3
    - reaches: { replicas: 3, before: 10m }
    - noShrinkWhile: loading
All that may be expected: lib/simulate/testing/README.md.
Exit code: 0 all hold, 1 a test failed or has a fault, 2 misuse (no such file, no test of that name).`,
    )
    .action((options: Options, command: Command) => testFiles(options, command));
}

async function testFiles(options: Options, command: Command): Promise<void> {
  const { testPolicies } = await import('../lib/simulate/testing/index.ts');
  const { filename, run, output, junit } = options;
  const known = await pluginsOf(options, command);
  const pattern = patternOf(run, command);
  const progress = progressLine(process.stderr, 'tests', 5);
  const tested = testPolicies({
    paths: filename,
    ...known,
    pattern,
    breathe: () => realClock.sleep(0),
    progress,
  });
  const results = await tested.catch((error: Error) => misuse(command, error.message));
  const { writeOut } = command.configureOutput();
  if (junit !== undefined) await writeFile(junit, results.junit());
  if (output === 'junit') writeOut?.(results.junit());
  else if (output === 'json') writeOut?.(`${JSON.stringify(results.data(), null, 2)}\n`);
  else writeOut?.(results.text());
  process.exitCode = results.ok ? 0 : 1;
}

function patternOf(text: string | undefined, command: Command): RegExp | undefined {
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch (error) {
    return misuse(command, `--run ${text}: ${(error as Error).message}`);
  }
}
