/** How a law of the loop is stated and held: as `../law.ts`, for what takes its turns asynchronously. */
import { expect } from 'chai';
import fc from 'fast-check';

/** A law about `Subject` (ports, a restart, a plan): a property of whatever it is handed. */
export type LoopLaw<Subject> = (subject: Subject) => fc.IRawProperty<unknown, true>;

/** The same cases at every run; more or others with LAW_RUNS and LAW_SEED. A case here is hours of a daemon's life. */
const SEED = Number(process.env.LAW_SEED ?? 20260101);
const RUNS = process.env.LAW_RUNS === undefined ? null : Number(process.env.LAW_RUNS);

/**
 * @param runs how many cases, unless LAW_RUNS says otherwise
 * @throws with a shrunk counterexample when the law does not hold
 */
export async function expectHolds<Subject>(law: LoopLaw<Subject>, subject: Subject, runs = 300) {
  await fc.assert(law(subject), { seed: SEED, numRuns: RUNS ?? runs });
}

/** @throws when the law does not notice that `broken` breaks it */
export async function expectCaught<Subject>(law: LoopLaw<Subject>, broken: Subject, runs = 300) {
  const { failed, numRuns } = await fc.check(law(broken), {
    seed: SEED,
    numRuns: Math.max(runs, RUNS ?? 0),
    endOnFailure: true,
  });
  expect(failed, `the broken variant passed all ${numRuns} cases`).to.equal(true);
}

/** The cases a law is held against, for asking whether they come across what the law is about. */
export function casesOf<T>(arbitrary: fc.Arbitrary<T>, runs = 300): T[] {
  return fc.sample(arbitrary, { seed: SEED, numRuns: runs });
}
