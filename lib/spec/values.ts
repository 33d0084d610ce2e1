/** The scalar values of a policy document: each carries its unit, and is parsed into the project's own unit. */
import { z } from 'zod';
import { parseDuration } from '../units/duration.ts';
import { parseShare } from '../units/share.ts';
import { parseSize } from '../units/size.ts';

const DURATION = /^(0|(\d+(\.\d+)?(ms|s|m|h|d))+)$/;
const SHARE = /^\d+(\.\d{1,3})?\s*%$/;
const SIZE = /^\d+(\.\d+)?\s*([kmgtpe]i?)?b?$/i;

function scalar(pattern: RegExp, what: string, parse: (text: string) => number | null) {
  return z
    .string({ error: `must be ${what}` })
    .regex(pattern, { error: `must be ${what}` })
    .transform((text) => parse(text) ?? 0);
}

/** `20m`, `1h30m`, `0` -> ms. */
export const duration = () => scalar(DURATION, 'a duration such as 90s, 20m or 1h30m', parseDuration);

/** A duration longer than nothing. */
export const period = () =>
  duration().refine((ms) => ms > 0, { error: 'must be a duration longer than 0, such as 10m' });

/** `90%` -> thousandths of a percent. */
export const share = () => scalar(SHARE, 'a percentage such as 90%', parseShare);

/** A share above 0 and up to 100 %. */
export const utilization = () =>
  share().refine((value) => value > 0 && value <= 100_000, { error: 'must be above 0% and at most 100%' });

/** `2.71GiB` -> bytes. */
export const size = () => scalar(SIZE, 'a size such as 2.71GiB or 500MiB', parseSize);

/** A whole number of workers, 0 or more. */
export const count = () =>
  z
    .number({ error: 'must be a whole number, 0 or more' })
    .int({ error: 'must be a whole number' })
    .min(0, { error: 'must be 0 or more' })
    .max(2_147_483_647, { error: 'must fit a 32-bit count' });

/** A whole number, 1 or more. */
export const positive = () => count().min(1, { error: 'must be 1 or more' });
