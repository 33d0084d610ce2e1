/**
 * How much is kept of each dataset: all that is worth showing while there are few, and a fair part of what all may have together
 * where there are many, so that memory has a bound that does not grow with them.
 * @param each of one dataset at most
 * @param all of all datasets together
 */
export function shareOf(each: number, all: number, datasets: number): number {
  return Math.max(1, Math.min(each, Math.floor(all / Math.max(1, datasets))));
}
