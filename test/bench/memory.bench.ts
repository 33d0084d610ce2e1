/** How much of the machine's memory the daemon holds, idle with one dataset. */
import { realClock } from '../../lib/clock/clock.ts';
import { startIdleDaemon } from '../cmd/idle.ts';
import type { BenchRow } from './row.ts';

const FLOOR_MIB = 90;
const WATCHED_MS = 60_000;

/** The whole process on the package's `bin`, from the end of its start on for a minute of looks: the most `ps` saw. */
export async function benchMemory(): Promise<BenchRow[]> {
  const daemon = await startIdleDaemon();
  const seen: number[] = [];
  try {
    for (const end = realClock.monotonic() + WATCHED_MS; realClock.monotonic() < end; ) {
      await realClock.sleep(2000);
      seen.push(daemon.residentBytes() / 2 ** 20);
    }
  } finally {
    await daemon.stop();
  }
  const most = Math.max(...seen);
  return [
    {
      measure: 'run, idle with one dataset: resident memory over a minute',
      result: `most ${most.toFixed(1)} MiB, at the end ${seen.at(-1)?.toFixed(1)} MiB`,
      floor: `under ${FLOOR_MIB} MiB`,
      ok: most < FLOOR_MIB,
    },
  ];
}
