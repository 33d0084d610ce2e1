import type { Change } from '../model/history.ts';

export const HOUR_MS = 3_600_000;
/** So many reversals within an hour are a tug of war. */
export const TUG_OF_WAR = 3;

/**
 * How often, since `after`, a change undid the direction of the one before it while the two were made by different hands,
 * at least one of them not ours.
 * @returns the count, and who the last two were: `manager` is not ours, `other` may be
 */
export function reversals(
  changes: readonly Change[],
  after: number,
): { count: number; manager: string; other: string } {
  let [count, manager, other] = [0, '', ''];
  for (let i = 1; i < changes.length; i++) {
    const [before, change] = [changes[i - 1] as Change, changes[i] as Change];
    if (change.at <= after) continue;
    const opposite = Math.sign(change.to - change.from) === -Math.sign(before.to - before.from);
    if (!opposite || sameHand(before, change)) continue;
    const [foreign, second] = before.by === 'other' ? [before, change] : [change, before];
    if (foreign.by !== 'other') continue;
    count++;
    manager = foreign.manager;
    other = second.manager;
  }
  return { count, manager, other };
}

function sameHand(a: Change, b: Change): boolean {
  return a.by === b.by && a.manager === b.manager;
}
