/** Tables in the manner of `kubectl get`: capital headings, columns as wide as what is in them, three spaces between. Pure. */
import { printable } from '../units/printable.ts';

export interface Column<Row> {
  /** As it is printed, in capitals. */
  readonly header: string;
  readonly cell: (row: Row) => string;
  /** Only shown with `-o wide`. */
  readonly wide?: boolean;
  /** The least width, characters: for tables that grow while they are read, whose later cells are not known yet. */
  readonly least?: number;
}

export interface Table<Row> {
  readonly header: string;
  row(row: Row): string;
}

const GAP = '   ';

/**
 * Lays columns out. Cells come from outside and are made printable; the last column is as long as it is.
 * @param rows those whose cells are known: no column is narrower than they need
 */
export function layOut<Row>(columns: readonly Column<Row>[], rows: readonly Row[] = []): Table<Row> {
  const known = rows.map((row) => cellsOf(columns, row));
  const widths = columns.map(({ header, least = 0 }, i) =>
    Math.max(header.length, least, ...known.map((cells) => (cells[i] as string).length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i < cells.length - 1 ? cell.padEnd(widths[i] as number) : cell))
      .join(GAP)
      .trimEnd();
  return {
    header: line(columns.map(({ header }) => header)),
    row: (row) => line(cellsOf(columns, row)),
  };
}

function cellsOf<Row>(columns: readonly Column<Row>[], row: Row): string[] {
  return columns.map(({ cell }) => printable(cell(row)));
}
