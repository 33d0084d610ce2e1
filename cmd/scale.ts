import { type Command, Option } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { OVERRIDE } from '../lib/model/control.ts';
import { countOption, misuse } from './options.ts';
import { endOf, type SayingOptions, sayingOptions, talk, tell, understood } from './speaking.ts';

interface Options extends SayingOptions {
  readonly immediately: boolean;
}

export function register(program: Command): void {
  sayingOptions(
    program
      .command('scale')
      .summary('Ask for a number of workers for a while, whatever the policies wish for')
      .description(
        'Asks for a number of workers by an annotation on the dataset, with your own rights. It is the bounds until its time is ' +
          'over, at most 7 days, and passes respect, adopt, off and a tug of war; no guard, no scaleDown: disabled, no pause.',
      )
      .argument('<dataset>', 'NAME (with -n) or NAMESPACE/NAME')
      .argument('<workers>', 'so many', countOption),
  )
    .addOption(new Option('--immediately', 'in one go, past the step of the policy document').default(false))
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler scale spark 5 --for 2h --why 'a load test'
  fluid-autoscaler scale prod/imagenet 12 --until 18:00 --why 'the demo' --immediately
  fluid-autoscaler scale spark 0 --for 8h --why 'nobody works here today' --dry-run=server
  fluid-autoscaler resume spark                                    # ends it sooner

Needs get and patch on datasets, and --for or --until: an override ends by itself, after at most 7 days.
What holds longer belongs into the policy document. What will hold it is warned of where the cluster shows it.
Exit code: 0 written, 1 refused or no answer, 2 misuse.`,
    )
    .action(scale);
}

async function scale(argument: string, workers: number, options: Options, command: Command): Promise<void> {
  // Whole seconds, so that it has begun when it arrives.
  const since = Math.floor(realClock.now() / 1000) * 1000;
  const until = endOf(options, since, command);
  if (until === null)
    return misuse(command, 'an override ends by itself: give --for DURATION or --until TIME, at most 7d');
  await talk(argument, options, command, async ({ dataset, who, write, standing }) => {
    const { readControl, writeOverride } = await import('../lib/spec/annotations/read.ts');
    const { holding } = await import('../lib/control/standing.ts');
    const { formatInstant } = await import('../lib/units/instant.ts');
    const { immediately, why } = options;
    const by = await who(options.by);
    const override = { workers, by, why, since, until, immediately };
    const text = writeOverride(override);
    const control = await understood(OVERRIDE, text, command);
    const { before } = await write(() => ({ [OVERRIDE]: text }));
    const { override: earlier, pause } = readControl(before) ?? {};
    const found = await standing();
    const now = realClock.now();
    const warnings = [
      ...(earlier === undefined || earlier.until <= now
        ? []
        : [
            `this takes the place of the override of ${earlier.by} (${earlier.workers} workers, ${earlier.why})`,
          ]),
      ...(pause === undefined || (pause.until !== null && pause.until <= now)
        ? []
        : [
            `it is paused by ${pause.by} (${pause.why}): nothing is changed until resume or the end of the pause`,
          ]),
      ...(typeof found === 'string'
        ? [`${found}: where it says scaleDown: disabled fewer workers are held, and so do its guards`]
        : holding(found, override, now)),
    ];
    const what = `scaled to ${workers} by ${by} until ${formatInstant(until)}`;
    await tell({ dataset, what, control, warnings }, options, command);
  });
}
