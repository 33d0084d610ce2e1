import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { datasetName, instantOption } from './options.ts';

interface Options {
  readonly ledger: string;
  readonly namespace: string;
  readonly at?: number;
  readonly keyFile?: string;
  readonly output: 'text' | 'json';
}

export function register(program: Command): void {
  program
    .command('explain')
    .description(
      'Why did it, or why did it not, scale? Prints the decision that stood at a time, rung by rung.',
    )
    .argument('<dataset>', 'NAME (with -n) or NAMESPACE/NAME')
    .option('--at <time>', 'RFC 3339, HH:MM today, or -10m; default now', instantOption)
    .option('--ledger <folder>', 'folder of the ledger', 'ledger')
    .option('-n, --namespace <namespace>', 'namespace of a dataset given by its name alone', 'default')
    .option('--key-file <file>', 'key of a keyed ledger')
    .option('-o, --output <format>', 'text or json', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n  fluid-autoscaler explain spark --at 14:05\n  fluid-autoscaler explain prod/imagenet --at -10m --ledger /var/lib/ledger',
    )
    .action(explain);
}

async function explain(argument: string, options: Options): Promise<void> {
  const { explainStory } = await import('../lib/report/explain.ts');
  const { findStory } = await import('../lib/report/find.ts');
  const dataset = datasetName(argument, options.namespace);
  const at = options.at ?? realClock.now();
  const story = await findStory(options.ledger, dataset, at, options.keyFile);
  const text =
    options.output === 'json' ? JSON.stringify(story, null, 2) : explainStory(story, dataset, at).join('\n');
  process.stdout.write(`${text}\n`);
  // A dataset the ledger has never heard of is a failure for a script.
  if (story.decision === null && story.waiting === null) process.exitCode = 1;
}
