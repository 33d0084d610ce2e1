/** The fields of a document as a table, made from its schema, so that it cannot be out of date. */
import { type Field, fieldsOf, type SchemaNode } from './schema-tree.ts';

/** A Markdown table of every field. */
export function referenceTable(schema: SchemaNode): string {
  const rows = fieldsOf(schema).map(row);
  return ['| field | value | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** One row of the table. */
export function row({ path, required, type, default: fallback, description }: Field): string {
  const shown = fallback === undefined ? '' : `\`${shortOf(fallback)}\``;
  const cells = [`\`${path}\``, type.replaceAll('|', '\\|'), required ? 'required' : shown, description];
  return `| ${cells.join(' | ')} |`;
}

function shortOf(value: unknown): string {
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? '[]' : '{}';
}
