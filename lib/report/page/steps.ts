/** Several figures that each hold until they change, as columns over the same instants. */

export interface Steps {
  readonly times: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/**
 * @param lines each a list of [instant, figure], oldest first
 * @param end the last figures are held until then
 * @returns every instant at which one of them changes, and for each line its figure then; null before its first
 */
export function steps(
  lines: readonly (readonly (readonly [at: number, value: number | null])[])[],
  end: number,
): Steps {
  const times = [...new Set([...lines.flatMap((line) => line.map(([at]) => at)), end])].sort((a, b) => a - b);
  const values = lines.map((line) => {
    let next = 0;
    let value: number | null = null;
    return times.map((time) => {
      for (; next < line.length && (line[next]?.[0] ?? 0) <= time; next++) value = line[next]?.[1] ?? null;
      return value;
    });
  });
  return { times, values };
}
