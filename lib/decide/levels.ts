/**
 * How full the cache was, remembered record by record, so that a replay of the ledger remembers the same (law 8). The only
 * functions that change `history.levels`.
 */
import type { History, Level } from '../model/history.ts';
import { type Reading, sees } from '../model/observation.ts';
import type { DecisionRecord, QuietRecord } from '../model/records.ts';

/** What a record must say of how full the cache was. */
type Told = (QuietTold | DecisionTold) & Pick<QuietRecord, 'levelsMs'>;
type QuietTold = Pick<QuietRecord, 'kind' | 'to' | 'used' | 'capacity'> & { readonly from: number };
type DecisionTold = Pick<DecisionRecord, 'kind' | 'decidedAt' | 'observation'>;

/**
 * Remembers what a record says, and forgets what is older than it asks for; where it asks for nothing, all of it. A quiet minute
 * that is still being gathered may be told again and again: it is known by when it began. Nothing is entered while blind.
 * @param record its seq, 0 while it is not written
 * @returns whether anything in the history rests on it
 */
export function rememberLevel(history: History, told: Told, record: number): boolean {
  const { levelsMs } = told;
  if (levelsMs === undefined) {
    delete history.levels;
    return false;
  }
  const level = levelOf(told, record);
  if (level === null) return false;
  history.levels ??= [];
  const { levels } = history;
  const last = levels.at(-1);
  if (last !== undefined && level.at < last.at) return false;
  if (last?.from === level.from) levels[levels.length - 1] = level;
  else levels.push(level);
  // One before the span is kept: it tells what the span began with.
  let old = 0;
  while (old < levels.length - 1 && (levels[old + 1] as Level).at < level.at - levelsMs) old++;
  if (old > 0) levels.splice(0, old);
  return true;
}

function levelOf(told: Told, record: number): Level | null {
  if (told.kind === 'quiet') {
    const { from, to, used, capacity } = told;
    return used === null || capacity === null ? null : { from, at: to, used: used.last, capacity, record };
  }
  const { decidedAt: at, observation } = told;
  return sees(observation.reading) ? levelAt(at, observation.reading, record) : null;
}

function levelAt(at: number, { usedBytes, capacityBytes }: Reading, record: number): Level {
  return { from: at, at, used: usedBytes, capacity: capacityBytes, record };
}

/** Moves all of them along with a clock that was set. */
export function shiftLevels(history: History, by: number): void {
  if (history.levels === undefined) return;
  history.levels = history.levels.map((level) => ({ ...level, from: level.from + by, at: level.at + by }));
}
