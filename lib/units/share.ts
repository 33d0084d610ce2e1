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
 * `part` / `whole` in thousandths of a percent, rounded up, exact for whole bytes up to 2^53 and beyond.
 * @param whole > 0
 */
export function shareOf(part: number, whole: number): number {
  const estimate = Math.ceil((part / whole) * WHOLE);
  if (part * WHOLE <= Number.MAX_SAFE_INTEGER) return Math.ceil((part * WHOLE) / whole);
  // Too big for a double: correct the estimate by whole-number arithmetic.
  const [a, b] = [BigInt(Math.round(part)) * BigInt(WHOLE), BigInt(Math.round(whole))];
  const exact = Number((a + b - 1n) / b);
  return Number.isSafeInteger(exact) ? exact : estimate;
}
