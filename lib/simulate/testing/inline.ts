/** A document that stands within another one. */
import { isNode, parseDocument } from 'yaml';
import type { Path } from '../../spec/schema-tree.ts';
import type { Slice } from '../../spec/split.ts';
import type { YamlDocument } from '../../spec/yaml.ts';

/**
 * The text of the value at a path as a file of its own, with everything at the line and column it has in the outer file: what
 * is wrong with it is then said in places of that file.
 * @param slice the outer document, which has been read without a fault
 */
export function inlineText(slice: Slice, yaml: YamlDocument, path: Path): string {
  const node = parseDocument(slice.text, { uniqueKeys: false, stringKeys: true, merge: true }).getIn(
    path,
    true,
  );
  if (!isNode(node) || !node.range) throw new Error(`there is no value at ${path.join('.')}`);
  const [start, end] = node.range;
  const { line, column } = yaml.place(start);
  return `${'\n'.repeat(line - 1)}${' '.repeat(column - 1)}${slice.text.slice(start, end)}\n`;
}
