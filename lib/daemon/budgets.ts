/** Shares budgets out as the loop goes on: rounds on the clock, and a look for whoever may have another number of workers. */
import type { Budget } from '../budget/budget.ts';
import { createRounds } from '../budget/rounds.ts';
import type { BudgetStatus } from '../budget/shelf.ts';
import type { Clock } from '../clock/clock.ts';
import type { BudgetPort, LeadershipPort, Log } from './ports.ts';

export interface Budgets {
  /** For the keepers. */
  readonly port: BudgetPort;
  /** All budgets in force. */
  setBudgets(budgets: readonly Budget[]): void;
  /** All datasets with a document in force (`namespace/name`). */
  setDatasets(datasets: Iterable<string>): void;
  statuses(): readonly BudgetStatus[];
  stop(): Promise<void>;
}

export interface BudgetsOptions {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly leadership: Pick<LeadershipPort, 'term'>;
  readonly log: Pick<Log, 'warn'>;
  /** Looks at a dataset (`namespace/name`) at once. */
  poke(dataset: string): void;
}

export function createBudgets({ clock, leadership, log, poke }: BudgetsOptions): Budgets {
  const rounds = createRounds();
  const stopping = new AbortController();
  let term = leadership.term();
  let running: Promise<void> | null = null;
  const empty = new Set<string>();

  /** A selection that matches nothing is valid and hardly meant: said once while it lasts. */
  const noteEmpty = () => {
    for (const { budget, datasets } of rounds.statuses()) {
      if (datasets > 0) empty.delete(budget);
      else if (!empty.has(budget)) {
        empty.add(budget);
        log.warn({ budget }, 'no dataset with a policy document is under this budget: it limits nobody');
      }
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted && rounds.dueAt() !== Number.POSITIVE_INFINITY) {
      await clock.sleep(Math.max(0, rounds.dueAt() - clock.monotonic()), stopping.signal);
      if (stopping.signal.aborted) return;
      const { changed, missing } = rounds.round(clock.monotonic());
      noteEmpty();
      for (const dataset of [...changed, ...missing]) poke(dataset);
    }
  };
  /** Waits only while a round is due: without budgets nothing runs. */
  const wake = () => {
    if (running !== null || rounds.dueAt() === Number.POSITIVE_INFINITY) return;
    running = run().finally(() => {
      running = null;
      if (!stopping.signal.aborted) wake();
    });
  };
  const noteTerm = () => {
    if (term === leadership.term()) return;
    term = leadership.term();
    rounds.forget(clock.monotonic());
  };

  return {
    port: {
      of: (dataset, labels, current) => {
        noteTerm();
        return rounds.of(dataset, labels, current);
      },
      seen: (seen) => {
        noteTerm();
        rounds.seen(seen, clock.monotonic());
        wake();
      },
    },
    setBudgets: (budgets) => {
      rounds.setBudgets(budgets, clock.monotonic());
      wake();
    },
    setDatasets: (datasets) => {
      rounds.setDatasets(datasets, clock.monotonic());
      wake();
    },
    statuses: () => rounds.statuses(),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
