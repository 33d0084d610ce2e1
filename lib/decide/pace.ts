/** How fast a document lets a cache grow: the steps up in force, and how long they alone take. */
import { WHOLE } from '../units/share.ts';
import type { Setting } from './contract.ts';

/** One limit: `pods` workers or `percent` (thousandths of a percent) within `per` ms. */
export interface StepRule {
  readonly pods?: number | undefined;
  readonly percent?: number | undefined;
  readonly per: number;
}

export interface Pace {
  /** None: any count is reached in one move. */
  readonly rules: readonly StepRule[];
  readonly select: 'Max' | 'Min';
  /** The document does not say it: it is the default of whoever wishes without knowing how much. */
  readonly isDefault: boolean;
}

/** One worker in five minutes: what a document without steps gets where it needs some. */
export const DEFAULT_STEP: StepRule = { pods: 1, per: 300_000 };

interface StepConfig {
  readonly up?: readonly StepRule[];
  readonly select?: { readonly up?: 'Max' | 'Min' };
}

/** The steps up in force: the document's, or the default where `threshold` wishes for as much as the limits allow. */
export function paceUp({ policies, semantics }: Pick<Setting, 'policies' | 'semantics'>): Pace {
  const step = policies.step as StepConfig | undefined;
  const isDefault = semantics === 'native' && step?.up === undefined && policies.threshold !== undefined;
  const rules = step?.up ?? (isDefault ? [DEFAULT_STEP] : []);
  return { rules, select: step?.select?.up ?? 'Max', isDefault };
}

/** A growth to `to` workers, asked for `after` ms from now. */
export interface Growth {
  readonly to: number;
  readonly after: number;
}

/** So many growths are looked at; whoever needs more is later still. */
const MOST_GROWTHS = 64;

/**
 * The growths from `from` to `to` workers, each as early and as large as the steps allow; none of the steps is spent yet.
 * @param rest between a growth and the next at least, ms (a cool-down, workers that have to serve first)
 * @returns in order of time; one that goes right to `to` where there are no steps; empty where nothing grows
 */
export function growthsTo(from: number, to: number, pace: Pace, rest: number): readonly Growth[] {
  if (to <= from) return [];
  if (pace.rules.length === 0) return [{ to, after: 0 }];
  const made: Growth[] = [];
  let [count, after] = [from, 0];
  while (count < to && made.length < MOST_GROWTHS) {
    const next = Math.min(to, reachOf(pace, { from, count, after, made }));
    if (next > count) {
      made.push({ to: next, after });
      count = next;
      after += rest;
    } else after = comesBack(pace.rules, after, made);
  }
  return made;
}

interface Climb {
  readonly from: number;
  readonly count: number;
  readonly after: number;
  readonly made: readonly Growth[];
}

/** The count that the rules let be reached `after` so long, less what was spent of them (policies/step). */
function reachOf({ rules, select }: Pace, climb: Climb): number {
  const { from, count, after, made } = climb;
  let reached: number | null = null;
  for (const { pods, percent, per } of rules) {
    const before = made.findLast((growth) => after - growth.after >= per)?.to ?? from;
    const whole = pods ?? Math.max(1, Math.ceil((before * (percent as number)) / WHOLE));
    const reach = count + Math.max(0, whole - (count - before));
    if (reached === null || (select === 'Max' ? reach > reached : reach < reached)) reached = reach;
  }
  return reached ?? count;
}

/** When what was spent comes back to one of the rules. */
function comesBack(rules: readonly StepRule[], after: number, made: readonly Growth[]): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const { per } of rules) {
    for (let i = made.length - 1; i >= 0; i--) {
      const at = (made[i] as Growth).after + per;
      if (at <= after) break;
      soonest = Math.min(soonest, at);
    }
  }
  return soonest;
}
