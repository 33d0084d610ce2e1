/** The scalar values of a policy document: each carries its unit, and is parsed into the project's own unit. */
import * as z from 'zod';
import { parseDuration } from '../units/duration.ts';
import { MAX_REPLICAS, MOST_WORKERS } from '../units/int32.ts';
import { parseShare } from '../units/share.ts';
import { parseSize } from '../units/size.ts';
import { clusterRule, matches } from './cluster-rules.ts';

// No flags: only the source of a pattern reaches the JSON Schema.
const DURATION = /^(0|(\d+(\.\d+)?(ms|s|m|h|d))+)$/;
const SHARE = /^\d+(\.\d{1,3})?\s*%$/;
const ROOM = /^\d+(\.\d+)?\s*([kKmMgGtTpPeE]i?[bB]?|[bB])$/;
const SIZE = /^\d+(\.\d+)?\s*([kKmMgGtTpPeE]i?)?[bB]?$/;

/** Longer than anything a cache is steered by; keeps sums of durations far inside whole numbers. */
const LONGEST_MS = 366 * 86_400_000;

const A_DURATION = 'a duration such as 90s, 20m or 1h30m';

/** Far longer than any value with a unit; what the API server needs to bound the work of its rules, characters. */
const LONGEST_TEXT = 32;
const DURATION_META = { title: 'duration', examples: ['90s', '20m', '1h30m'] };

/** One schema for all who ask: making them is much of what a short command takes to start, and none ever changes. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const milliseconds = (text: string | 0) =>
  text === 0 ? 0 : (parseDuration(text) ?? Number.POSITIVE_INFINITY);

const written = (pattern: RegExp, error: string) =>
  z.string({ error }).max(LONGEST_TEXT, { error, abort: true }).regex(pattern, { error });

/** `20m`, `1h30m`, `0` (which YAML reads as a number) -> ms. */
export const duration = once(() => {
  const error = `must be ${A_DURATION}`;
  const schema = z
    .union([z.literal(0), written(DURATION, error)], { error })
    .transform(milliseconds)
    .refine((ms) => ms <= LONGEST_MS, { error: 'must be a duration of at most 366d' })
    .meta(DURATION_META);
  return clusterRule(schema, `type(self) == string ? ${matches(DURATION)} : self == 0`, error);
});

/** A duration longer than nothing. */
export const period = once(() => {
  const error = 'must be a duration longer than 0, such as 10m';
  const schema = written(DURATION, error)
    .transform(milliseconds)
    .refine((ms) => ms > 0, { error, abort: true })
    .refine((ms) => ms <= LONGEST_MS, { error: 'must be a duration of at most 366d' })
    .meta(DURATION_META);
  return clusterRule(schema, `${matches(DURATION)} && self.matches('[1-9]')`, error);
});

/** `90%` -> thousandths of a percent. */
export const share = once(() => {
  const error = 'must be a percentage such as 90%, with at most three decimals';
  const schema = z
    .string({ error: 'must be a percentage such as 90%' })
    .max(LONGEST_TEXT, { error, abort: true })
    .regex(SHARE, { error })
    .transform((text) => parseShare(text) ?? Number.NaN)
    .refine(Number.isSafeInteger, { error: 'must be a percentage such as 90%, and not as large' })
    .meta({ title: 'percentage', examples: ['90%', '87.5%'] });
  return clusterRule(schema, matches(SHARE), error);
});

/** The number of a percentage, in CEL. @param text a CEL expression of the percentage's text */
export function percentOf(text: string): string {
  return `double(${text}.replace('%', '').trim())`;
}

/** A share above 0 and up to 100 %. */
export const utilization = once(() => {
  const error = 'must be a percentage above 0% and at most 100%';
  const schema = share().refine((value) => value > 0 && value <= 100_000, { error });
  const inside = `${percentOf('self')} > 0.0 && ${percentOf('self')} <= 100.0`;
  return clusterRule(schema, `!${matches(SHARE)} || ${inside}`, error);
});

/** `2.71GiB` -> bytes. */
export const size = once(() => {
  const error = 'must be a size such as 2.71GiB or 500MiB';
  const schema = written(SIZE, error)
    .transform((text) => parseSize(text) ?? Number.NaN)
    .refine(Number.isSafeInteger, { error: `${error}, and not as large` })
    .meta({ title: 'size', examples: ['2.71GiB', '500MiB'] });
  return clusterRule(schema, matches(SIZE), error);
});

/** A size above 0, with its unit: a number alone might be of any. */
export const room = once(() => {
  const error = 'must be a size above 0 with its unit, such as 2.71GiB';
  const schema = written(ROOM, error)
    .transform((text) => parseSize(text) ?? Number.NaN)
    .refine((bytes) => bytes > 0, { error, abort: true })
    .refine(Number.isSafeInteger, { error: 'must be a size such as 2.71GiB, and not as large' })
    .meta({ title: 'size', examples: ['2.71GiB', '500MiB'] });
  return clusterRule(schema, `${matches(ROOM)} && self.matches('[1-9]')`, error);
});

const whole = (most: number, of = '') =>
  z
    .number({ error: 'must be a whole number, 0 or more' })
    .int({ error: 'must be a whole number, 0 or more' })
    .min(0, { error: 'must be a whole number, 0 or more' })
    .max(most, { error: `must be a whole number, at most ${most}${of}` });

/** A whole number, 0 or more. */
export const count = once(() => whole(MAX_REPLICAS));

/** A number of workers, 0 or more. */
export const workers = once(() => whole(MOST_WORKERS, ' workers'));

/** A whole number, 1 or more. */
export const positive = (number = count()) => number.min(1, { error: 'must be a whole number, 1 or more' });
