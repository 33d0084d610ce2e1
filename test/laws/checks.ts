/** What laws say of one decision, for situations made at random and for what a simulation recorded. */
import { makeContext } from '../../lib/decide/context.ts';
import type { Bounds } from '../../lib/decide/contract.ts';
import type { Plan } from '../../lib/decide/plan.ts';
import { askSizers } from '../../lib/decide/wishes.ts';
import type { Decision } from '../../lib/model/decision.ts';
import type { History } from '../../lib/model/history.ts';
import { type Observation, type Reason, sees } from '../../lib/model/observation.ts';
import type { Catalogue } from '../../lib/model/reasons/catalogue.ts';
import { catalogue } from '../../lib/model/reasons/index.ts';
import { readingReasons } from '../../lib/model/reasons/reading.ts';
import { fillSentence } from '../../lib/model/reasons/sentence.ts';

type Target = Pick<Decision, 'current' | 'target'>;

/** What would be seen were `size` workers there, all serving, with the data that now lies in the cache. */
function grownTo(observation: Observation, size: number): Observation {
  const { reading, workers } = observation;
  if (!sees(reading)) return observation;
  const capacityBytes = Math.round((reading.capacityBytes / reading.workers) * size);
  const [usedBytes, peakBytes] = [reading.usedBytes, reading.peakBytes].map((one) =>
    Math.min(one, capacityBytes),
  ) as [number, number];
  return {
    ...observation,
    replicas: size,
    reading: { ...reading, capacityBytes, usedBytes, peakBytes, workers: size, plateau: false },
    workers: { ...workers, asked: size, serving: size },
  };
}

/** One decision with what it was taken on. */
export interface Taken {
  readonly plan: Plan;
  readonly observation: Observation;
  readonly history: History;
  readonly now: number;
}

/** The bounds in force; what they are made of has its own tests (lib/decide/bounds). */
export function boundsOf({ plan, observation, history, now }: Taken): Bounds {
  return makeContext(plan, observation, history, now).bounds;
}

/** Law 1: whole, 0 or more, inside the bounds in force or nearer to them than the current count, never across them. */
export function isInside(taken: Taken, { current, target }: Target): boolean {
  if (!Number.isSafeInteger(target) || target < 0) return false;
  const { min, max } = boundsOf(taken);
  if (target === current || (target >= min && target <= max)) return true;
  return current > max ? target > max && target < current : target < min && target > current && current < min;
}

/** What the sizers would make of `size` workers, inside the bounds. */
export function wouldWish({ plan, observation, history, now }: Taken, size: number): number {
  const context = makeContext(plan, grownTo(observation, size), history, now);
  const { outcome } = askSizers(plan.sizers, context);
  const { min, max } = boundsOf({ plan, observation, history, now });
  return Math.min(Math.max(outcome, min), max);
}

/** Law 11: the same sizers would not at once take the move back. The HPA has no such rule. */
export function isKept(taken: Taken, { current, target }: Target): boolean {
  const { plan, observation } = taken;
  if (plan.semantics === 'hpa' || !sees(observation.reading)) return true;
  if (target === current || target === 0 || plan.sizers.length === 0) return true;
  const there = wouldWish(taken, target);
  return target > current ? there >= target : there <= target;
}

/** Every reason there is. */
export const known: Catalogue = { ...catalogue, ...readingReasons };

/** Everything a decision gives as a reason. */
export function reasonsOf({
  reason,
  rungs,
  wishes,
}: Pick<Decision, 'reason' | 'rungs' | 'wishes'>): readonly Reason[] {
  return [reason, ...rungs.map((rung) => rung.reason), ...wishes.map((wish) => wish.reason)];
}

/** Law 12: what is wrong with a reason or its sentence, or null. */
export function faultOf(reason: Reason): string | null {
  const entry = Object.hasOwn(known, reason.code) ? known[reason.code] : undefined;
  if (entry === undefined) return `${reason.code} is not in the catalogue`;
  const sentence = fillSentence(entry, reason);
  return /\?|NaN|Infinity|undefined/.test(sentence) ? `${reason.code}: ${sentence}` : null;
}
