/** Tells each change while it happens, with its ladder, as it stands in the ledger. */
import { daemonEntry } from '../../ledger/daemon-entry.ts';
import { readLedger } from '../../ledger/read.ts';
import type { DecisionRecord, LedgerEntry } from '../../model/records.ts';
import type { Table } from '../../report/columns.ts';
import { ladderLines, wishLines } from '../../report/ladder.ts';
import type { Screen } from './screen.ts';
import type { Seen } from './table.ts';

export interface Teller {
  /** Tells what the ledger has got since the last time. @param head seq of its last record */
  tell(head: number): Promise<void>;
}

/** @param began virtual instant at which the demo began, ms */
export function createTeller(ledger: string, table: Table<Seen>, screen: Screen, began: number): Teller {
  let told = 0;
  // A move is told when it is known what became of it.
  let decided: DecisionRecord | null = null;
  const hear = (record: LedgerEntry) => {
    if (record.kind === 'decision') decided = record.outcome === 'move' ? record : null;
    if (record.kind === 'decision' && record.outcome === 'would') {
      tellDecision(record, `would go ${record.current} -> ${record.target}`, table, screen, began);
    }
    if (record.kind !== 'conclusion' || decided === null) return;
    const { from, to, result, text } = record;
    const done = result === 'applied';
    const said = done ? `scaled ${from} -> ${to}` : `not scaled ${from} -> ${to}: ${result}, ${text}`;
    tellDecision(decided, said, table, screen, began);
    decided = null;
  };
  return {
    tell: async (head) => {
      if (head <= told) return;
      for await (const { seq, entry } of readLedger(ledger, { kinds: ['decision', 'conclusion'] })) {
        if (seq > told && seq <= head) hear(daemonEntry(entry));
      }
      told = head;
    },
  };
}

function tellDecision(
  decision: DecisionRecord,
  said: string,
  table: Table<Seen>,
  screen: Screen,
  began: number,
): void {
  const { observation, target, reason, wishes, decidedAt } = decision;
  screen.row(table.row({ elapsedMs: decidedAt - began, observation, wanted: target, reason }));
  screen.say('');
  screen.shout(said);
  for (const line of [...wishLines(wishes), ...ladderLines(decision)]) screen.say(line);
  screen.say('');
}
