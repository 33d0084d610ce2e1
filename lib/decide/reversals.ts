import type { Change } from '../model/history.ts';

export const HOUR_MS = 3_600_000;
/** So many reversals within an hour are a tug of war. */
export const TUG_OF_WAR = 3;

/**
 * How often, since `after`, a change undid the direction of the one before it while the two were made by different hands.
 * @returns the count, and the last foreign manager among them
 */
export function reversals(changes: readonly Change[], after: number): { count: number; manager: string } {
  let count = 0;
  let manager = '';
  for (let i = 1; i < changes.length; i++) {
    const [before, change] = [changes[i - 1] as Change, changes[i] as Change];
    if (change.at <= after) continue;
    const opposite = Math.sign(change.to - change.from) === -Math.sign(before.to - before.from);
    const foreign = before.by === 'other' ? before : change.by === 'other' ? change : null;
    if (!opposite || foreign === null || before.by === change.by) continue;
    count++;
    manager = foreign.manager;
  }
  return { count, manager };
}
