import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { type SpeakingOptions, speakingOptions, talk, tell } from './speaking.ts';

export function register(program: Command): void {
  speakingOptions(
    program
      .command('resume')
      .summary('End a pause and an override: the policies decide again')
      .description(
        'Takes back what people said by annotations on a dataset (pause, scale), with your own rights. A pause that the policy ' +
          'document says stays; this tells of it.',
      )
      .argument('<dataset>', 'NAME (with -n) or NAMESPACE/NAME'),
  )
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler resume spark
  fluid-autoscaler resume prod/imagenet --dry-run=server

Needs get and patch on datasets. Where nobody said anything there is nothing to do, which is no failure.
Exit code: 0 nothing is said any more, 1 refused or no answer, 2 misuse.`,
    )
    .action(resume);
}

async function resume(argument: string, options: SpeakingOptions, command: Command): Promise<void> {
  await talk(argument, options, command, async ({ dataset, write, standing }) => {
    const { readControl } = await import('../lib/spec/annotations/read.ts');
    const { pauseOf } = await import('../lib/control/standing.ts');
    const { before } = await write((ours) =>
      Object.fromEntries(Object.keys(ours).map((name) => [name, null])),
    );
    const control = readControl(before) ?? {};
    const { pause, override, unclear = [] } = control;
    const taken = [
      ...(pause === undefined ? [] : [`the pause of ${pause.by} (${pause.why})`]),
      ...(override === undefined
        ? []
        : [`the override of ${override.by} (${override.workers} workers, ${override.why})`]),
      ...unclear.map(({ annotation }) => `the annotation ${annotation}, which nobody understood`),
    ];
    const what =
      taken.length === 0 ? 'has nothing to take back' : `resumed: ${taken.join(' and ')} taken back`;
    const found = await standing();
    const still = typeof found === 'string' ? null : pauseOf(found, realClock.now());
    await tell({ dataset, what, control, warnings: still === null ? [] : [still] }, options, command);
  });
}
