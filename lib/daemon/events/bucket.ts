/** A token bucket: so many at once, then one more each `refillMs`. */
export interface Bucket {
  /** Takes a token if there is one. @param now monotonic, ms */
  take(now: number): boolean;
}

export function createBucket({
  burst,
  refillMs,
}: {
  readonly burst: number;
  readonly refillMs: number;
}): Bucket {
  let tokens = burst;
  let filledAt: number | null = null;
  return {
    take: (now) => {
      tokens = Math.min(burst, tokens + (now - (filledAt ?? now)) / refillMs);
      filledAt = now;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
