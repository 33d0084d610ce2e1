/** What an expectation is, and what all of them share. */
import * as z from 'zod';
import { type Course, sinceStart } from './course.ts';

/** One way in which an expectation does not hold. */
export interface Violation {
  /** Where in the expectation, below its name: a field, where one of several did not hold. */
  readonly field?: string;
  readonly expected: string;
  readonly seen: string;
  /** When it was seen, ms; null where it is of the whole run. */
  readonly at: number | null;
}

export interface Expectation<T> {
  readonly schema: z.ZodType<T>;
  /** One line for the README; a test holds the two together. */
  readonly means: string;
  /** @returns what does not hold; nothing when all does */
  readonly check: (course: Course, value: T) => readonly Violation[];
}

/** Keeps the type of the value between a form and its check. */
export function expectation<T>(
  schema: z.ZodType<T>,
  means: string,
  check: Expectation<T>['check'],
): Expectation<T> {
  return { schema, means, check };
}

export const workers = (n: number) => `${n} ${n === 1 ? 'worker' : 'workers'}`;

/** What is either expected or left out. */
export const yes = () => z.literal(true, { error: 'must be true; leave it out to expect nothing' });

/** A moment after the end says nothing, and must not hold by that. */
export function beyond(course: Course, at: number, expected: string, field?: string): Violation | null {
  if (at <= course.endMs) return null;
  const seen = `the scenario is over after ${sinceStart(course.endMs, course)}`;
  return { ...(field === undefined ? {} : { field }), expected, seen, at: null };
}
