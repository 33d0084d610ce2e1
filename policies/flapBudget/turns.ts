import type { Change } from '../../lib/model/history.ts';

/**
 * The changes that went the other way than the one before them, whoever made either: workers start and stop, and what was cached
 * goes, by any hand.
 * @param after instant, ms; those at or before it no longer count
 * @returns their instants, ms, oldest first
 */
export function turnsSince(changes: readonly Change[], after: number): readonly number[] {
  const turns: number[] = [];
  for (let i = changes.length - 1; i > 0; i--) {
    const [before, change] = [changes[i - 1] as Change, changes[i] as Change];
    if (change.at <= after) break;
    if (Math.sign(change.to - change.from) === -Math.sign(before.to - before.from)) turns.unshift(change.at);
  }
  return turns;
}
