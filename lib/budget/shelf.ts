/** One budget, what came of its last round, and how that is told. */
import type { Allotment } from '../model/budget.ts';
import { sameValue } from '../units/same.ts';
import { allot, type Member } from './allot.ts';
import type { Budget, Labels } from './budget.ts';

/** A dataset as a look saw it. */
export interface Seen extends Omit<Member, 'looked'> {
  /** Of the Dataset. */
  readonly labels: Labels;
}

/** How a budget fares, for whoever watches. Amounts are in its unit. */
export interface BudgetStatus extends Pick<Allotment, 'budget' | 'unit' | 'limit' | 'taken' | 'sum'> {
  /** Datasets under it. */
  readonly datasets: number;
  /** Those that get fewer workers than they ask for. */
  readonly cut: number;
  /** It gives nothing, because not all have been looked at. */
  readonly waits: boolean;
}

/** A budget and what came of its last round. */
export interface Shelf {
  readonly budget: Budget;
  dueAt: number;
  /** By dataset; null: it gives nothing before the next round. */
  given: ReadonlyMap<string, Allotment> | null;
  status: BudgetStatus;
}

export const UNSEEN: Omit<Member, 'dataset'> = {
  priority: 0,
  looked: false,
  acts: false,
  current: 0,
  intent: null,
  wish: null,
  bytesPerWorker: null,
};

export function alike(one: Seen, other: Seen): boolean {
  return (
    one.priority === other.priority &&
    one.acts === other.acts &&
    one.current === other.current &&
    one.intent === other.intent &&
    one.wish === other.wish &&
    one.bytesPerWorker === other.bytesPerWorker &&
    sameValue(one.labels, other.labels)
  );
}

/** Of a budget that has not been shared out since something about it changed: nobody grows. */
export function untold({ name: budget, unit, limit }: Budget, current: number): Allotment {
  const nothing = { taken: 0, sum: 0, others: [], more: 0 };
  return { budget, unit, limit, ...nothing, ceiling: current, asked: current, why: 'waiting' };
}

export function nothingGiven({ name: budget, unit, limit }: Budget): BudgetStatus {
  return { budget, unit, limit, taken: 0, sum: 0, datasets: 0, cut: 0, waits: true };
}

/** Shares it out. @returns the datasets that may have another number of workers than before */
export function shareOut(shelf: Shelf, members: readonly Member[]): readonly string[] {
  const { budget, given: before } = shelf;
  const given = allot(budget, members);
  shelf.given = given;
  shelf.status = statusOf(budget, given);
  return [...given]
    .filter(([name, { ceiling }]) => before?.get(name)?.ceiling !== ceiling)
    .map(([name]) => name);
}

function statusOf(budget: Budget, given: ReadonlyMap<string, Allotment>): BudgetStatus {
  const all = [...given.values()];
  const [first] = all;
  if (first === undefined) return { ...nothingGiven(budget), waits: false };
  // What those that do not act would be given is not given.
  const sum = all.reduce((least, one) => Math.min(least, one.sum), first.sum);
  const cut = all.filter(({ asked, ceiling }) => asked > ceiling).length;
  const { taken, why } = first;
  return { ...nothingGiven(budget), taken, sum, datasets: all.length, cut, waits: why === 'waiting' };
}
