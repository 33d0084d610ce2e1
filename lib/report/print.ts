/** What a verb that lists things prints for each `-o`, in the manner of `kubectl get`. */
import { type Column, layOut } from './columns.ts';

/** What `-o` may be where things are listed. */
export const LIST_OUTPUTS = ['table', 'wide', 'json', 'yaml', 'name'] as const;
export type ListOutput = (typeof LIST_OUTPUTS)[number];

/** How one kind of thing is shown. */
export interface Listing<Row> {
  readonly columns: readonly Column<Row>[];
  /** For `-o name`, as `dataset/spark`. */
  readonly nameOf: (row: Row) => string;
  /** For `-o json` and `-o yaml`; the row itself unless given. */
  readonly dataOf?: (row: Row) => unknown;
}

/** A value as one document. @returns text that ends with a line feed */
export async function printData(value: unknown, output: 'json' | 'yaml'): Promise<string> {
  if (output === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  const { yamlOf } = await import('./yaml.ts');
  return yamlOf(value);
}

/** All of a list at once; as JSON and YAML it is one document with `items`, as a list of kubectl is. */
export async function printList<Row>(
  rows: readonly Row[],
  { columns, nameOf, dataOf = (row) => row }: Listing<Row>,
  output: ListOutput,
): Promise<string> {
  if (output === 'json' || output === 'yaml') return printData({ items: rows.map(dataOf) }, output);
  if (output === 'name') return rows.map((row) => `${nameOf(row)}\n`).join('');
  const table = layOut(shown(columns, output), rows);
  return [table.header, ...rows.map((row) => table.row(row))].map((line) => `${line}\n`).join('');
}

/**
 * Rows that come one by one (`-w`, a ledger too long to hold): the table's heading before the first; JSON as one object a
 * line, YAML as one document after the other, a name each time its thing comes.
 * @param known rows that are known already, for the width of the columns
 * @returns the text of the next row, with its line feed
 */
export function printStream<Row>(
  { columns, nameOf, dataOf = (row) => row }: Listing<Row>,
  output: ListOutput,
  known: readonly Row[] = [],
): (row: Row) => Promise<string> {
  if (output === 'json') return async (row) => `${JSON.stringify(dataOf(row))}\n`;
  if (output === 'yaml') return async (row) => `---\n${await printData(dataOf(row), output)}`;
  if (output === 'name') return async (row) => `${nameOf(row)}\n`;
  const table = layOut(shown(columns, output), known);
  let heading = `${table.header}\n`;
  return async (row) => {
    const text = `${heading}${table.row(row)}\n`;
    heading = '';
    return text;
  };
}

function shown<Row>(columns: readonly Column<Row>[], output: 'table' | 'wide'): readonly Column<Row>[] {
  return columns.filter(({ wide = false }) => output === 'wide' || !wide);
}
