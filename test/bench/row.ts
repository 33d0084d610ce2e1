/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  readonly measure: string;
  /** What was measured, with its unit. */
  readonly result: string;
  /** What it must at least (or at most) be, with its unit. */
  readonly floor: string;
  readonly ok: boolean;
}
