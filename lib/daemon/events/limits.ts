/** How many Events may be written: about one dataset, and about all of them together. */
import { type Bucket, createBucket } from './bucket.ts';

/** As client-go's recorder: 25 at once and then one in five minutes about one object. */
const PER_DATASET = { burst: 25, refillMs: 300_000 };
/** About all of them together. */
const OVERALL = { burst: 100, refillMs: 100 };
/** From so many on, buckets that are full again are let go. */
const MANY = 500;

export interface Limits {
  /** Whether one more may be written, which is then counted. @param now monotonic, ms */
  allow(dataset: string, now: number): boolean;
}

export function createLimits(): Limits {
  const overall = createBucket(OVERALL);
  const buckets = new Map<string, Bucket>();
  const forgetFull = (now: number): void => {
    for (const [dataset, bucket] of buckets) if (bucket.full(now)) buckets.delete(dataset);
  };
  return {
    allow: (dataset, now) => {
      // Of ten thousand datasets that are told of at once nothing is kept but of those whose turn it is.
      if (!overall.has(now)) return false;
      const bucket = buckets.get(dataset) ?? createBucket(PER_DATASET);
      if (buckets.size >= MANY) forgetFull(now);
      buckets.set(dataset, bucket);
      return bucket.take(now) && overall.take(now);
    },
  };
}
