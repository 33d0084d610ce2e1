/** Facts that change nothing but the history, as their records tell them. */
import { holdShrinks, rememberServed, shiftPast } from '../decide/remember.ts';
import { rememberOperations, rememberUse } from '../decide/remember-use.ts';
import type { History } from '../model/history.ts';
import type { LedgerEntry } from '../model/records.ts';

/** Other records are passed over. */
export function replayFact(history: History, entry: LedgerEntry): void {
  switch (entry.kind) {
    case 'served':
      rememberServed(history, entry.servedAt);
      return;
    case 'use':
      rememberUse(history, entry);
      return;
    case 'operated':
      rememberOperations(history, entry);
      return;
    case 'jump':
      shiftPast(history, entry.by);
      holdShrinks(history, entry.noShrinkBefore, 'ClockJumped');
  }
}
