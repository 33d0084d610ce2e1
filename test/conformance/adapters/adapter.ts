import type { Case } from '../case.ts';

/** What a function gave, or should give; only what is in the expectation is compared. */
export type Outcome = Readonly<Record<string, unknown>>;

/** One function of the tables, played by this project. */
export interface Adapter {
  /** What the case expects. @throws {Error} when the case lacks what it is about */
  expected(testCase: Case): Outcome;
  /** What this project gives. */
  actual(testCase: Case): Outcome;
}

/** Without what the case does not say. */
export function stated(outcome: Outcome): Outcome {
  return Object.fromEntries(
    Object.entries(outcome).filter(([, value]) => value !== undefined && value !== null),
  );
}
