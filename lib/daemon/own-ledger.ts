/** The daemon's own ledger: opened with what it must remember, watched for whether it can be written. */
import type { Clock } from '../clock/clock.ts';
import { checkpointOf } from '../ledger/checkpoint.ts';
import { openLedger } from '../ledger/ledger.ts';
import { type DatasetMemory, emptyState, type LedgerState, replayOne } from '../ledger/replay.ts';
import type { Ledger } from '../ledger/types.ts';
import type { Daemon, PolicyInForce } from './daemon.ts';
import type { LedgerPort, Log } from './ports.ts';

/** Nothing younger is ever pruned, however short the windows are. */
const KEEP_MS = 86_400_000;
const MAX_LEDGER_BYTES = 2 ** 30;
export interface OwnLedgerOptions {
  /** Folder of the ledger; made when missing. */
  readonly ledger: string;
  readonly keyFile?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The ledger, and what all of it that matters says. */
export async function openOwnLedger({ ledger: folder, clock, keyFile, log }: OwnLedgerOptions) {
  const state = emptyState();
  const ledger = await openLedger({
    folder,
    clock,
    keyFile,
    maxTotalBytes: MAX_LEDGER_BYTES,
    // Twice the longest window of any document: a window's beginning is told by what came before it.
    keepAtLeastMs: () =>
      Math.max(
        KEEP_MS,
        ...[...state.policies.values()].map(({ windowMs, memoryMs = windowMs }) => 2 * memoryMs),
      ),
    checkpoint: () => checkpointOf(state),
    onRecord: (record) => replayOne(state, record),
    onNote: ({ code, message }) => log.warn({ code, detail: message }, 'ledger note'),
  });
  return { ledger, state };
}

/** The text of a document in force is held once: the ledger's state, which must be able to write it again, takes that of the folder. */
export function shareTexts(
  { policies }: Pick<LedgerState, 'policies'>,
  inForce: ReadonlyMap<string, PolicyInForce>,
): void {
  for (const [dataset, { plan, file, text }] of inForce) {
    const record = policies.get(dataset);
    if (record?.hash !== plan.hash) continue;
    // Its key is a string of the ledger's own as well.
    policies.delete(dataset);
    const names = { dataset, hash: plan.hash, file: record.file === file ? file : record.file };
    policies.set(dataset, { ...record, ...names, text });
  }
}

/** The ledger as the loop writes it, and whether it could last time. */
export function watchedLedger(ledger: Ledger): LedgerPort & { faults(): readonly string[] } {
  let fault: string | null = null;
  return {
    append: async (entries) => {
      try {
        const receipts = await ledger.appendAll(entries);
        fault = null;
        return receipts;
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error);
        throw error;
      }
    },
    faults: () => (fault === null ? [] : [`the ledger cannot be written: ${fault}`]),
  };
}

/** Law 3: an intent of a run before, on a dataset that has no document any more, is concluded without looking. */
export async function concludeAbandoned(
  known: ReadonlyMap<string, DatasetMemory | null>,
  daemon: Daemon,
  ledger: LedgerPort,
  clock: Clock,
): Promise<void> {
  const kept = new Set(daemon.statuses().map(({ dataset }) => dataset));
  for (const [dataset, memory] of known) {
    if (kept.has(dataset) || memory?.open == null) continue;
    const { intent, from, to } = memory.open;
    const text = 'no policy document names the dataset any more, so nobody looked what became of it';
    const conclusion = { dataset, uid: memory.history.uid, intent, from, to, concludedAt: clock.now(), text };
    await ledger.append([{ kind: 'conclusion', result: 'unknown', ...conclusion }]);
  }
}
