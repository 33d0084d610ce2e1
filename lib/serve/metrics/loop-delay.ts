/** How late the event loop is: what one thing that takes long costs everything else. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Row } from './rows.ts';

/** How finely it is sampled, ms; waking for it costs a quiet daemon nothing to speak of. */
const SAMPLE_MS = 20;
const PERCENTILES = [50, 99, 100];

/** Begins to watch. Each scrape is told of the time since the scrape before. */
export function loopDelayRow(): Row<unknown> {
  const histogram = monitorEventLoopDelay({ resolution: SAMPLE_MS });
  histogram.enable();
  // What is recorded is from one sample to the next, so a loop that is never late shows the resolution.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - SAMPLE_MS) / 1000;
  return {
    name: 'fluid_autoscaler_event_loop_delay_seconds',
    help: 'How late the event loop was since the last scrape, by percentile (100: at most); one thing that takes long delays all others.',
    labels: ['percentile'],
    of: () => {
      const points = PERCENTILES.map((percentile) => ({
        labels: { percentile: String(percentile) },
        value: late(percentile === 100 ? histogram.max : histogram.percentile(percentile)),
      }));
      histogram.reset();
      return points;
    },
  };
}
