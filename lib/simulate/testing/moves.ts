/** What may be expected of the changes that the policy makes. */
import * as z from 'zod';
import type { Scaled } from '../world.ts';
import { type Course, ownChanges, stateBefore, WHILES, type While } from './course.ts';
import { expectation, type Violation, yes } from './expectation.ts';

/** What the policy did in a direction while something was the case; null: at any time. */
function moved(course: Course, direction: 'up' | 'down', during: While | null): readonly Violation[] {
  const wrong = (change: Scaled) => during === null || stateBefore(course, change)?.[during] === true;
  const found = ownChanges(course, direction).find(wrong);
  if (found === undefined) return [];
  const [verb, then] = [
    direction === 'up' ? 'growth' : 'shrinking',
    during === null ? '' : ` while ${during}`,
  ];
  const seen = `${found.from} -> ${found.to}${then}`;
  return [{ expected: `no ${verb}${then}`, seen, at: found.at }];
}

export const moves = {
  noGrowth: expectation(yes(), 'The policy never adds a worker.', (course) => moved(course, 'up', null)),
  noShrink: expectation(yes(), 'The policy never takes one away.', (course) => moved(course, 'down', null)),
  noGrowthWhile: expectation(
    z.enum(WHILES),
    'It adds none while: `loading` (a DataLoad runs), `reading`, `full`, or `blind` (the engine cannot be read).',
    (course, during) => moved(course, 'up', during),
  ),
  noShrinkWhile: expectation(z.enum(WHILES), 'It takes none away while: the same.', (course, during) =>
    moved(course, 'down', during),
  ),
} as const;
