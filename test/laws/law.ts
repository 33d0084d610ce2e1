/** How a law is stated, held against the pipeline, and shown to catch a broken one. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { decide } from '../../lib/decide/decide.ts';

/** The pipeline, or something that pretends to be one. */
export type Decide = typeof decide;

/** A law about `Subject` (a pipeline, or a part of one): a property of whatever it is handed. */
export type Law<Subject> = (subject: Subject) => fc.IRawProperty<unknown, false>;

/**
 * The same cases at every run, so that no run fails by chance; more or other cases with LAW_RUNS and LAW_SEED.
 */
const SEED = Number(process.env.LAW_SEED ?? 20260101);
const RUNS = Number(process.env.LAW_RUNS ?? 1000);

/** @throws with a shrunk counterexample when the law does not hold */
export function expectHolds<Subject>(law: Law<Subject>, subject: Subject, runs = 0): void {
  fc.assert(law(subject), { seed: SEED, numRuns: Math.max(runs, RUNS) });
}

/** @throws when the law does not notice that `mutant` breaks it */
export function expectCaught<Subject>(law: Law<Subject>, mutant: Subject, runs = 0): void {
  const { failed, numRuns } = fc.check(law(mutant), {
    seed: SEED,
    numRuns: Math.max(runs, RUNS),
    endOnFailure: true,
  });
  expect(failed, `the broken variant passed all ${numRuns} cases`).to.equal(true);
}
