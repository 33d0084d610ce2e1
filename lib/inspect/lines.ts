/** Lines as they come with `-w`: all there is once, then each that changed. */
import { type ListOutput, printStream } from '../report/print.ts';
import type { Inspection, LookOptions } from './inspect.ts';
import type { Inspected } from './inspected.ts';
import { inspectListing, newsAfter } from './listing.ts';

export interface LinesOptions extends LookOptions {
  readonly output: ListOutput;
  /** `-A`: a column says the namespace. */
  readonly withNamespace: boolean;
  /** Takes one line, or one document. */
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
}

/** @param seen by the first look: told at once. Resolves when the signal aborts. */
export async function watchLines(
  inspection: Inspection,
  seen: readonly Inspected[],
  { output, withNamespace, write, ...look }: LinesOptions,
): Promise<void> {
  const print = printStream(inspectListing(withNamespace), output, seen);
  for (const row of seen) write(await print(row));
  const isNews = newsAfter(seen);
  // In the order in which they were looked at.
  let turn = Promise.resolve();
  await inspection.watch(look, (row) => {
    if (isNews(row)) turn = turn.then(async () => write(await print(row)));
  });
  await turn;
}
