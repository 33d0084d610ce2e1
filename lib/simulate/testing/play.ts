/** Plays tests and holds what happened against what was expected. */
import type { PolicyInForce } from '../../daemon/daemon.ts';
import type { Plugins } from '../../plugins/load.ts';
import type { Place } from '../../spec/fault.ts';
import type { SimulatedDecision } from '../decisions.ts';
import type { Scenario } from '../scenario.ts';
import { simulateTogether } from '../simulate.ts';
import { type Course, createStates, sinceStart } from './course.ts';
import type { Expectation, Violation } from './expectation.ts';
import { EXPECTATIONS, type ExpectationName } from './expectations.ts';
import type { LoadedTest } from './load.ts';

/** An expectation that did not hold. */
export interface Failure extends Violation, Place {
  /** Of which dataset it is; null: of the only one, or of all. */
  readonly dataset: string | null;
  readonly expectation: ExpectationName;
  /** `47s` since the start; null where it is of the whole run. */
  readonly after: string | null;
  /** The decision in force then, and since when. */
  readonly decision: (SimulatedDecision & { readonly after: string }) | null;
}

export type Outcome = 'ok' | 'failed' | 'invalid';

export interface TestResult {
  readonly test: LoadedTest;
  /** `invalid`: it could not be played, for the faults of the test. */
  readonly outcome: Outcome;
  readonly failures: readonly Failure[];
}

export interface PlayOptions {
  /** Lets the machine breathe, and may throw to end it all. */
  readonly breathe?: () => Promise<void>;
  readonly plugins?: Plugins | undefined;
}

/** @throws {Error} when the loop itself fails, which is a fault of this program */
export async function play(test: LoadedTest, options: PlayOptions = {}): Promise<TestResult> {
  const { policies, scenario, expectations } = test;
  if (policies === null || scenario === null) return { test, outcome: 'invalid', failures: [] };
  const courses = await coursesOf(test, policies, scenario, options);
  const [first] = courses as [Course];
  const byName = new Map(policies.map(({ plan }, i) => [`${plan.namespace}/${plan.dataset}`, courses[i]]));
  const failures = expectations.flatMap(({ dataset, name, value, placeOf }) => {
    const { check } = EXPECTATIONS[name] as Expectation<unknown>;
    const course = (dataset === null ? undefined : byName.get(dataset)) ?? first;
    return check(course, value).map((violation): Failure => {
      const { at, field } = violation;
      const after = at === null ? null : sinceStart(at, course);
      const found = inForce(course, at);
      const decision = found && { ...found, after: sinceStart(found.at, course) };
      return { ...violation, ...placeOf(field), dataset, expectation: name, after, decision };
    });
  });
  return { test, outcome: failures.length === 0 ? 'ok' : 'failed', failures };
}

/** One a dataset, in the scenario's order; each knows the others. */
async function coursesOf(
  { budgets }: LoadedTest,
  policies: readonly PolicyInForce[],
  scenario: Scenario,
  { breathe, plugins }: PlayOptions,
): Promise<readonly Course[]> {
  const { startMs, durationMs } = scenario;
  const states = new Map(policies.map(({ plan }) => [`${plan.namespace}/${plan.dataset}`, createStates()]));
  const simulations = await simulateTogether(policies, {
    scenario,
    plugins,
    budgets,
    onState: (at, truth, { dataset, reason }) =>
      states.get(dataset)?.note({
        at,
        replicas: truth.replicas,
        serving: truth.serving,
        reason: reason.code,
        loading: truth.loading,
        reading: truth.readsPerSecond > 0,
        full: truth.full,
        blind: truth.blind,
      }),
    ...(breathe === undefined ? {} : { breathe }),
  });
  const noted = [...states.values()];
  const together: Course[] = [];
  for (const [i, { changes, decisions, summary }] of simulations.entries()) {
    const own = { startMs, endMs: startMs + durationMs, states: noted[i]?.states ?? [] };
    together.push({ ...own, changes, decisions, summary, together });
  }
  return together;
}

function inForce({ decisions }: Course, at: number | null): SimulatedDecision | null {
  if (at === null) return null;
  const until = decisions.filter((decision) => decision.at <= at);
  // A move explains the count it led to better than what was held to in the same instant.
  const moved = until.findLast((one) => one.at === at && one.outcome !== 'hold');
  return moved ?? until.at(-1) ?? null;
}
