/**
 * Where this project decides otherwise than the HPA's function on purpose. A rule is a predicate over a case's inputs, the
 * reason, and the result given instead, which is asserted: so cases nobody has seen are judged too.
 */
import { type Direction, defaultRules } from '../../lib/spec/hpa/defaults.ts';
import { parseRules } from '../../lib/spec/hpa/parse.ts';
import type { Outcome } from './adapters/adapter.ts';
import { flaggedStillYoung, storedByAge } from './adapters/events.ts';
import { behaviorOf, eventsOf, limitRules } from './adapters/limits.ts';
import { podsOf, tolerances, usageOf } from './adapters/metric.ts';
import { type Case, type Entry, type Fields, needed, number } from './case.ts';
import * as reference from './reference.ts';
import { matchesOnDay } from './reference-cron.ts';
import type { FunctionName } from './tables.ts';

export interface Difference {
  readonly name: string;
  readonly reason: string;
  readonly functions: readonly FunctionName[];
  /** The predicate and the result: null where the rule has no say, else what is given instead. */
  instead(testCase: Case, name: FunctionName): Outcome | null;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'newer-tolerance-form',
    reason:
      'the tolerance is compared as in Kubernetes 1.33 and newer (1 + tolerance), not as before (|1 - ratio|), which differs in the last bit',
    functions: ['objectValue'],
    instead: (testCase) => {
      if (!String(testCase.input.comparisonForm).startsWith('absolute')) return null;
      const ratio = ratioOf(testCase);
      const replicas = reference.valueWish(ratio, 'bounds');
      return replicas === reference.valueWish(ratio, 'difference') ? null : { replicas };
    },
  },
  {
    name: 'no-negative-wish',
    reason:
      'a sizer never wishes for fewer than 0 workers; the HPA raises a negative proposal to 0 one step later',
    functions: ['objectValue', 'averageValue'],
    instead: (testCase) => (usageOf(testCase.input) < 0 ? { replicas: 0 } : null),
  },
  {
    name: 'bounds-come-first',
    reason:
      "a count outside its bounds never reaches the HPA's rate limits: its reconcile jumps to the bound before (from 0, after), and so does a decision",
    functions: ['rateLimit'],
    instead: outsideBounds,
  },
  {
    name: 'staying-is-always-possible',
    reason:
      "a limit on the far side of the current count is the current count: every interval contains it (the HPA's next line does the same)",
    functions: ['scaleUpLimit', 'scaleDownLimit'],
    instead: farSide,
  },
  {
    name: 'changes-count-by-age',
    reason:
      'a change counts while its age is within the period, and is not overwritten because a shorter policy once flagged it as outdated',
    functions: ['storeEvents'],
    instead: (testCase) => (flaggedStillYoung(testCase) ? storedByAge(testCase) : null),
  },
  {
    name: 'whole-days-are-excluded',
    reason:
      'an exclude date leaves out the calendar day it matches in, as documented; the controller compares only month and hour of the next match with those of now',
    functions: ['excludeDates'],
    instead: ({ input }) => ({ skip: matchesOnDay(String(input.excludeDate), String(input.now)) }),
  },
];

function ratioOf({ input }: Case): reference.Ratio {
  const current = needed(input, 'currentReplicas');
  return {
    current,
    ready: podsOf(input, current).ready,
    usage: usageOf(input),
    target: needed(input, 'targetMilli'),
    tolerance: tolerances(input),
  };
}

function outsideBounds(testCase: Case): Outcome | null {
  const { input } = testCase;
  const current = needed(input, 'currentReplicas');
  const min = number(input, 'minReplicas') ?? 1;
  const max = number(input, 'maxReplicas') ?? reference.MAX_INT32;
  if (current > max) return { replicas: max, reason: 'TooManyReplicas' };
  const raised = { replicas: min, reason: 'TooFewReplicas' };
  if (current >= min || current > 0) return current >= min ? null : raised;
  const { scaleUp, scaleDown } = behaviorOf(testCase);
  const both = { up: effective('scaleUp', scaleUp), down: effective('scaleDown', scaleDown) };
  const desired = Math.max(0, needed(input, 'desiredReplicas'));
  const limited = reference.rateLimited(0, desired, { min, max }, logsOf(testCase), both);
  return limited.replicas < min ? raised : null;
}

function farSide(testCase: Case, name: FunctionName): Outcome | null {
  const current = needed(testCase.input, 'currentReplicas');
  const direction = name === 'scaleDownLimit' ? 'down' : 'up';
  const side: Direction = direction === 'up' ? 'scaleUp' : 'scaleDown';
  const rules = effective(side, limitRules(testCase, side));
  const limit = reference.limit(direction, current, logsOf(testCase), rules);
  const far = direction === 'up' ? limit < current : limit > current;
  return far ? { limit: current } : null;
}

/** Rules with their defaults. */
function effective(direction: Direction, given: Fields | null): reference.Rules {
  const parsed = parseRules(given ?? {}, direction);
  if (!parsed.ok) throw new Error(parsed.errors.map(({ text }) => text).join('; '));
  const { selectPolicy, policies } = defaultRules(direction, parsed.value);
  return { selectPolicy, policies } as reference.Rules;
}

function logsOf(testCase: Case): reference.Events {
  const seconds = ({ value, ageMs }: Entry) => ({ value, age: ageMs / 1000 });
  const { up, down } = eventsOf(testCase);
  return { up: up.map(seconds), down: down.map(seconds) };
}
