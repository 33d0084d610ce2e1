/** Times of a simulation as a person reads them. */
import { formatDuration } from '../units/duration.ts';
import { formatInstant } from '../units/instant.ts';

const DAY = 86_400_000;

/** To the second from a minute on, else to the millisecond: `45s`, `5h2m`, `12d4h`. */
export function formatSpan(ms: number): string {
  return formatDuration(ms < 60_000 ? ms : Math.round(ms / 1000) * 1000);
}

/** Since the start in runs of a day at most (`+45s`), the instant in longer ones. */
export function momentPrinter(startMs: number, durationMs: number): (at: number) => string {
  if (durationMs > DAY) return (at) => formatInstant(Math.round(at / 1000) * 1000);
  return (at) => `+${formatDuration(at - startMs)}`;
}
