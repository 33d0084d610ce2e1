/** Small ledgers made by hand, in real folders, of the records a daemon would write. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../../lib/decide/decide.ts';
import { reachOf } from '../../../lib/decide/remember.ts';
import type { Entry } from '../../../lib/ledger/entry.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { readLedger } from '../../../lib/ledger/read.ts';
import type { History } from '../../../lib/model/history.ts';
import type { DecisionRecord, LedgerEntry, PolicyRecord, QuietRecord } from '../../../lib/model/records.ts';
import { findStory } from '../../../lib/report/find.ts';
import type { Story } from '../../../lib/report/story.ts';
import { projectRoot } from '../../../lib/root.ts';
import { type LoadedDocument, loadDocuments } from '../../../lib/spec/load.ts';
import { policies } from '../../../policies/index.ts';
import { tempFolder } from '../../support/temp.ts';
import { GIB, history, MINUTE, NOON, type ObservationWishes, observation, SECOND } from '../decide/make.ts';

export { GIB, MINUTE, NOON, SECOND } from '../decide/make.ts';

export const SPARK = 'default/spark';

/** A document as the daemon reads it. @throws when it has a fault */
export function documentOf(text: string, file = 'spark.yaml'): LoadedDocument {
  const { documents, faults } = loadDocuments(text, file, policies);
  const [document] = documents;
  if (document === undefined) throw new Error(JSON.stringify(faults));
  return document;
}

export const articleText: string = readFileSync(join(projectRoot, 'examples/spark.yaml'), 'utf8');
export const article: LoadedDocument = documentOf(articleText);

export function policyRecord(document: LoadedDocument = article): PolicyRecord {
  const { key: dataset, hash, file, text, plan } = document;
  return { kind: 'policy', dataset, hash, file, text, ...reachOf(plan) };
}

export const start: LedgerEntry = { kind: 'start', version: '9.9.9', dryRun: false, interval: 5 * SECOND };

/** What the daemon decides of such an observation, as a record. */
export function decisionRecord(
  at: number,
  seen: ObservationWishes = {},
  { past = history(), document = article }: { past?: History; document?: LoadedDocument } = {},
): DecisionRecord {
  const observed = observation({ at, ...seen });
  const { at: decidedAt, ...rest } = decide(document.plan, observed, structuredClone(past), at);
  const { key: dataset, hash: policy } = document;
  const told = { kind: 'decision', dataset, uid: observed.uid, decidedAt, policy, version: '9.9.9' } as const;
  return { ...told, ...rest, observation: observed, wishUntil: null, adopted: true, rests: null };
}

/** A full cache of one worker: the article's reason to grow. */
export const FULL: ObservationWishes = { reading: { used: 0.96 } };
/** Half a cache. */
export const HALF: ObservationWishes = { reading: { used: 0.5 } };

export function quietRecord(decision: DecisionRecord, from: number, to: number, ticks = 12): QuietRecord {
  const { dataset, uid, current, wish, outcome, reason } = decision;
  const used = { min: 0.25 * GIB, max: 0.5 * GIB, last: 0.5 * GIB };
  const told = { kind: 'quiet', dataset, uid, from, to, ticks, used, capacity: GIB } as const;
  return { ...told, current, wish, outcome, reason };
}

/** The intent after a decision that moves, and its conclusion. */
export function patchRecords(
  decision: DecisionRecord,
  decisionSeq: number,
  result: 'applied' | 'lost' | 'refused' | 'unknown' = 'applied',
  text = '',
): readonly [LedgerEntry, LedgerEntry] {
  const { dataset, uid, current: from, target: to, decidedAt: concludedAt } = decision;
  const about = { dataset, uid, from, to };
  return [
    { kind: 'intent', ...about, generation: 1 } as LedgerEntry,
    { kind: 'conclusion', ...about, intent: decisionSeq + 1, result, concludedAt, text },
  ];
}

/** Entries, and the instant at which they are recorded, ms. */
export type Step = readonly [at: number, ...entries: LedgerEntry[]];

/** Writes a ledger into a folder of its own. The first record is the ledger's own, so the first entry is record 2. */
export async function writeLedger(
  steps: readonly Step[],
  options: { maxSegmentBytes?: number; checkpoint?: () => readonly Entry[]; keyFile?: string } = {},
): Promise<string> {
  const folder = join(tempFolder('report'), 'ledger');
  let now = steps[0]?.[0] ?? NOON;
  const ledger = await openLedger({ folder, clock: { now: () => now }, ...options });
  for (const [at, ...entries] of steps) {
    now = at;
    await ledger.appendAll(entries);
  }
  await ledger.close();
  return folder;
}

export async function storyOf(steps: readonly Step[], at: number, dataset = SPARK): Promise<Story> {
  return findStory(await writeLedger(steps), dataset, at);
}

export async function recordsOf(folder: string): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const { entry } of readLedger(folder)) entries.push(entry as unknown as LedgerEntry);
  return entries;
}

/** The article's first minutes: a start, a document, a quiet minute, a move and what it came to. */
export function articleSteps(): { steps: readonly Step[]; hold: DecisionRecord; move: DecisionRecord } {
  const hold = decisionRecord(NOON, HALF);
  const move = decisionRecord(NOON + 3 * MINUTE, FULL);
  const [intent, conclusion] = patchRecords(move, 7);
  const steps: Step[] = [
    [NOON - SECOND, start, policyRecord()],
    [NOON, hold],
    [NOON + MINUTE, quietRecord(hold, NOON + 5 * SECOND, NOON + MINUTE)],
    [NOON + 3 * MINUTE, quietRecord(hold, NOON + 65 * SECOND, NOON + 3 * MINUTE - 5 * SECOND), move, intent],
    [NOON + 3 * MINUTE + 40, conclusion],
  ];
  return { steps, hold, move };
}
