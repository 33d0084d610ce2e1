/** Labels of one line, by their names. */
export type Labels = ReadonlyMap<string, string>;

const LABEL = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,|$)/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n' };

/**
 * What stands between the braces of a line in the Prometheus text format: `mp="/jfs",vol_name="minio"`.
 * @returns null when it is not of that form, or names a label twice
 */
export function parseLabels(text: string): Labels | null {
  const labels = new Map<string, string>();
  const end = text.trimEnd().length;
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < end) {
    const match = LABEL.exec(text);
    if (match === null) return null;
    const [, name, value] = match as unknown as [string, string, string];
    if (labels.has(name)) return null;
    labels.set(
      name,
      value.replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped),
    );
  }
  return labels;
}
