/** Defaulting and validation of HPA documents, by the reader. */
import { defaultRules } from '../../../lib/spec/hpa/defaults.ts';
import { parseBehavior, parseRules } from '../../../lib/spec/hpa/parse.ts';
import { type FeatureGates, validateBehavior } from '../../../lib/spec/hpa/validate.ts';
import { directionOf, isFields, number } from '../case.ts';
import { type Adapter, type Outcome, stated } from './adapter.ts';

export const behaviorDefaults: Adapter = {
  expected: ({ expected }) => expected,
  actual: ({ input }) => {
    const direction = directionOf(input.direction);
    const parsed = parseRules(input.input ?? {}, `spec.behavior.${direction}`);
    if (!parsed.ok) return { errors: parsed.errors };
    const { tolerance, ...rest } = defaultRules(direction, parsed.value);
    return { ...rest, tolerance: tolerance?.text ?? null };
  },
};

export const validateBehaviorCases: Adapter = {
  expected: ({ input }) =>
    stated({
      valid: input.valid === true,
      error: input.expectedErrorContains,
      count: number(input, 'expectedErrorCount'),
    }),
  actual: ({ input }): Outcome => {
    const errors = errorsOf(input.behavior, isFields(input.featureGates) ? input.featureGates : {});
    const [first = ''] = errors;
    const wanted = input.expectedErrorContains;
    // The table gives a part of the first error's text.
    const error = typeof wanted === 'string' && first.includes(wanted) ? wanted : first;
    return { valid: errors.length === 0, error, count: errors.length };
  },
};

function errorsOf(behavior: unknown, featureGates: FeatureGates): readonly string[] {
  if (behavior === null || behavior === undefined) return [];
  const parsed = parseBehavior(behavior);
  const errors = parsed.ok ? validateBehavior(parsed.value, { featureGates }) : parsed.errors;
  return errors.map(({ text }) => text);
}
