/**
 * Documents, observations and histories such as could stand before the pipeline, common and strange ones alike. Everything
 * is data, so that a counterexample can be read; `planOf` makes the plan with the document's own compiler.
 */
import fc from 'fast-check';
import type { Plan } from '../../lib/decide/plan.ts';
import type { History } from '../../lib/model/history.ts';
import type { Observation } from '../../lib/model/observation.ts';
import { NOON, plan, type SpecWishes } from '../lib/decide/make.ts';
import { histories } from './arbitrary-histories.ts';
import { observations } from './arbitrary-observations.ts';
import { specs, type Wanted } from './arbitrary-specs.ts';

/** One dataset at one instant, as data. */
export interface Situation {
  readonly spec: SpecWishes;
  readonly observation: Observation;
  readonly history: History;
  readonly now: number;
}

/** The plan of a situation's document. */
export function planOf({ spec }: Pick<Situation, 'spec'>): Plan {
  return plan(spec);
}

/** Any document before any observation with any history. */
export function situations(wanted: Wanted = {}): fc.Arbitrary<Situation> {
  return fc.integer({ min: 0, max: 9 }).chain((replicas) =>
    fc.record({
      spec: specs(wanted, replicas),
      observation: observations(replicas, wanted),
      history: histories(replicas),
      now: fc.constant(NOON),
    }),
  );
}
