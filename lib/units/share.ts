/**
 * Shares (`90%`) as whole thousandths of a percent, so that no comparison depends on how a double rounds:
 * 100 % is 100000. The article's adapter rounds utilization up to a whole percent; we keep three more digits
 * and round up as it does.
 */
export const WHOLE = 100_000;

/** @returns thousandths of a percent, or null: `90%` -> 90000, `87.5%` -> 87500 */
export function parseShare(text: string): number | null {
  const match = /^(\d+(?:\.\d{1,3})?)\s*%$/.exec(text.trim());
  return match ? Math.round(Number(match[1]) * 1000) : null;
}

/** 90000 -> `90%`, 92387 -> `92.387%`. */
export function formatShare(share: number): string {
  return `${share / 1000}%`;
}

/**
 * A share as a person reads it: with one decimal, and as many more as keep it on its side of 0, of 100 % and of each of
 * `others`, so that rounding never turns a comparison around: 90335 -> `90.3%`, but 89960 beside 90000 -> `89.96%`.
 */
export function readableShare(share: number, others: readonly number[] = []): string {
  const marks = [0, WHOLE, ...others];
  for (const unit of [100, 10]) {
    const rounded = (value: number) => Math.round(value / unit) * unit;
    const short = rounded(share);
    // Each of the others may be printed exactly or shortened itself.
    const kept = marks.every((mark) =>
      [mark, rounded(mark)].every((other) => Math.sign(short - other) === Math.sign(share - mark)),
    );
    if (kept) return formatShare(short);
  }
  return formatShare(share);
}

/**
 * (`part` x `partTimes`) / (`whole` x `wholeTimes`) in thousandths of a percent, rounded up; exact for whole numbers of any
 * size, so that a cache at exactly its threshold is at its threshold.
 * @param whole > 0, as is `wholeTimes`
 */
export function shareOf(part: number, whole: number, partTimes = 1, wholeTimes = 1): number {
  const [dividend, divisor] = [part * partTimes * WHOLE, whole * wholeTimes];
  if (dividend <= Number.MAX_SAFE_INTEGER && divisor <= Number.MAX_SAFE_INTEGER) {
    return Math.ceil(dividend / divisor);
  }
  const estimate = dividend / divisor;
  // Beyond 2^53 a double may be off in its last digits: they matter only next to a whole number.
  if (Math.abs(estimate - Math.round(estimate)) > estimate * 1e-14) return Math.ceil(estimate);
  const exact = wholeNumber(part) * BigInt(partTimes) * BigInt(WHOLE);
  const by = wholeNumber(whole) * BigInt(wholeTimes);
  return Number((exact + by - 1n) / by);
}

function wholeNumber(value: number): bigint {
  return BigInt(Math.round(value));
}
