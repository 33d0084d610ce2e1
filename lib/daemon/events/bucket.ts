/** A token bucket: so many at once, then one more each `refillMs`. */
export interface Bucket {
  /** Takes a token if there is one. @param now monotonic, ms */
  take(now: number): boolean;
  /** Whether there is one to take. */
  has(now: number): boolean;
  /** Whether nothing is missing, as in a new one. */
  full(now: number): boolean;
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
  const filled = (now: number): number => {
    tokens = Math.min(burst, tokens + (now - (filledAt ?? now)) / refillMs);
    filledAt = now;
    return tokens;
  };
  return {
    take: (now) => {
      if (filled(now) < 1) return false;
      tokens -= 1;
      return true;
    },
    has: (now) => filled(now) >= 1,
    full: (now) => filled(now) === burst,
  };
}
