import type { DatasetStatus } from '../../daemon/ports.ts';
import { daemonEntry } from '../../ledger/daemon-entry.ts';
import { readLedger } from '../../ledger/read.ts';
import { describeReason } from '../../model/reasons/index.ts';
import type { DecisionRecord } from '../../model/records.ts';
import { whyDecided } from '../../report/ladder.ts';
import { formatInstant } from '../../units/instant.ts';
import { quoted } from '../../units/quoted.ts';
import type { Screen } from './screen.ts';
import { elapsedText } from './table.ts';

export interface Ending {
  readonly ledger: string;
  readonly dataset: string;
  /** Virtual instant at which the demo began, ms. */
  readonly began: number;
  /** Virtual instant at which the daemon was told to stop, ms. */
  readonly ended: number;
  readonly last: DatasetStatus | null;
  readonly head: { readonly seq: number; readonly hash: string };
}

/** A short account at the end: what was decided and why, where the ledger lies, how to look into it. */
export async function giveAccount(ending: Ending, screen: Screen): Promise<void> {
  const { ledger, dataset, began, ended, last, head } = ending;
  const moves = await movesIn(ledger);
  screen.say('');
  screen.shout('What was decided, and why');
  for (const move of moves) {
    const would = move.outcome === 'would' ? 'would go ' : '';
    const time = elapsedText(move.decidedAt - began);
    const failed = move.failed === null ? '' : ` (${move.failed})`;
    screen.say(`  ${time.padEnd(8)}${would}${move.current} -> ${move.target}${failed}  ${whyDecided(move)}`);
  }
  if (moves.length === 0) screen.say('  nothing was changed');
  if (last?.observation != null) {
    const { replicas } = last.observation;
    const workers = replicas === 1 ? '1 worker' : `${replicas} workers`;
    screen.say(`  ${'end'.padEnd(8)}${workers}  ${describeReason(last.reason)}`);
  }
  const where = `--ledger ${quoted(ledger)}`;
  const [move] = moves;
  screen.say('');
  screen.say(`The ledger is in ${ledger}. Ask it:`);
  screen.keep(`  npx fluid-autoscaler history ${where}`);
  for (const at of [...(move === undefined ? [] : [move.recordedAt]), ended])
    screen.keep(`  npx fluid-autoscaler explain ${dataset} ${where} --at ${formatInstant(at)}`);
  screen.keep(`  npx fluid-autoscaler verify ${where} --anchor ${head.seq}:${head.hash}`);
}

/** A change that was decided on, and what the patch came to unless it was applied. */
type Move = DecisionRecord & { readonly recordedAt: number; failed: string | null };

async function movesIn(ledger: string): Promise<readonly Move[]> {
  const moves: Move[] = [];
  for await (const { at, entry } of readLedger(ledger, { kinds: ['decision', 'conclusion'] })) {
    const record = daemonEntry(entry);
    const last = moves.at(-1);
    if (record.kind === 'decision' && record.outcome !== 'hold')
      moves.push({ ...record, recordedAt: at, failed: null });
    if (record.kind === 'conclusion' && record.result !== 'applied' && last !== undefined)
      last.failed = record.result;
  }
  return moves;
}
