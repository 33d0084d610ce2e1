import type { Context } from '../../lib/decide/contract.ts';
import { type Guarding, notBelow } from './not-below.ts';

/** Taken where the document says nothing, ms: what was loaded is about to be read, and the next operation may follow. */
export const OPERATIONS_AFTER_MS = 600_000;

/**
 * No shrink while a data operation runs, and for `afterMs` after the last one ended. When that was is remembered as it was seen,
 * so an operation that is deleted as soon as it is over counts too; the operations' own objects tell of those that nobody saw run.
 */
export function guardOperations(afterMs: number): Guarding {
  return (context) => {
    const { current, observation, now } = context;
    const [operation] = observation.operations;
    if (operation !== undefined)
      return notBelow(current, { code: 'GuardOperations', numbers: { operation } });
    const ended = lastEnded(context);
    if (ended === null) return null;
    const ago = Math.max(0, now - ended.at);
    if (ago >= afterMs) return null;
    const numbers = { operation: ended.operation, ago, left: afterMs - ago };
    return notBelow(current, { code: 'GuardOperationsEnded', numbers });
  };
}

interface Ended {
  readonly operation: string;
  readonly at: number;
}

function lastEnded({ history: { operated }, observation: { tasks = [] } }: Context): Ended | null {
  const [first = 'a data operation'] = operated?.running ?? [];
  // Seen running, and gone before that was noted: it ended just now.
  let last: Ended | null =
    operated === undefined ? null : { operation: operated.last ?? first, at: operated.since };
  for (const { kind, name, endedAt } of tasks) {
    if (endedAt !== null && endedAt > (last?.at ?? Number.NEGATIVE_INFINITY))
      last = { operation: `${kind}/${name}`, at: endedAt };
  }
  return last;
}
