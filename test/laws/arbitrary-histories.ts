/** Histories: quiet ones, and such in which anything may have happened. */
import fc from 'fast-check';
import type { Actor, Change, History, Level, Operated, Use, WishRun } from '../../lib/model/history.ts';
import { GIB, HOUR, MINUTE, NOON, SECOND } from '../lib/decide/make.ts';

const ages = fc.oneof(
  fc.integer({ min: 0, max: 2 * HOUR }),
  fc.constantFrom(0, 15 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, HOUR),
);

const uses: fc.Arbitrary<Use | null> = fc.option(
  fc
    .record({
      state: fc.constantFrom('unused' as const, 'unused' as const, 'used' as const, 'unknown' as const),
      age: ages,
      before: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 2 }),
    })
    .map(({ state, age, before }) => ({
      state,
      since: NOON - age,
      ...(before === null ? {} : { before }),
    })),
  { freq: 3 },
);

const operations: fc.Arbitrary<Operated | null> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      running: fc.constantFrom<string[]>([], [], ['DataLoad/warm']),
      since: ages.map((age) => NOON - age),
    }),
  },
);

/** What is remembered of a runtime that now has `replicas`: often nothing that holds it. */
export function histories(replicas: number): fc.Arbitrary<History> {
  const past = fc.oneof(
    { weight: 2, arbitrary: quiet(replicas) },
    { weight: 3, arbitrary: eventful(replicas) },
  );
  return fc
    .record({ past, use: uses, operated: operations, known: fc.option(levels, { nil: undefined }) })
    .map(({ past, use, operated, known }) => ({
      ...past,
      ...(use && { use }),
      ...(operated && { operated }),
      ...(known && { levels: known }),
    }));
}

/** A level a minute: a cache that fills or empties, with nothing known in between or all of it gone for once. */
const levels: fc.Arbitrary<Level[]> = fc
  .record({
    minutes: fc.integer({ min: 0, max: 60 }),
    capacity: fc.constantFrom(GIB, 4 * GIB),
    start: fc.double({ min: 0, max: 1, noNaN: true }),
    rate: fc.oneof(fc.constantFrom(0, 0.01), fc.double({ min: -0.05, max: 0.05, noNaN: true })),
    reset: fc.option(fc.integer({ min: 0, max: 60 })),
    hole: fc.option(fc.integer({ min: 0, max: 60 })),
  })
  .map(({ minutes, capacity, start, rate, reset, hole }) => {
    const all = Array.from({ length: minutes }, (_, minute): Level => {
      const since = reset !== null && minute >= reset ? minute - reset : minute;
      const share = Math.min(1, Math.max(0, (since === minute ? start : 0) + rate * since));
      const at = NOON - (minutes - minute) * MINUTE;
      return { from: at - 55 * SECOND, at, used: Math.floor(share * capacity), capacity, record: 1 };
    });
    return hole === null ? all : all.filter((_, minute) => Math.abs(minute - hole) > 4);
  });

/** One wish for two hours, and at most one change of ours, long served. */
function quiet(replicas: number): fc.Arbitrary<History> {
  return fc
    .record({ wish: fc.integer({ min: 0, max: 12 }), from: fc.integer({ min: 0, max: 9 }), age: ages })
    .map(({ wish, from, age }) => ({
      uid: 'uid-1',
      firstSeen: { at: NOON - 3 * HOUR, replicas: from },
      adopted: true,
      changes: changesTo(replicas, [{ age, from, by: 'self', manager: '' }]),
      wishes: [{ wish, from: NOON - 2 * HOUR, until: NOON - 5 * SECOND, record: 1 }],
      servedAt: NOON - age,
    }));
}

/** Anything may have happened; ages of exactly a window's length are common. */
function eventful(replicas: number): fc.Arbitrary<History> {
  const steps = fc.array(
    fc.record({
      age: ages,
      from: fc.integer({ min: 0, max: 9 }),
      by: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom<Actor>('self', 'self', 'other', 'peer') },
        { weight: 1, arbitrary: fc.constant<Actor>('twin') },
      ),
      manager: fc.constantFrom('kubectl', 'keda'),
    }),
    { maxLength: 5 },
  );
  const wishes = fc.array(fc.record({ wish: fc.integer({ min: 0, max: 12 }), age: ages, gap: ages }), {
    maxLength: 5,
  });
  return fc
    .record({
      steps,
      wishes,
      served: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 4 }),
      adopted: fc.constantFrom(true, true, true, false),
      gone: fc.constantFrom(null, null, null, null, null, -MINUTE, 0, MINUTE),
    })
    .map(({ steps, wishes, served, adopted, gone }) => {
      const changes = changesTo(replicas, steps);
      const since = changes.at(-1)?.at ?? NOON - HOUR;
      return {
        uid: 'uid-1',
        firstSeen: { at: NOON - 3 * HOUR, replicas: changes[0]?.from ?? replicas },
        ...(gone !== null && { noShrinkBefore: NOON + gone }),
        adopted,
        changes,
        wishes: runs(wishes),
        servedAt: served === null ? null : Math.round(since + served * (NOON - since)),
      };
    });
}

interface Step {
  readonly age: number;
  readonly from: number;
  readonly by: Actor;
  readonly manager: string;
}

/** A chain of changes that ends at `replicas`. */
function changesTo(replicas: number, steps: readonly Step[]): Change[] {
  const changes: Change[] = [];
  let to = replicas;
  // Newest first, so that each ends where the next began.
  for (const { age, from, by, manager } of steps.toSorted((a, b) => a.age - b.age)) {
    if (from === to) continue;
    const who = by === 'other' ? manager : 'fluid-autoscaler';
    changes.unshift({ at: NOON - age, from, to, by, manager: who, record: 1 });
    to = from;
  }
  return changes;
}

function runs(wishes: readonly { wish: number; age: number; gap: number }[]): WishRun[] {
  const found: WishRun[] = [];
  let until = NOON;
  for (const { wish, age, gap } of wishes) {
    until -= gap;
    if (found[0]?.wish === wish) continue;
    found.unshift({ wish, from: until - age, until, record: 1 });
    until -= age + 1;
  }
  return found;
}
