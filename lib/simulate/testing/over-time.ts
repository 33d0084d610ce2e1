/** What may be expected of the count and of reasons, at moments and between them. */
import * as z from 'zod';
import { catalogue } from '../../model/reasons/index.ts';
import { count } from '../../spec/values.ts';
import { moment } from '../moments.ts';
import { type Course, instantOf, type State, sinceStart, stateAt, statesIn } from './course.ts';
import { beyond, expectation, type Violation, workers, yes } from './expectation.ts';
import { momentOf, moments } from './moments.ts';

function outside(course: Course, wrong: (state: State) => boolean, expected: string): readonly Violation[] {
  const found = course.states.find(wrong);
  return found === undefined ? [] : [{ expected, seen: workers(found.replicas), at: found.at }];
}

/** The counts of all courses together, whenever one of them changes; what changes at one instant counts together. */
function sums(courses: readonly Course[]): readonly { readonly at: number; readonly sum: number }[] {
  const instants = new Set(courses.flatMap(({ states }) => states.map(({ at }) => at)));
  return [...instants]
    .sort((a, b) => a - b)
    .map((at) => ({
      at,
      sum: courses.reduce((sum, course) => sum + (stateAt(course, at)?.replicas ?? 0), 0),
    }));
}

const reaches = z
  .strictObject({
    replicas: count().optional(),
    serving: count().optional(),
    after: moment().optional(),
    before: moment().optional(),
  })
  .refine(({ replicas, serving }) => (replicas === undefined) !== (serving === undefined), {
    error: 'give one of replicas (workers asked for) and serving (workers that serve)',
  });

const reason = z
  .strictObject({
    code: z.enum(Object.keys(catalogue) as [string, ...string[]], {
      error: 'must be the code of a reason, as `explain` and `simulate` print it',
    }),
    at: moment().optional(),
    before: moment().optional(),
    never: yes().optional(),
  })
  .refine(({ at, before, never }) => [at, before, never].filter((one) => one !== undefined).length === 1, {
    error: 'give one of at, before and never',
  });

export const overTime = {
  neverAbove: expectation(count(), 'The count is never above this.', (course, most) =>
    outside(course, ({ replicas }) => replicas > most, `never above ${workers(most)}`),
  ),
  neverBelow: expectation(count(), 'The count is never below this.', (course, least) =>
    outside(course, ({ replicas }) => replicas < least, `never below ${workers(least)}`),
  ),
  neverAboveTogether: expectation(
    count(),
    'The counts of all datasets of the scenario together are never above this.',
    (course, most) => {
      const found = sums(course.together ?? [course]).find(({ sum }) => sum > most);
      if (found === undefined) return [];
      const expected = `never above ${workers(most)} together`;
      return [{ expected, seen: workers(found.sum), at: found.at }];
    },
  ),
  at: expectation(
    moments(count()),
    'The count at moments: since the start (`20m`), or instants.',
    (course, wanted) =>
      Object.entries(wanted).flatMap(([text, n]): Violation[] => {
        const at = instantOf(momentOf(text) ?? { after: Number.NaN }, course);
        const [expected, field] = [`${workers(n)} at ${text}`, text];
        const over = beyond(course, at, expected, field);
        const found = stateAt(course, at)?.replicas;
        if (over !== null) return [over];
        return found === n ? [] : [{ field, expected, seen: workers(found ?? 0), at }];
      }),
  ),
  endsAt: expectation(count(), 'The count at the end.', (course, n) => {
    const found = course.states.at(-1)?.replicas ?? 0;
    if (found === n) return [];
    return [{ expected: `${workers(n)} at the end`, seen: workers(found), at: course.endMs }];
  }),
  reaches: expectation(
    reaches,
    'The count is `replicas`, or `serving` workers serve, at some moment `before` (and `after`) another.',
    (course, { replicas, serving, after, before }) => {
      const from = after === undefined ? course.startMs : instantOf(after, course);
      const to = before === undefined ? course.endMs : instantOf(before, course);
      const n = replicas ?? serving ?? 0;
      const what = replicas === undefined ? 'serving' : 'replicas';
      const named = `${workers(n)}${what === 'serving' ? ' that serve' : ''}`;
      const late = after === undefined ? '' : ` after ${sinceStart(from, course)}`;
      const expected = `${named}${late} before ${before === undefined ? 'the end' : sinceStart(to, course)}`;
      const over = beyond(course, to, expected, 'before');
      if (over !== null) return [over];
      const states = statesIn(course, from, to);
      if (states.some((state) => state[what] === n)) return [];
      const numbers = [...new Set(states.map((state) => state[what]))];
      const first = course.states.find((state) => state.at >= to && state[what] === n);
      const later = first === undefined ? 'never' : `only at ${sinceStart(first.at, course)}`;
      return [{ expected, seen: `${numbers.join(', then ')}; ${n} ${later}`, at: to }];
    },
  ),
  stays: expectation(
    z.strictObject({ replicas: count(), from: moment(), to: moment().optional() }),
    'The count is `replicas` from a moment on, to another or the end.',
    (course, { replicas, from, to }) => {
      const [first, last] = [instantOf(from, course), to ? instantOf(to, course) : course.endMs];
      const expected = `${workers(replicas)} from ${sinceStart(first, course)} to ${sinceStart(last, course)}`;
      const over = beyond(course, Math.max(first, last), expected);
      if (over !== null) return [over];
      const found = statesIn(course, first, last).find((state) => state.replicas !== replicas);
      if (found === undefined) return [];
      return [{ expected, seen: workers(found.replicas), at: Math.max(first, found.at) }];
    },
  ),
  reason: expectation(
    reason,
    'The decision in force has this reason `at` a moment, or some time `before` one, or `never`.',
    (course, { code, at, before, never }) => {
      if (never !== undefined) {
        const found = course.states.find((state) => state.reason === code);
        return found === undefined ? [] : [{ expected: `never ${code}`, seen: code, at: found.at }];
      }
      const when = instantOf(at ?? before ?? { after: 0 }, course);
      const expected = `${code} ${at ? 'at' : 'before'} ${sinceStart(when, course)}`;
      const over = beyond(course, when, expected, at ? 'at' : 'before');
      if (over !== null) return [over];
      const states = at ? [stateAt(course, when)] : statesIn(course, course.startMs, when);
      const seen = [...new Set(states.map((state) => state?.reason ?? 'none'))];
      return seen.includes(code) ? [] : [{ expected, seen: seen.join(', then '), at: when }];
    },
  ),
} as const;
