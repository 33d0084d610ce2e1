import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';

interface Options {
  readonly output: 'text' | 'json';
  readonly strict: boolean;
}

/** @param stdin what `-` reads */
export function register(program: Command, stdin: AsyncIterable<Uint8Array> = process.stdin): void {
  program
    .command('validate')
    .description(
      'Check policy documents without a cluster: faults, what cannot bind, and the defaults in force.',
    )
    .argument(
      '<files-or-folders...>',
      'files, folders of *.yaml, *.yml and *.json, or - for the standard input',
    )
    .addOption(new Option('-o, --output <format>', 'text or json').choices(['text', 'json']).default('text'))
    .option('--strict', 'notes fail too', false)
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler validate examples/
  fluid-autoscaler validate --strict -o json spark.yaml
  kubectl get configmap policies -o jsonpath='{.data.spark\\.yaml}' | fluid-autoscaler validate -

Exit code: 0 all valid, 1 faults (or notes, with --strict), 2 misuse.`,
    )
    .action((paths: string[], options: Options, command: Command) =>
      validateFiles(paths, options, command, stdin),
    );
}

async function validateFiles(
  paths: readonly string[],
  { output, strict }: Options,
  command: Command,
  stdin: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { policies } = await import('../policies/index.ts');
  const { readSources } = await import('../lib/spec/sources.ts');
  const { exitCodeOf, validate, validationJson, validationText } = await import('../lib/spec/validation.ts');
  const sources = await readSources(paths, stdin).catch((error: Error) =>
    command.error(`error: ${error.message}`, { exitCode: 2 }),
  );
  const validation = validate(sources, policies, realClock.now());
  const { out, err } =
    output === 'json'
      ? { out: validationJson(validation, strict), err: '' }
      : validationText(validation, sources);
  const { writeOut, writeErr } = command.configureOutput();
  writeErr?.(err);
  writeOut?.(out);
  process.exitCode = exitCodeOf(validation, strict);
}
