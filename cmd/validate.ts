import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { misuse, outputOption } from './options.ts';
import { type PluginOptions, pluginsOf, takesPlugins } from './plugins.ts';

interface Options extends PluginOptions {
  readonly output: 'text' | 'json' | 'yaml' | 'name';
  readonly strict: boolean;
}

/** @param stdin what `-` reads */
export function register(program: Command, stdin: AsyncIterable<Uint8Array> = process.stdin): void {
  takesPlugins(program.command('validate'))
    .summary('Check policy documents: file, line, column, what is allowed')
    .description(
      'Check policy documents without a cluster: faults, what cannot bind, and the defaults in force.',
    )
    .argument(
      '<files-or-folders...>',
      'files, folders of *.yaml, *.yml and *.json, or - for the standard input',
    )
    .addOption(outputOption('text', 'json', 'yaml', 'name'))
    .option('--strict', 'notes fail too', false)
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler validate examples/
  fluid-autoscaler validate --strict -o json spark.yaml
  fluid-autoscaler validate -o name examples/          # the datasets they are for
  kubectl get configmap policies -o jsonpath='{.data.spark\\.yaml}' | fluid-autoscaler validate -

Exit code: 0 all valid, 1 faults (or notes, with --strict), 2 misuse.`,
    )
    .action((paths: string[], options: Options, command: Command) =>
      validateFiles(paths, options, command, stdin),
    );
}

async function validateFiles(
  paths: readonly string[],
  options: Options,
  command: Command,
  stdin: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { output, strict } = options;
  const [{ registry, plugins }, { readSources }, validation] = await Promise.all([
    pluginsOf(options, command),
    import('../lib/spec/sources.ts'),
    import('../lib/spec/validation.ts'),
  ]);
  const { exitCodeOf, validate, validationData, validationNames, validationText } = validation;
  const sources = await readSources(paths, stdin).catch((error: Error) => misuse(command, error.message));
  await plugins?.learn(sources);
  const found = validate(sources, registry, realClock.now());
  const { writeOut, writeErr } = command.configureOutput();
  if (output === 'json' || output === 'yaml') {
    const { printData } = await import('../lib/report/print.ts');
    writeOut?.(await printData(validationData(found, strict), output));
  } else {
    const { out, err } = validationText(found, sources);
    writeErr?.(err);
    writeOut?.(output === 'name' ? validationNames(found) : out);
  }
  process.exitCode = exitCodeOf(found, strict);
}
