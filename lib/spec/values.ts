/** The scalar values of a policy document: each carries its unit, and is parsed into the project's own unit. */
import { z } from 'zod';
import { parseDuration } from '../units/duration.ts';
import { MAX_REPLICAS } from '../units/int32.ts';
import { parseShare } from '../units/share.ts';
import { parseSize } from '../units/size.ts';

// No flags: only the source of a pattern reaches the JSON Schema.
const DURATION = /^(0|(\d+(\.\d+)?(ms|s|m|h|d))+)$/;
const SHARE = /^\d+(\.\d{1,3})?\s*%$/;
const SIZE = /^\d+(\.\d+)?\s*([kKmMgGtTpPeE]i?)?[bB]?$/;

/** Longer than anything a cache is steered by; keeps sums of durations far inside whole numbers. */
const LONGEST_MS = 366 * 86_400_000;

const A_DURATION = 'a duration such as 90s, 20m or 1h30m';

/** `20m`, `1h30m`, `0` (which YAML reads as a number) -> ms. */
export const duration = () =>
  z
    .union([z.literal(0), z.string().regex(DURATION, { error: `must be ${A_DURATION}` })], {
      error: `must be ${A_DURATION}`,
    })
    .transform((text) => (text === 0 ? 0 : (parseDuration(text) ?? Number.POSITIVE_INFINITY)))
    .refine((ms) => ms <= LONGEST_MS, { error: 'must be a duration of at most 366d' })
    .meta({ title: 'duration', examples: ['90s', '20m', '1h30m'] });

/** A duration longer than nothing. */
export const period = () =>
  duration().refine((ms) => ms > 0, { error: 'must be a duration longer than 0, such as 10m' });

/** `90%` -> thousandths of a percent. */
export const share = () =>
  z
    .string({ error: 'must be a percentage such as 90%' })
    .regex(SHARE, { error: 'must be a percentage such as 90%, with at most three decimals' })
    .transform((text) => parseShare(text) ?? Number.NaN)
    .refine(Number.isSafeInteger, { error: 'must be a percentage such as 90%, and not as large' })
    .meta({ title: 'percentage', examples: ['90%', '87.5%'] });

/** A share above 0 and up to 100 %. */
export const utilization = () =>
  share().refine((value) => value > 0 && value <= 100_000, {
    error: 'must be a percentage above 0% and at most 100%',
  });

/** `2.71GiB` -> bytes. */
export const size = () =>
  z
    .string({ error: 'must be a size such as 2.71GiB or 500MiB' })
    .regex(SIZE, { error: 'must be a size such as 2.71GiB or 500MiB' })
    .transform((text) => parseSize(text) ?? Number.NaN)
    .refine(Number.isSafeInteger, { error: 'must be a size such as 2.71GiB or 500MiB, and not as large' })
    .meta({ title: 'size', examples: ['2.71GiB', '500MiB'] });

/** A whole number of workers, 0 or more. */
export const count = () =>
  z
    .number({ error: 'must be a whole number, 0 or more' })
    .int({ error: 'must be a whole number, 0 or more' })
    .min(0, { error: 'must be a whole number, 0 or more' })
    .max(MAX_REPLICAS, { error: `must be a whole number, at most ${MAX_REPLICAS}` });

/** A whole number, 1 or more. */
export const positive = () => count().min(1, { error: 'must be a whole number, 1 or more' });
