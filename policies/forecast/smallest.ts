/**
 * The k-th smallest, 0 is the least (Hoare's FIND, Communications of the ACM 4(7), 1961): linear on average, where sorting
 * would take most of a forecast's time. Reorders `values`: none before index k is larger.
 */
export function smallest(values: Float64Array, k: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[k] as number;
    let [i, j] = [low, high];
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const kept = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = kept;
    }
    if (j < k) low = i;
    if (i > k) high = j;
  }
  return values[k] ?? Number.NaN;
}
