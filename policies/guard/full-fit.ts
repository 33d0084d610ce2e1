import type { Interval } from '../../lib/decide/contract.ts';
import { unusedFor } from '../../lib/decide/idling.ts';
import { type Guarding, notBelow } from './not-below.ts';

/**
 * Under LRU a cache of share x has a hit share of about x + (1-x) ln(1-x) on shuffled epochs: half a cache is worth little.
 * Where the ceiling is below full fit the dataset is not to fit whole, so there is nothing to keep.
 * @param idleAfterMs after so long without use it has no say, for nobody misses what goes; null: the document never takes the
 *   dataset for idle, and it counts as in use
 * @param most `replicas.max`: the ceiling while a person's override is in force, which is no word about how much is to be kept
 */
export function guardFullFit(idleAfterMs: number | null, most: number): Guarding {
  return (context): Interval | null => {
    const { current, bounds, fullFit, inForce, reading, semantics } = context;
    if (idleAfterMs !== null && (unusedFor(context) ?? 0) >= idleAfterMs) return null;
    if (fullFit === null) {
      if (semantics === 'hpa') return null;
      const missing = reading === null ? 'no reading of the cache' : 'the dataset size is unknown';
      return notBelow(current, { code: 'GuardSizeUnknown', numbers: { missing } });
    }
    const ceiling = inForce?.override ? most : bounds.max;
    if (fullFit > ceiling) return null;
    return notBelow(Math.min(current, fullFit), { code: 'GuardFullFit', numbers: { fullFit } });
  };
}
