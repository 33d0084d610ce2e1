/** The fields of a policy document as a table, made from the schema, so that it cannot be out of date. */
import type { Policy } from '../decide/contract.ts';
import { documentJsonSchema } from './document.ts';
import { type Field, fieldsOf } from './schema-tree.ts';

/** A Markdown table of every field, the policies' own included. */
export function referenceTable(registry: readonly Policy[]): string {
  const rows = fieldsOf(documentJsonSchema(registry)).map(row);
  return ['| field | value | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** One row of the table. */
export function row({ path, required, type, default: fallback, description }: Field): string {
  const shown = fallback === undefined ? '' : `\`${typeof fallback === 'object' ? '{}' : fallback}\``;
  const cells = [`\`${path}\``, type.replaceAll('|', '\\|'), required ? 'required' : shown, description];
  return `| ${cells.join(' | ')} |`;
}
