import type { Context, Interval } from '../../lib/decide/contract.ts';
import { notBelow } from './not-below.ts';

/**
 * Under LRU a cache of share x has a hit share of about x + (1-x) ln(1-x) on shuffled epochs: half a cache is worth little.
 * Also where `replicas.max` is below full fit: nothing goes against a guard that is not switched off by its name.
 */
export function guardFullFit({ current, fullFit, reading, semantics }: Context): Interval | null {
  if (fullFit === null) {
    if (semantics === 'hpa') return null;
    const missing = reading === null ? 'no reading of the cache' : 'the dataset size is unknown';
    return notBelow(current, { code: 'GuardSizeUnknown', numbers: { missing } });
  }
  return notBelow(Math.min(current, fullFit), { code: 'GuardFullFit', numbers: { fullFit } });
}
