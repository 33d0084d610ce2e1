/** What the verbs share by which people speak to the daemon: pause, resume, scale. */
import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import type { Annotations, Changes } from '../lib/control/speak.ts';
import type { Standing } from '../lib/control/standing.ts';
import type { Control } from '../lib/model/control.ts';
import { version } from '../lib/version.ts';
import {
  accessOptions,
  datasetName,
  durationOption,
  instantOption,
  misuse,
  outputOption,
} from './options.ts';

export interface SpeakingOptions {
  readonly namespace?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly dryRun: 'none' | 'server';
  readonly output: 'text' | 'json' | 'yaml';
}

export interface SayingOptions extends SpeakingOptions {
  readonly why: string;
  readonly by?: string;
  readonly for?: number;
  readonly until?: number;
}

/** What all three have. */
export function speakingOptions(command: Command): Command {
  return accessOptions(
    command.option('-n, --namespace <namespace>', 'namespace of the dataset; default: the context’s'),
  )
    .addOption(
      new Option('--dry-run <strategy>', 'server: the API server checks it and keeps nothing')
        .choices(['none', 'server'])
        .default('none'),
    )
    .addOption(outputOption('text', 'json', 'yaml'));
}

/** What `pause` and `scale` have besides: who, why, how long. */
export function sayingOptions(command: Command): Command {
  return speakingOptions(
    command
      .requiredOption('--why <text>', 'the reason, one line; it is on the record')
      .option('--by <name>', 'who; default: the user the API server takes you for')
      .addOption(new Option('--for <duration>', 'how long').argParser(durationOption).conflicts('until'))
      .option('--until <time>', 'until when: RFC 3339, or HH:MM today', instantOption),
  );
}

/** When it ends, ms, or null: no end was given. Exits where that is over already. */
export function endOf({ for: span, until }: SayingOptions, now: number, command: Command): number | null {
  if (span !== undefined) return now + span;
  if (until === undefined) return null;
  if (until > now) return until;
  return misuse(command, `--until ${new Date(until).toISOString()} is over already`);
}

/** One dataset of one cluster, and who speaks about it. */
export interface Talk {
  readonly dataset: string;
  /** Who, for `by`. Exits where nobody knows. */
  who(by: string | undefined): Promise<string>;
  /** @throws what the cluster refuses, as one sentence */
  write(change: (before: Annotations) => Changes): Promise<{ readonly before: Annotations }>;
  /** The policy document as far as the cluster shows it, or why it does not. */
  standing(): Promise<Standing | string>;
}

/** Connects, and closes when the work is done. */
export async function talk(
  argument: string,
  options: SpeakingOptions,
  command: Command,
  work: (talk: Talk) => Promise<void>,
): Promise<void> {
  const { kubeconfig, context } = options;
  const { connect } = await import('../lib/kube/connect.ts');
  const { describeError } = await import('../lib/kube/errors.ts');
  const { speak } = await import('../lib/control/speak.ts');
  const client = connect({ kubeconfig, context, userAgent: `fluid-autoscaler/${version}` });
  const dataset = datasetName(argument, options.namespace ?? client.namespace, command);
  const [namespace = '', name = ''] = dataset.split('/');
  try {
    await work({
      dataset,
      who: async (by) => {
        if (by !== undefined) return by;
        const { whoSpeaks } = await import('../lib/control/who.ts');
        return (
          (await whoSpeaks(client, { kubeconfig, context })) ??
          misuse(command, 'nobody knows who you are: give --by NAME')
        );
      },
      write: (change) =>
        speak({ client, namespace, name, dryRun: options.dryRun === 'server', change }).catch(
          (error: unknown) => {
            throw new Error(`Dataset ${dataset}: ${describeError(error)}`, { cause: error });
          },
        ),
      standing: async () => {
        const { standingOf } = await import('../lib/control/standing.ts');
        const { policies: registry } = await import('../policies/index.ts');
        return standingOf({ client, namespace, name, registry });
      },
    });
  } finally {
    await client.close();
  }
}

/** Holds a text to what the daemon will read in it; anything else is misuse, told before anything is written. */
export async function understood(annotation: string, text: string, command: Command): Promise<Control> {
  const { readControl } = await import('../lib/spec/annotations/read.ts');
  const control = readControl({ [annotation]: text }) ?? {};
  const [unclear] = control.unclear ?? [];
  return unclear === undefined ? control : misuse(command, unclear.problem.replace(/; allowed: \{.*$/, ''));
}

export interface Result {
  readonly dataset: string;
  /** `paused by jane until …`. */
  readonly what: string;
  readonly control: Control;
  readonly warnings: readonly string[];
}

/** The result on the one stream, warnings on the other, as kubectl does. */
export async function tell(result: Result, options: SpeakingOptions, command: Command): Promise<void> {
  const { dataset, what, warnings } = result;
  const { writeOut, writeErr } = command.configureOutput();
  const { printable } = await import('../lib/units/printable.ts');
  const dry = options.dryRun === 'server';
  if (options.output === 'text') {
    for (const warning of warnings) writeErr?.(`warning: ${printable(warning)}\n`);
    const name = dataset.slice(dataset.indexOf('/') + 1);
    return writeOut?.(
      `${printable(`dataset.data.fluid.io/${name} ${what}`)}${dry ? ' (server dry run)' : ''}\n`,
    );
  }
  const { printData } = await import('../lib/report/print.ts');
  writeOut?.(
    await printData({ ...result, dryRun: dry, at: new Date(realClock.now()).toISOString() }, options.output),
  );
}
