/** Over which looks virtual time may jump: those at which nothing can change. The proof is in the README. */
import type { DatasetStatus } from '../daemon/ports.ts';
import { QUIET_MS } from '../daemon/quiet.ts';
import type { Plan } from '../decide/plan.ts';
import { KEEP_MS } from '../signals/recent.ts';

/** How things stand after a look. Instants, ms. */
export interface Stillness {
  readonly now: number;
  /** Since when all looks saw the same and decided the same. */
  readonly since: number;
  /** When the ledger last took news. */
  readonly news: number;
  /** When something next happens by itself; `now` while data moves. */
  readonly nextEvent: number;
  /** When the plan itself next says something else (lib/decide/next-change.ts); Infinity: never. */
  readonly nextChange: number;
  readonly end: number;
  readonly plan: Plan;
}

/** @returns an instant: every look before it would be as the last one. `now` where that cannot be told */
export type JumpRule = (stillness: Stillness) => number;

export const jumpRule: JumpRule = ({ now, since, news, nextEvent, nextChange, end, plan }) => {
  // What a plug-in makes of the clock nobody can tell but itself.
  if (plan.asks?.some(({ byClock }) => byClock)) return now;
  const settled =
    now - since >= Math.max(plan.windowMs, plan.levelsMs ?? 0, KEEP_MS) && now - news > QUIET_MS;
  return settled ? Math.min(nextEvent, end, nextChange) : now;
};

export interface StillnessWatch {
  /** Takes a look at `now`. @param seen something that is the same as before exactly when nothing seen has changed */
  note(
    status: DatasetStatus,
    seen: { readonly version: number; readonly unchangedSince: number },
    now: number,
  ): void;
  news(now: number): void;
  readonly since: number;
  readonly lastNews: number;
}

export function watchStillness(start: number): StillnessWatch {
  let [since, lastNews, version] = [start, start, -1];
  let matter = '';
  return {
    note: ({ decision, reason }, seen, now) => {
      const decided =
        decision === null
          ? reason.code
          : `${decision.outcome} ${decision.current} ${decision.target} ${decision.wish}`;
      if (decided !== matter || seen.version !== version) since = now;
      since = Math.max(since, seen.unchangedSince);
      [matter, version] = [decided, seen.version];
    },
    news: (now) => {
      lastNews = now;
    },
    get since() {
      return since;
    },
    get lastNews() {
      return lastNews;
    },
  };
}
