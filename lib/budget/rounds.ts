/**
 * When budgets are shared out anew, and what each dataset may have until then. It owns no timer: whoever drives it asks when a
 * round is due. All datasets of one budget must be looked at here, in one process.
 */
import type { Allotment } from '../model/budget.ts';
import type { Member } from './allot.ts';
import { type Budget, type Labels, selects } from './budget.ts';
import {
  alike,
  type BudgetStatus,
  nothingGiven,
  type Seen,
  type Shelf,
  shareOut,
  UNSEEN,
  untold,
} from './shelf.ts';

/** Wishes of so long are shared out together, so rounds are at least so far apart, ms. */
export const GATHER_MS = 1000;
/** Who has not been looked at for so long is looked at out of turn, because others wait for it, ms. */
export const PATIENCE_MS = 5000;

/** What came of a round. */
export interface Round {
  /** Datasets that may have another number of workers than before. */
  readonly changed: readonly string[];
  /** Datasets that others wait for. */
  readonly missing: readonly string[];
}

export interface Rounds {
  /** All budgets in force. */
  setBudgets(budgets: readonly Budget[], now: number): void;
  /** All datasets that are looked at (`namespace/name`). */
  setDatasets(datasets: Iterable<string>, now: number): void;
  /** After a look; must follow the decision at once, with nothing in between that waits. */
  seen(seen: Seen, now: number): void;
  /** Nothing that was seen counts any more: another daemon may have led since. */
  forget(now: number): void;
  /** What each budget allows a dataset; undefined: it is under none. @param current its workers */
  of(dataset: string, labels: Labels, current: number): readonly Allotment[] | undefined;
  /** When the next round is due; Infinity: none is. */
  dueAt(): number;
  /** Shares out what is due. */
  round(now: number): Round;
  statuses(): readonly BudgetStatus[];
}

/** Instants are of any one clock that never goes back, ms. */
export function createRounds(): Rounds {
  const shelves = new Map<string, Shelf>();
  /** By dataset; null: not looked at yet, since when. */
  const known = new Map<string, Seen | null>();
  const waitingSince = new Map<string, number>();

  const touch = (shelf: Shelf, now: number) => {
    shelf.dueAt = Math.min(shelf.dueAt, now + GATHER_MS);
  };
  const over = function* (dataset: string, labels: Labels | null) {
    for (const shelf of shelves.values()) if (selects(shelf.budget, dataset, labels)) yield shelf;
  };
  const meet = (dataset: string, now: number) => {
    known.set(dataset, null);
    waitingSince.set(dataset, now);
    for (const shelf of over(dataset, null)) hold(shelf, now);
  };
  /** What was given counts no more until the next round. */
  const hold = (shelf: Shelf, now: number) => {
    shelf.given = null;
    touch(shelf, now);
  };
  const waitedFor = (dataset: string, now: number) => now - (waitingSince.get(dataset) ?? now);
  const membersOf = ({ budget }: Shelf): Member[] => {
    const members: Member[] = [];
    for (const [dataset, seen] of known) {
      if (!selects(budget, dataset, seen === null ? null : seen.labels)) continue;
      members.push(seen === null ? { ...UNSEEN, dataset } : { ...seen, looked: true });
    }
    return members;
  };

  return {
    setBudgets: (budgets, now) => {
      const before = new Map(shelves);
      shelves.clear();
      for (const budget of budgets) {
        const shelf = before.get(budget.name);
        if (shelf?.budget.hash === budget.hash) shelves.set(budget.name, shelf);
        else
          shelves.set(budget.name, {
            budget,
            dueAt: now + GATHER_MS,
            given: null,
            status: nothingGiven(budget),
          });
      }
    },
    setDatasets: (datasets, now) => {
      const wanted = new Set(datasets);
      for (const [dataset, seen] of known) {
        if (wanted.has(dataset)) continue;
        known.delete(dataset);
        waitingSince.delete(dataset);
        for (const shelf of over(dataset, seen?.labels ?? null)) touch(shelf, now);
      }
      for (const dataset of wanted) if (!known.has(dataset)) meet(dataset, now);
    },
    seen: (seen, now) => {
      const before = known.get(seen.dataset);
      if (before === undefined || (before !== null && alike(before, seen))) return;
      known.set(seen.dataset, seen);
      waitingSince.delete(seen.dataset);
      // Also those that it was under, or might have been, before.
      for (const shelf of over(seen.dataset, before?.labels ?? null)) touch(shelf, now);
      for (const shelf of over(seen.dataset, seen.labels)) {
        // More than it was given: somebody else took it, and what others were given may not be there any more.
        const ceiling = shelf.given?.get(seen.dataset)?.ceiling ?? 0;
        if (Math.max(seen.current, seen.intent ?? 0) > ceiling) hold(shelf, now);
        else touch(shelf, now);
      }
    },
    forget: (now) => {
      for (const dataset of known.keys()) meet(dataset, now);
    },
    of: (dataset, labels, current) => {
      let found: Allotment[] | undefined;
      for (const shelf of over(dataset, labels)) {
        found ??= [];
        found.push(shelf.given?.get(dataset) ?? untold(shelf.budget, current));
      }
      return found;
    },
    dueAt: () => {
      let due = Number.POSITIVE_INFINITY;
      for (const shelf of shelves.values()) due = Math.min(due, shelf.dueAt);
      return due;
    },
    round: (now) => {
      const changed = new Set<string>();
      const missing = new Set<string>();
      for (const shelf of shelves.values()) {
        if (shelf.dueAt > now) continue;
        const members = membersOf(shelf);
        for (const dataset of shareOut(shelf, members)) changed.add(dataset);
        const unseen = members.filter(({ looked }) => !looked).map(({ dataset }) => dataset);
        shelf.dueAt = unseen.length === 0 ? Number.POSITIVE_INFINITY : now + PATIENCE_MS;
        for (const dataset of unseen) if (waitedFor(dataset, now) >= PATIENCE_MS) missing.add(dataset);
      }
      return { changed: [...changed], missing: [...missing] };
    },
    statuses: () => [...shelves.values()].map(({ status }) => status),
  };
}
