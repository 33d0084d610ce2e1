import type { Command } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { PAUSED } from '../lib/model/control.ts';
import { endOf, type SayingOptions, sayingOptions, talk, tell, understood } from './speaking.ts';

export function register(program: Command): void {
  sayingOptions(
    program
      .command('pause')
      .summary('Leave the count of a dataset alone, for a while or for good')
      .description(
        'Pauses a dataset by an annotation on it, with your own rights: the daemon goes on deciding and recording, and changes ' +
          'nothing until the time is over, or until resume.',
      )
      .argument('<dataset>', 'NAME (with -n) or NAMESPACE/NAME'),
  )
    .addHelpText(
      'after',
      `
Examples:
  fluid-autoscaler pause spark --for 2h --why 'an upgrade of the nodes'
  fluid-autoscaler pause prod/imagenet --until 18:00 --why 'a benchmark' --by jane
  fluid-autoscaler pause spark --why 'until the incident is understood'       # for good: until resume
  fluid-autoscaler pause spark --for 1h --why test --dry-run=server

Needs get and patch on datasets; one who paused before is replaced, and named.
Exit code: 0 written, 1 refused or no answer, 2 misuse.`,
    )
    .action(pause);
}

async function pause(argument: string, options: SayingOptions, command: Command): Promise<void> {
  const until = endOf(options, realClock.now(), command);
  await talk(argument, options, command, async ({ dataset, who, write, standing }) => {
    const { readControl, writePause } = await import('../lib/spec/annotations/read.ts');
    const { untilWords } = await import('../lib/decide/control.ts');
    const { pauseOf } = await import('../lib/control/standing.ts');
    const by = await who(options.by);
    const text = writePause({ by, why: options.why, until });
    const control = await understood(PAUSED, text, command);
    const { before } = await write(() => ({ [PAUSED]: text }));
    const earlier = readControl(before)?.pause;
    const found = await standing();
    const also = typeof found === 'string' ? null : pauseOf(found, realClock.now());
    const warnings = [
      ...(earlier === undefined
        ? []
        : [`this takes the place of the pause of ${earlier.by} (${earlier.why})`]),
      ...(also === null ? [] : [also]),
    ];
    await tell(
      { dataset, what: `paused by ${by} ${untilWords(until)}`, control, warnings },
      options,
      command,
    );
  });
}
