/** Stabilization with and without `behavior`. */
import { decide } from '../../../lib/decide/decide.ts';
import type { Plan } from '../../../lib/decide/plan.ts';
import { forget, rememberWish } from '../../../lib/decide/remember.ts';
import type { History } from '../../../lib/model/history.ts';
import { type Case, type Entry, entries, needed, number } from '../case.ts';
import { stabilizedBy } from '../ladder.ts';
import { history, NOW, observation, plan, wishing } from '../setting.ts';
import { type Adapter, type Outcome, stated } from './adapter.ts';
import { distinct, logAfter } from './log.ts';

type Counts = (entry: Entry) => boolean;

export const stabilizeBehavior: Adapter = {
  expected: (testCase) => expectation(testCase, countsInEither(testCase)),
  actual: (testCase) => {
    const { input } = testCase;
    const [up, down] = windows(testCase);
    const base = plan({
      behavior: {
        scaleUp: { stabilizationWindowSeconds: up },
        scaleDown: { stabilizationWindowSeconds: down },
      },
    });
    return played(testCase, base, needed(input, 'currentReplicas'), countsInEither(testCase));
  },
};

export const stabilizeLegacy: Adapter = {
  expected: (testCase) => expectation(testCase, countsInLegacy(testCase)),
  actual: (testCase) => {
    const flags = { downscaleStabilizationMs: legacyWindow(testCase) * 1000, tolerance: 0.1 };
    const base = plan({ behavior: null, flags });
    // The law does not look at the current count; 1 is below and above some of what it may give.
    return played(testCase, base, number(testCase.input, 'currentReplicas') ?? 1, countsInLegacy(testCase));
  },
};

function windows({ input }: Case): [number | null, number | null] {
  const of = (side: string) =>
    number(input, `${side}StabilizationWindowSeconds`) ?? number(input, `${side}Window`);
  return [of('scaleUp'), of('scaleDown')];
}

function countsInEither(testCase: Case): Counts {
  const [up, down] = windows(testCase);
  const longest = Math.max(up ?? 0, down ?? 300) * 1000;
  return ({ ageMs }) => ageMs < longest;
}

function legacyWindow({ input }: Case): number {
  return number(input, 'downscaleStabilizationSeconds') ?? 300;
}

function countsInLegacy(testCase: Case): Counts {
  const window = legacyWindow(testCase) * 1000;
  return ({ ageMs }) => ageMs <= window;
}

const past = (testCase: Case) => entries(testCase.input, 'recommendations', 'recommendation');

function expectation(testCase: Case, counts: Counts): Outcome {
  const { input, expected } = testCase;
  const replicas = number(expected, 'stabilizedReplicas') ?? needed(input, 'expectedStabilizedReplicas');
  const desired = needed(input, 'desiredReplicas');
  const values = expected.logAfter ?? input.expectedRecommendations;
  const log = Array.isArray(values) ? logAfter(past(testCase), values.map(Number), desired, counts) : null;
  const changed = replicas !== desired;
  return stated({
    replicas,
    reason: changed ? expected.reasonIfChanged : undefined,
    log: log === null ? undefined : distinct(log.filter(counts)),
  });
}

/** Decides with stabilization alone, and enters the wish as the daemon does. */
function played(testCase: Case, base: Plan, current: number, counts: Counts): Outcome {
  const alone = { ...wishing(base, needed(testCase.input, 'desiredReplicas')), limiters: [] };
  const before = history({ replicas: current, wishes: past(testCase) });
  const decision = decide(alone, observation({ replicas: current }), before, NOW);
  rememberWish(before, decision, 2);
  forget(before, NOW, alone);
  const { replicas, reason } = stabilizedBy(decision);
  return {
    replicas: replicas === decision.target ? replicas : null,
    reason,
    log: distinct(wishesOf(before).filter(counts)),
  };
}

function wishesOf({ wishes }: History): readonly Entry[] {
  return wishes.map(({ wish, until }) => ({ value: wish, ageMs: NOW - until }));
}
