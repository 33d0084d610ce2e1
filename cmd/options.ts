/** Argument parsers and options that verbs share. They say what was given and what is allowed. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { parseDuration } from '../lib/units/duration.ts';
import { parseInstant } from '../lib/units/instant.ts';
import { parseSize } from '../lib/units/size.ts';

export function durationOption(text: string): number {
  const ms = parseDuration(text);
  if (ms === null || ms <= 0) throw new InvalidArgumentError('must be a duration such as 5s, 20m or 1h30m.');
  return ms;
}

export function instantOption(text: string): number {
  const at = parseInstant(text, realClock.now());
  if (at === null) {
    throw new InvalidArgumentError(
      'must be RFC 3339 (2026-11-22T14:05:00Z), HH:MM today, or -10m before now.',
    );
  }
  return at;
}

/** A whole number, 0 or more. */
export function countOption(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('must be a whole number, 0 or more.');
}

export function sizeOption(text: string): number {
  const bytes = parseSize(text);
  if (bytes === null || bytes <= 0)
    throw new InvalidArgumentError('must be a size such as 2.71GiB or 500MiB.');
  return bytes;
}

export function rateOption(text: string): number {
  const bytes = parseSize(text.replace(/\/s$/, ''));
  if (bytes === null || bytes <= 0) throw new InvalidArgumentError('must be a rate such as 40MiB/s.');
  return bytes;
}

export function speedOption(text: string): number {
  const factor = Number(text);
  if (!(factor >= 1 && factor <= 1000)) throw new InvalidArgumentError('must be between 1 and 1000.');
  return factor;
}

/** Says what is wrong with the command line and ends with the exit code of misuse. */
export function misuse(command: Command, text: string): never {
  return command.error(`error: ${text}`, { exitCode: 2 });
}

/** Which cluster, and how much of it: what kubectl calls these options, and means by them. */
export interface ClusterOptions {
  readonly namespace?: string;
  readonly allNamespaces: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Which cluster, and as whom. */
export function accessOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'default: $KUBECONFIG, ~/.kube/config, or the pod it runs in')
    .option('--context <name>', 'context of the kubeconfig; default: its current one');
}

/** What every verb has that looks at a cluster. */
export function clusterOptions(command: Command): Command {
  const looking = command
    .option('-n, --namespace <namespace>', 'look at this namespace only; default: the context’s')
    .addOption(
      new Option('-A, --all-namespaces', 'look at all namespaces').default(false).conflicts('namespace'),
    );
  return accessOptions(looking);
}

/** The options as `connect` and `startDaemon` take them. `namespace`: null for all, undefined for the context's own. */
export function clusterOf({ namespace, allNamespaces, kubeconfig, context }: ClusterOptions) {
  return { namespace: allNamespaces ? null : namespace, kubeconfig, context };
}

/** `-f`, for verbs that take policy documents; gathers them in `filename`. */
export function policiesOption(): Option {
  const meaning = 'policy documents: a file, a folder, or - for the standard input; may be given again';
  return new Option('-f, --filename <path>', meaning)
    .argParser((path: string, before: readonly string[]) => [...before, path])
    .default([], 'none');
}

/** Says what went wrong, a line each, and that something did: exit code 1. The verb goes on. */
export function complain(command: Command, lines: readonly string[]): void {
  for (const line of lines) command.configureOutput().writeErr?.(`${line}\n`);
  if (lines.length > 0) process.exitCode = 1;
}

/** `NAME` with the namespace of `-n`, or `NAMESPACE/NAME`; anything else is misuse. */
export function datasetName(argument: string, namespace: string, command: Command): string {
  const name = argument.includes('/') ? argument : `${namespace}/${argument}`;
  if (/^[^/\s]+\/[^/\s]+$/.test(name)) return name;
  return misuse(command, `"${argument}" is no dataset: give NAME (with -n NAMESPACE) or NAMESPACE/NAME`);
}

/** `-n`, for verbs that take a dataset. */
export function namespaceOption(): Option {
  const meaning = 'namespace of a dataset given by its name alone';
  return new Option('-n, --namespace <namespace>', meaning).default('default');
}

/**
 * `-o` with the formats there are; the first is the default. A verb that lists things has `...LIST_OUTPUTS` and prints with
 * `printList` or `printStream`; one that tells of a single thing has `text` and `printData`'s `json` and `yaml`; `plan` has both.
 */
export function outputOption(...formats: readonly [string, ...string[]]): Option {
  return new Option('-o, --output <format>', 'how to print it').choices(formats).default(formats[0]);
}
