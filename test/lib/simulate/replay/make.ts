/** Ledgers written by simulations, in real folders, and replays of them. */
import { join } from 'node:path';
import type { PolicyInForce } from '../../../../lib/daemon/daemon.ts';
import { openLedger } from '../../../../lib/ledger/ledger.ts';
import type { LedgerEntry } from '../../../../lib/model/records.ts';
import { readTimelines, type Timelines } from '../../../../lib/report/timeline/read.ts';
import type { WhatIf } from '../../../../lib/report/what-if.ts';
import { whatIfs } from '../../../../lib/simulate/replay/what-if.ts';
import type { SimulateOptions, Simulation } from '../../../../lib/simulate/simulate.ts';
import { type LoadedDocument, loadDocuments } from '../../../../lib/spec/load.ts';
import { policies } from '../../../../policies/index.ts';
import { tempFolder } from '../../../support/temp.ts';
import { run } from '../make.ts';

export interface Recorded {
  readonly folder: string;
  readonly simulation: Simulation;
}

/** Plays a scenario and keeps all of it as a daemon would. @param alter what a record becomes; null: it is left out */
export async function record(
  spec: string,
  options: Partial<Omit<SimulateOptions, 'scenario'>> = {},
  alter: (entry: LedgerEntry) => LedgerEntry | null = (entry) => entry,
): Promise<Recorded> {
  const folder = join(tempFolder('replay'), 'ledger');
  const records: { at: number; entry: LedgerEntry }[] = [];
  const simulation = await run(spec, { ...options, onRecord: (one) => records.push(one) });
  let now = records[0]?.at ?? 0;
  const ledger = await openLedger({ folder, clock: { now: () => now } });
  let quiet: LedgerEntry[] = [];
  for (const { at, entry } of records) {
    now = at;
    const kept = alter(entry);
    if (kept === null) continue;
    // Each write waits for the disk, and a quiet minute carries its own times.
    quiet.push(kept);
    if (kept.kind === 'quiet' && quiet.length < 30) continue;
    await ledger.appendAll(quiet);
    quiet = [];
  }
  await ledger.appendAll(quiet);
  await ledger.close();
  return { folder, simulation };
}

export function documentsOf({ text, file }: PolicyInForce): readonly LoadedDocument[] {
  return loadDocuments(text, file, policies).documents;
}

export interface Replaying {
  readonly from?: number;
  readonly to?: number;
  readonly others?: readonly PolicyInForce[];
}

/** Reads the ledger back and replays its one dataset. */
export async function replayOf(
  folder: string,
  { from, to, others = [] }: Replaying = {},
): Promise<{ readonly timelines: Timelines; readonly whatIf: WhatIf }> {
  const timelines = await readTimelines(folder, { from: from ?? null, to: to ?? null, datasets: [] });
  if (timelines === null) throw new Error('an empty ledger');
  const found = await whatIfs(folder, { timelines, files: others.map(documentsOf) });
  const [whatIf] = found.values();
  if (whatIf === undefined) throw new Error('no dataset');
  return { timelines, whatIf };
}

/** @throws when it was refused */
export async function replayWhole(folder: string, replaying: Replaying = {}) {
  const { timelines, whatIf } = await replayOf(folder, replaying);
  if ('refused' in whatIf) throw new Error(whatIf.refused);
  return { ...whatIf, timelines };
}
