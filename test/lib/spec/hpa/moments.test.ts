import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../../../lib/decide/decide.ts';
import * as reference from '../../../conformance/reference.ts';
import { history, NOW, observation } from '../../../conformance/setting.ts';
import { type Moment, moment, spec } from './arbitraries.ts';
import { planFor } from './model-plan.ts';
import type { ModelSpec } from './reconcile-model.ts';

type Laws = Pick<typeof reference, 'valueWish' | 'stabilized' | 'rateLimited'>;

/** Sections 3, 4, 5.1, 8 and 9 for one look. */
function expected(laws: Laws, document: ModelSpec, now: Moment): number {
  const { current, recommendations, up, down } = now;
  const { min, max, behavior, target, tolerance } = document;
  if (behavior === null) throw new Error('this law is of documents with behavior');
  if (current > max) return max;
  if (current !== 0 && current < min) return min;
  const ready = Math.max(0, current - now.unready);
  const wish = Math.max(0, laws.valueWish({ current, ready, usage: now.usage, target, tolerance }));
  const windows = { up: behavior.up.window, down: behavior.down.window };
  const stabilized = laws.stabilized(current, wish, recommendations, windows);
  const { replicas } = laws.rateLimited(current, stabilized, document, { up, down }, behavior);
  return current === 0 ? Math.max(replicas, min) : replicas;
}

function decided(
  document: ModelSpec,
  { current, unready, usage, recommendations, up, down }: Moment,
): number {
  const aged = (entries: Moment['up']) => entries.map(({ value, age }) => ({ value, ageMs: age * 1000 }));
  const past = history({ replicas: current, wishes: aged(recommendations), up: aged(up), down: aged(down) });
  const ready = Math.max(0, current - unready);
  return decide(planFor(document), observation({ replicas: current, ready, usage }), past, NOW).target;
}

function holds(laws: Laws) {
  return fc.property(
    spec,
    moment,
    (document, now) => decided(document, now) === expected(laws, document, now),
  );
}

/** The same with every age a moment older or younger, so that an age equal to a window is judged the other way. */
const younger = <T extends { readonly age: number }>(log: readonly T[]) =>
  log.map((entry) => ({ ...entry, age: entry.age - 0.5 }));

const BROKEN: readonly [string, Partial<Laws>][] = [
  [
    'multiplied by the current count instead of the ready pods',
    { valueWish: (law) => reference.valueWish({ ...law, ready: law.current }) },
  ],
  [
    'compared the tolerance as Kubernetes did before 1.33',
    { valueWish: (law) => reference.valueWish(law, 'difference') },
  ],
  [
    'took the tolerance up for the one down',
    {
      valueWish: (law) =>
        reference.valueWish({ ...law, tolerance: { up: law.tolerance.up, down: law.tolerance.up } }),
    },
  ],
  [
    'counted a wish of exactly the age of the window',
    {
      stabilized: (current, wish, log, windows) => reference.stabilized(current, wish, younger(log), windows),
    },
  ],
  [
    'mixed up the windows',
    {
      stabilized: (current, wish, log, { up, down }) =>
        reference.stabilized(current, wish, log, { up: down, down: up }),
    },
  ],
  ['stabilized nothing', { stabilized: (_, wish) => wish }],
  [
    'counted a change of exactly the age of the period',
    {
      rateLimited: (current, wish, bounds, { up, down }, rules) =>
        reference.rateLimited(current, wish, bounds, { up: younger(up), down: younger(down) }, rules),
    },
  ],
  [
    'counted the changes of one direction only',
    {
      rateLimited: (current, wish, bounds, { up, down }, rules) =>
        reference.rateLimited(
          current,
          wish,
          bounds,
          wish > current ? { up, down: [] } : { up: [], down },
          rules,
        ),
    },
  ],
  [
    'limited nothing',
    {
      rateLimited: (current, wish, { min, max }) => ({
        replicas: wish > current ? Math.min(wish, max) : Math.max(wish, min),
        reason: '',
      }),
    },
  ],
];

describe('One decision under HPA semantics', function () {
  this.timeout(0);

  it('gives the number the HPA gives, in 10,000 random moments', () => {
    fc.assert(holds(reference), { numRuns: 10_000 });
  });

  for (const [what, broken] of BROKEN) {
    it(`would be caught if it ${what}`, () => {
      const { failed } = fc.check(holds({ ...reference, ...broken }), { numRuns: 10_000 });
      expect(failed).to.equal(true);
    });
  }
});
