import type { Context, Interval } from '../../lib/decide/contract.ts';
import { notBelow } from './not-below.ts';

/**
 * Under LRU a cache of share x has a hit share of about x + (1-x) ln(1-x) on shuffled epochs: half a cache is worth little.
 * Where the ceiling is below full fit the dataset is not to fit whole, so there is nothing to keep.
 */
export function guardFullFit({ current, bounds, fullFit, reading, semantics }: Context): Interval | null {
  if (fullFit === null) {
    if (semantics === 'hpa') return null;
    const missing = reading === null ? 'no reading of the cache' : 'the dataset size is unknown';
    return notBelow(current, { code: 'GuardSizeUnknown', numbers: { missing } });
  }
  if (fullFit > bounds.max) return null;
  return notBelow(Math.min(current, fullFit), { code: 'GuardFullFit', numbers: { fullFit } });
}
