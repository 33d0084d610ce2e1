/** Looks that were not taken because nobody can tell them from the last one: what the keeper remembers of them. */
import { rememberLevel } from '../decide/levels.ts';
import { forget, prolongWish } from '../decide/remember.ts';
import { passedBy, passedSince } from '../signals/passed.ts';
import type { Desk } from './desk.ts';
import { noteStill } from './hurry.ts';
import { addQuiet } from './quiet.ts';

/** So many looks, evenly from the first to the last (instants, ms). */
export interface Repeated {
  readonly first: number;
  readonly last: number;
  readonly looks: number;
}

/** The wish goes on, the quiet minute grows, what no window reaches is dropped: as the same decision taken again would do. */
export function repeatLast(desk: Desk, { first, last, looks }: Repeated): void {
  const { memory, dataset, plan } = desk;
  const { observation, decision } = desk.status;
  if (memory === null || observation === null || decision === null) return;
  prolongWish(memory.history, { ...decision, at: first }, last);
  noteStill(desk, last);
  if (desk.quiet === null) desk.quietBegan = first;
  const begun =
    desk.quiet ??
    addQuiet(null, {
      dataset,
      observation,
      decision: { ...decision, at: first },
      inflow: passedSince(desk.counted, passedBy(observation.reading)),
      changed: null,
      plan,
    });
  const counted = desk.quiet === null ? looks : begun.ticks + looks;
  desk.quiet = { ...begun, to: last, ticks: counted };
  rememberLevel(memory.history, desk.quiet, 0);
  forget(memory.history, last, plan);
}
