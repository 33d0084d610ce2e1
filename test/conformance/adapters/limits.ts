/** Rate limits: what a set of rules allows, and what becomes of a wish between rules and bounds. */
import { decide } from '../../../lib/decide/decide.ts';
import type { Decision } from '../../../lib/model/decision.ts';
import { MAX_REPLICAS } from '../../../lib/units/int32.ts';
import { type Case, entries, type Fields, needed, number, rules } from '../case.ts';
import { limitOf, limitReason } from '../ladder.ts';
import { history, NOW, observation, plan, wishing } from '../setting.ts';
import { type Adapter, stated } from './adapter.ts';

export const rateLimit: Adapter = {
  expected: ({ input, expected }) =>
    stated({
      replicas: number(expected, 'replicas') ?? needed(input, 'expectedReplicas'),
      reason: expected.reason ?? input.expectedConditionReason,
    }),
  actual: (testCase) => {
    const { input } = testCase;
    const behavior = behaviorOf(testCase);
    const [min, max] = [number(input, 'minReplicas') ?? 1, number(input, 'maxReplicas')];
    const decision = decided(testCase, behavior, { min, max }, needed(input, 'desiredReplicas'));
    return { replicas: decision.target, reason: limitReason(decision) };
  },
};

export const scaleUpLimit: Adapter = limitAdapter('up');
export const scaleDownLimit: Adapter = limitAdapter('down');

function limitAdapter(direction: 'up' | 'down'): Adapter {
  return {
    expected: ({ input, expected }) => ({
      limit: number(expected, 'limit') ?? number(expected, 'expectedLimit') ?? needed(input, 'expectedLimit'),
    }),
    actual: (testCase) => {
      const side = direction === 'up' ? 'scaleUp' : 'scaleDown';
      const behavior = { [side]: limitRules(testCase, side) };
      const wish = direction === 'up' ? MAX_REPLICAS : 0;
      return { limit: limitOf(decided(testCase, behavior, {}, wish), direction) };
    },
  };
}

/** The rules as given, or the defaults the table spells out. */
export function behaviorOf({ input }: Case): { scaleUp: Fields | null; scaleDown: Fields | null } {
  return {
    scaleUp: rules(input, 'scaleUpRules', 'effectiveScaleUpRules'),
    scaleDown: rules(input, 'scaleDownRules', 'effectiveScaleDownRules'),
  };
}

/** The rules of a case that is about one direction. */
export function limitRules({ input }: Case, side: 'scaleUp' | 'scaleDown'): Fields | null {
  const effective = side === 'scaleUp' ? 'effectiveScaleUpRules' : 'effectiveScaleDownRules';
  return rules(input, 'rules', `${side}Rules`, effective);
}

export function eventsOf({ input }: Case) {
  return {
    up: entries(input, 'scaleUpEvents', 'replicaChange'),
    down: entries(input, 'scaleDownEvents', 'replicaChange'),
  };
}

interface Bounds {
  readonly min?: number | null;
  readonly max?: number | null;
}

/** Decides with rate limits and bounds alone, without stabilization. */
function decided(testCase: Case, behavior: Fields, bounds: Bounds, wish: number): Decision {
  const replicas = needed(testCase.input, 'currentReplicas');
  const limited = { ...wishing(plan({ ...bounds, behavior }), wish), readingLimiters: [] };
  return decide(limited, observation({ replicas }), history({ replicas, ...eventsOf(testCase) }), NOW);
}
