/** What may be expected of the summary of a run. */
import * as z from 'zod';
import { count, duration, size } from '../../spec/values.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatSize } from '../../units/size.ts';
import type { Course } from './course.ts';
import { type Expectation, expectation, type Violation } from './expectation.ts';

/** A bound must say something. */
function range<T extends number>(value: z.ZodType<T>) {
  return z
    .strictObject({ min: value.optional(), max: value.optional() })
    .refine(({ min, max }) => min !== undefined || max !== undefined, { error: 'give min, max or both' });
}

/** A figure of the whole run within bounds. */
function within(
  value: z.ZodType<number>,
  means: string,
  figure: (course: Course) => number,
  text: (figure: number) => string,
): Expectation<{ min?: number | undefined; max?: number | undefined }> {
  return expectation(range(value), means, (course, { min, max }) => {
    const found = figure(course);
    const broken: Violation[] = [];
    const say = (field: string, expected: string) =>
      broken.push({ field, expected, seen: text(found), at: null });
    if (min !== undefined && found < min) say('min', `at least ${text(min)}`);
    if (max !== undefined && found > max) say('max', `at most ${text(max)}`);
    return broken;
  });
}

const number = () =>
  z.number({ error: 'must be a number, 0 or more' }).min(0, { error: 'must be a number, 0 or more' });
/** Most often a size is expected to be nothing. */
const amount = () =>
  z.union([z.literal(0), size()], { error: 'must be a size such as 2.71GiB or 500MiB, or 0' });
const plain = (unit: string) => (figure: number) => `${Number(figure.toFixed(2))}${unit}`;

export const figures = {
  scalings: within(
    count(),
    'How often the policy changes the count.',
    ({ summary }) => summary.scalings,
    plain(''),
  ),
  oscillations: within(
    count(),
    'How often it goes the other way than the time before.',
    ({ summary }) => summary.oscillations,
    plain(''),
  ),
  timeFull: within(
    duration(),
    'How long no worker has room while data is missing.',
    ({ summary }) => summary.fullMs,
    formatDuration,
  ),
  evicted: within(
    amount(),
    'Bytes that are given up to make room.',
    ({ summary }) => summary.evictedBytes,
    formatSize,
  ),
  lost: within(
    amount(),
    'Bytes that go with workers that leave or die.',
    ({ summary }) => summary.lostBytes,
    formatSize,
  ),
  underStore: within(
    amount(),
    'Bytes that are read from the under-store.',
    ({ summary }) => summary.underStoreBytes,
    formatSize,
  ),
  provisionedGibHours: within(
    number(),
    'Capacity asked for, GiB-hours.',
    ({ summary }) => summary.provisionedGibHours,
    plain(' GiB-hours'),
  ),
  wastedGibHours: within(
    number(),
    'Capacity asked for that holds no data, GiB-hours.',
    ({ summary }) => summary.wastedGibHours,
    plain(' GiB-hours'),
  ),
  meanWorkers: within(number(), 'Mean count over time.', ({ summary }) => summary.workers.mean, plain('')),
} as const;
