/**
 * Breaks a line at spaces so that it fits a terminal; what follows hangs under the line's last column (what comes after two
 * spaces or more), so that a table stays one.
 * @param columns of the terminal; null: not a terminal, the line stays as it is
 */
export function wrap(line: string, columns: number | null): string[] {
  if (columns === null || line.length <= columns) return [line];
  const hang = ' '.repeat(hangOf(line, columns));
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const least = lines.length === 0 ? firstWord(line) : hang.length;
    const space = rest.lastIndexOf(' ', columns);
    const end = space > least ? space : rest.indexOf(' ', columns);
    if (end < 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = hang + rest.slice(end + 1);
  }
  return [...lines, rest];
}

/** A last column far to the right would leave no room. */
function hangOf(line: string, columns: number): number {
  const gaps = [...line.matchAll(/ {2,}(?=\S)/g)].map(({ index, 0: gap }) => index + gap.length);
  return Math.max(firstWord(line), ...gaps.filter((end) => end <= columns / 2));
}

function firstWord(line: string): number {
  return line.length - line.trimStart().length;
}

/** Cuts a line to a terminal's width, and shows that it did. */
export function cut(line: string, columns: number | null): string {
  return columns === null || line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}
