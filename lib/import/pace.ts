/** `behavior`: what becomes of each of its fields, in an HPA and in a ScaledObject alike. */
import type { Behavior, ScalingRules } from '../spec/hpa/types.ts';
import type { Notebook } from './object.ts';

/** Above this the API server could not bound the work of our own rules. */
export const MOST_RULES = 32;
/** Tolerances are kept in thousandths of a percent. */
const NANOS = 10_000n;

/** @param field where `behavior` stands, or would stand */
export function keptPace(behavior: Behavior | null, field: string, book: Notebook): void {
  if (behavior === null) return;
  side(behavior.scaleUp, `${field}.scaleUp`, 'up', 'scaleUp', book);
  side(behavior.scaleDown, `${field}.scaleDown`, 'down', 'scaleDown', book);
  if (field.startsWith('metadata.')) book.kept(field, 'spec.policies');
}

function side(
  rules: ScalingRules | null,
  field: string,
  way: 'up' | 'down',
  toggle: string,
  book: Notebook,
): void {
  if (rules === null) return;
  const { policies, selectPolicy, stabilizationWindowSeconds, tolerance } = rules;
  if (policies !== null && policies.length > MOST_RULES) {
    book.refused(`${field}.policies`, `more than ${MOST_RULES} rules: the first ${MOST_RULES} are kept`);
  } else if (policies !== null) book.kept(`${field}.policies`, `spec.policies.step.${way}`);
  if (selectPolicy === 'Disabled') {
    book.kept(`${field}.selectPolicy`, `spec.policies.${toggle}: disabled`);
  } else if (selectPolicy !== null) {
    book.kept(`${field}.selectPolicy`, `spec.policies.step.select.${way}`);
  }
  if (stabilizationWindowSeconds !== null) {
    book.kept(`${field}.stabilizationWindowSeconds`, `spec.policies.stabilization.${way}`);
  }
  if (tolerance === null) return;
  if (tolerance.nano % NANOS === 0n) {
    book.kept(`${field}.tolerance`, `spec.policies.target.tolerance.${way}`);
  } else {
    book.changed(`${field}.tolerance`, `${tolerance.text} is rounded to a thousandth of a percent`);
  }
}
