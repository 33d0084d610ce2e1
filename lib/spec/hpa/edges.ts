/** How full the cache must become before a ratio law answers otherwise: the edges of its tolerance. */
import type { Context } from '../../decide/contract.ts';
import type { Tolerance } from './average.ts';

/** From one below the product to one above it. */
const OFF_BY_MOST = 3;

/**
 * @param target of the usage that the law divides by it, thousandths of a percent, > 0
 * @param tolerated whether a usage is within tolerance, as the law itself computes it
 * @returns the least usage above tolerance, and the most below it
 */
export function edgesOf(
  target: number,
  { up, down }: Tolerance,
  tolerated: (usage: number) => boolean,
): { readonly above: number; readonly below: number } {
  // The product of doubles may be off by one; the law itself has the last word. Beyond 2^53, where one more is no other number,
  // it has none: no cache becomes so full.
  let [above, below] = [Math.ceil(target * (1 + up)) - 1, Math.floor(target * (1 - down)) + 1];
  for (let i = 0; i < OFF_BY_MOST && tolerated(above); i++) above++;
  for (let i = 0; i < OFF_BY_MOST && tolerated(below); i++) below--;
  return { above, below };
}

/** The HPA's law of `target` over the engine's own capacity, as levels of fullness (of all workers asked for). */
export function ratioCrossings(
  target: number,
  tolerance: Tolerance,
  { reading, fullness, current }: Context,
): readonly number[] {
  if (reading === null || fullness === null) return [];
  const within = (usage: number) => {
    const ratio = usage / target;
    return 1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up;
  };
  const { above, below } = edgesOf(target, tolerance, within);
  const share = reading.workers / current;
  return around(fullness, Math.ceil(above * share), Math.floor(below * share));
}

/** Those that are still to come. */
export function around(fullness: number, above: number, below: number): readonly number[] {
  return [...(fullness < above ? [above] : []), ...(fullness > below && below > 0 ? [below] : [])];
}
