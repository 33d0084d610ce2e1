import fc from 'fast-check';
import type { Member } from '../../../lib/budget/allot.ts';
import type { Seen } from '../../../lib/budget/shelf.ts';

/** A member that was looked at, acts, and has what it wishes for. */
export function member(dataset: string, wishes: Partial<Member> = {}): Member {
  const { current = 1 } = wishes;
  const plain = { priority: 0, looked: true, acts: true, intent: null, bytesPerWorker: 2 ** 30 };
  return { dataset, ...plain, current, wish: current, ...wishes };
}

export function seen(dataset: string, wishes: Partial<Seen> = {}): Seen {
  const { looked: _, ...rest } = member(dataset, wishes);
  return { ...rest, labels: {}, ...wishes };
}

export const members: fc.Arbitrary<readonly Member[]> = fc
  .array(
    fc.record({
      priority: fc.integer({ min: -1, max: 2 }),
      acts: fc.oneof(
        { weight: 5, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
      current: fc.integer({ min: 0, max: 9 }),
      intent: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 5 }),
      wish: fc.option(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(1_000_000_000)), { freq: 5 }),
      bytesPerWorker: fc.option(fc.constantFrom(2 ** 28, 2 ** 30, 3 * 2 ** 29), { freq: 8 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) => list.map((one, i) => ({ ...one, dataset: `default/d${i}`, looked: true })));

export const purses = fc.oneof(
  fc.record({
    name: fc.constant('pool'),
    unit: fc.constant('workers' as const),
    limit: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    name: fc.constant('pool'),
    unit: fc.constant('bytes' as const),
    limit: fc.integer({ min: 1, max: 60 * 2 ** 30 }),
  }),
);
