/** Reads the recording of one dataset out of a ledger. */
import { daemonEntry } from '../../ledger/daemon-entry.ts';
import type { StoredRecord } from '../../ledger/entry.ts';
import { readLedger } from '../../ledger/read.ts';
import { type DatasetMemory, emptyState, memoryOf, replayOne } from '../../ledger/replay.ts';
import type { DecisionRecord, LedgerEntry, PolicyRecord, StartRecord } from '../../model/records.ts';
import { repeatedRecords } from '../../report/checkpoints.ts';
import { aboutDataset, type FindOptions } from '../../report/find.ts';
import { createRecordKeeper, type RecordKeeper } from './record-keeper.ts';
import type { Recording } from './recording.ts';

export interface ReadRecordingOptions extends FindOptions {
  /** `namespace/name`. */
  readonly dataset: string;
  /** Instants, ms. */
  readonly from: number;
  readonly to: number;
}

/** Where a ledger does not say how often its daemon looks, ms. */
const INTERVAL_MS = 5000;

/**
 * @returns the recording, or why there is none that could be replayed
 * @throws LedgerError as `readLedger`
 */
export async function readRecording(
  folder: string,
  { dataset, from, to, ...options }: ReadRecordingOptions,
): Promise<Recording | { readonly refused: string }> {
  const start = await lastStart(folder, to, options);
  const isRepeated = await repeatedRecords(folder);
  const state = emptyState();
  let memory: DatasetMemory | null = null;
  let [policy, decision]: [PolicyRecord | null, DecisionRecord | null] = [null, null];
  let keeper: RecordKeeper | null = null;
  let looked = false;
  for await (const record of readLedger(folder, { ...options, containing: aboutDataset(dataset), to })) {
    const entry = daemonEntry(record.entry);
    const within = record.at >= from;
    if (within && !isRepeated(record.seq)) {
      keeper ??= createRecordKeeper({ dataset, policy, decision });
      if (!looked && isLook(entry)) {
        looked = true;
        memory = remembered(memoryOf(state, dataset, record.at), from);
      }
      keeper.add(record.at, entry);
    }
    if (!within && entry.kind === 'policy') policy = entry;
    if (!within && entry.kind === 'decision') decision = entry;
    if (!looked) replayOne(state, record);
  }
  const { interval = INTERVAL_MS, fastest = interval, dryRun = false } = start ?? {};
  return (
    keeper?.recording({ intervalMs: interval, fastestMs: fastest, dryRun, memory }) ?? {
      refused: 'nothing is recorded of it in that time',
    }
  );
}

/** A runtime that was seen for the first time is so for every policy: each has bounds of its own to find it in or outside of. */
function remembered(memory: DatasetMemory | null, from: number): DatasetMemory | null {
  if (memory === null) return null;
  const { firstSeen, changes, wishes } = memory.history;
  return firstSeen.at >= from && changes.length === 0 && wishes.length === 0 ? null : memory;
}

function isLook({ kind }: LedgerEntry): boolean {
  return kind === 'decision' || kind === 'quiet';
}

async function lastStart(folder: string, to: number, options: FindOptions): Promise<StartRecord | null> {
  const starts = readLedger(folder, { ...options, kinds: ['start'], to, backwards: true });
  for await (const { entry } of starts as AsyncIterable<StoredRecord>)
    return daemonEntry(entry) as StartRecord;
  return null;
}
