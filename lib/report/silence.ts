/** Whether nobody looked at the instant asked for, as far as the ledger can tell. */
import type { LoadedDocument } from '../spec/load.ts';
import { formatInstant } from '../units/instant.ts';
import type { Story } from './story.ts';

/** Quiet minutes are written once a minute: so long without a record is nothing unusual, ms. */
const USUAL_MS = 120_000;

export interface Silence {
  readonly headline: string;
  readonly lines: readonly string[];
}

/** @returns null when somebody looked, or nothing says that nobody did */
export function silenceOf(story: Story, document: LoadedDocument | null): Silence | null {
  const { running, at, lastLookAt, nextLookAt, restart } = story;
  if (running?.entry.kind === 'stop') {
    return {
      headline: 'nothing was decided: no daemon ran',
      lines: [
        `  daemon    stopped at ${formatInstant(running.at)} (${running.entry.why})${restart === null ? '' : `, started again at ${formatInstant(restart.at)}`}`,
      ],
    };
  }
  if (lastLookAt === null || story.standing === 'waiting' || story.standing === 'gone') return null;
  const longest = Math.max(USUAL_MS, 3 * spacingOf(story, document));
  if (at - lastLookAt <= longest || (nextLookAt ?? Number.POSITIVE_INFINITY) - lastLookAt <= longest)
    return null;
  const until = nextLookAt === null ? 'and none after it' : `and the next at ${formatInstant(nextLookAt)}`;
  const why =
    restart === null
      ? 'no daemon ran, or it did not hold the Lease, or it could not write its ledger'
      : `the daemon was killed or lost its machine: it started again at ${formatInstant(restart.at)} without having stopped`;
  return {
    headline: 'nothing was decided: no look is recorded',
    lines: [`  silence   the last look is of ${formatInstant(lastLookAt)}, ${until}: ${why}`],
  };
}

/** About how far apart the looks are, ms. */
function spacingOf({ quiet, running }: Story, document: LoadedDocument | null): number {
  const { from = 0, to = 0, ticks = 0 } = quiet?.entry ?? {};
  const seen = ticks > 1 ? (to - from) / (ticks - 1) : 0;
  const started = running?.entry.kind === 'start' ? running.entry.interval : 0;
  return Math.max(seen, document?.plan.intervalMs ?? started);
}
