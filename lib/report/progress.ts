/** How far a long piece of work has come, on one line of a terminal that goes away at its end. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/**
 * @param what is counted, in the plural
 * @param least so many are worth a line
 * @returns told after each one; undefined where nobody watches
 */
export function progressLine(
  output: ProgressOutput,
  what: string,
  least = 50,
): ((done: number, all: number) => void) | undefined {
  if (output.isTTY !== true) return undefined;
  return (done, all) => {
    if (all >= least) output.write(done < all ? `\r${done} of ${all} ${what}` : '\r\x1b[K');
  };
}
