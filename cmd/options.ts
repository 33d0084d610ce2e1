import { InvalidArgumentError } from 'commander';
import { realClock } from '../lib/clock/clock.ts';
import { parseDuration } from '../lib/units/duration.ts';
import { parseInstant } from '../lib/units/instant.ts';

/** Commander parsers: they say what was given and what is allowed. */
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

/** `NAME` with the namespace of `-n`, or `NAMESPACE/NAME`. */
export function datasetName(argument: string, namespace: string): string {
  return argument.includes('/') ? argument : `${namespace}/${argument}`;
}
