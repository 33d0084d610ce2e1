/** The nearest known word for a typo. */

/**
 * Optimal string alignment distance: insertions, deletions, replacements, and swaps of two neighbours.
 * @param most stop counting beyond this
 * @returns the distance, or a number above `most`
 */
export function distance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + cost,
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, (before[j - 2] as number) + 1);
      row.push(best);
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}

/**
 * @returns the word of `known` that `word` was probably meant to be: at most a third of it mistyped (a short word by
 * one letter), letters' case and separators aside; the first of equals; undefined when none is near
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const plain = simplify(word);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const candidate of known) {
    const apart = distance(plain, simplify(candidate), least);
    if (apart < least) [best, least] = [candidate, apart];
  }
  return best;
}

function simplify(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}
