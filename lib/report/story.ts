/** What the ledger says of one dataset at one instant. */
import { daemonEntry } from '../ledger/daemon-entry.ts';
import type { StoredRecord } from '../ledger/entry.ts';
import type {
  ChangeRecord,
  ConclusionRecord,
  DecisionRecord,
  FaultRecord,
  IntentRecord,
  LedgerEntry,
  PolicyGoneRecord,
  PolicyRecord,
  QuietRecord,
  StartRecord,
  StopRecord,
  WaitingRecord,
} from '../model/records.ts';

export interface Told<T> {
  readonly seq: number;
  /** When it was recorded, ms. */
  readonly at: number;
  readonly hash: string;
  readonly entry: T;
}

/** Unless said otherwise each is the latest at or before the instant asked for; null: there is none. */
export interface Story {
  readonly dataset: string;
  /** The instant asked for, ms. */
  readonly at: number;
  /** What stood: a decision, or that there was nothing to decide on, or that the document had gone. */
  standing: 'decision' | 'waiting' | 'gone' | null;
  decision: Told<DecisionRecord> | null;
  waiting: Told<WaitingRecord> | null;
  gone: Told<PolicyGoneRecord> | null;
  /** The minute of looks that decided the same: the one that covers the instant, else the last before it. */
  quiet: Told<QuietRecord> | null;
  /** The document the decision was made by; without a decision the last in force. */
  policy: Told<PolicyRecord> | null;
  /** Of the same dataset, refused since that document came into force. */
  fault: Told<FaultRecord> | null;
  /** Somebody else's change since the decision. */
  change: Told<ChangeRecord> | null;
  /** Whether a daemon ran. */
  running: Told<StartRecord> | Told<StopRecord> | null;
  /** Of the decision, also when they were recorded after the instant. */
  intent: Told<IntentRecord> | null;
  conclusion: Told<ConclusionRecord> | null;
  /** The first start after the instant and before the next look. */
  restart: Told<StartRecord> | null;
  /** The last look at or before the instant that is recorded, and the first after it, ms. */
  lastLookAt: number | null;
  nextLookAt: number | null;
}

function nothing(dataset: string, at: number): Story {
  const none = { decision: null, waiting: null, gone: null, quiet: null, policy: null, fault: null };
  const later = { intent: null, conclusion: null, restart: null, nextLookAt: null };
  return { dataset, at, standing: null, ...none, change: null, running: null, ...later, lastLookAt: null };
}

/**
 * Reads the records about a dataset, oldest first, and keeps what stands at `at`; stops reading when nothing later can
 * belong to it. Whether a daemon ran is not among them.
 */
export async function storyAt(
  records: AsyncIterable<StoredRecord>,
  dataset: string,
  at: number,
): Promise<Story> {
  const story = nothing(dataset, at);
  const documents = new Map<string, Told<PolicyRecord>>();
  for await (const record of records) {
    const entry = daemonEntry(record.entry);
    if (record.at > at) {
      if (tellLater(story, record, entry)) break;
    } else tellEarlier(story, record, entry, documents);
  }
  const hash = story.standing === 'decision' ? story.decision?.entry.policy : undefined;
  story.policy = documents.get(hash ?? '') ?? story.policy;
  if (story.fault !== null && story.policy !== null && story.fault.seq < story.policy.seq) story.fault = null;
  return story;
}

export function told<T>({ seq, at, hash }: StoredRecord, entry: T): Told<T> {
  return { seq, at, hash, entry };
}

function tellEarlier(
  story: Story,
  record: StoredRecord,
  entry: LedgerEntry,
  documents: Map<string, Told<PolicyRecord>>,
): void {
  switch (entry.kind) {
    case 'policy':
      // A new segment repeats it: it has been in force since it was first told.
      if (story.policy?.entry.hash !== entry.hash) story.policy = told(record, entry);
      documents.set(entry.hash, story.policy);
      if (story.standing === 'gone') story.standing = null;
      return;
    case 'policy-gone':
      Object.assign(story, { gone: told(record, entry), standing: 'gone', quiet: null, change: null });
      return;
    case 'fault':
      story.fault = told(record, entry);
      return;
    case 'waiting':
      Object.assign(story, { waiting: told(record, entry), standing: 'waiting', quiet: null, change: null });
      story.lastLookAt = record.at;
      return;
    case 'decision':
      Object.assign(story, {
        decision: told(record, entry),
        standing: 'decision',
        quiet: null,
        change: null,
      });
      Object.assign(story, { intent: null, conclusion: null, lastLookAt: entry.decidedAt });
      return;
    case 'change':
      story.change = told(record, entry);
      return;
    case 'quiet':
      story.quiet = told(record, entry);
      story.lastLookAt = entry.to;
      return;
    default:
      tellPatch(story, record, entry);
  }
}

/** The intent follows its decision, and the conclusion names its intent; either may be recorded after the instant. */
function tellPatch(story: Story, record: StoredRecord, entry: LedgerEntry): void {
  if (entry.kind === 'intent' && story.decision?.seq === record.seq - 1) story.intent = told(record, entry);
  if (entry.kind === 'conclusion' && story.intent?.seq === entry.intent)
    story.conclusion = told(record, entry);
}

/** @returns true when nothing later can belong to the instant: the next look has been found */
function tellLater(story: Story, record: StoredRecord, entry: LedgerEntry): boolean {
  tellPatch(story, record, entry);
  // A quiet minute is written at its end, so one that covers the instant is recorded after it.
  if (entry.kind === 'quiet' && entry.from <= story.at) {
    story.quiet = told(record, entry);
    story.lastLookAt = Math.min(entry.to, story.at);
    return false;
  }
  if (entry.kind === 'quiet') story.nextLookAt = entry.from;
  if (entry.kind === 'decision') story.nextLookAt = entry.decidedAt;
  if (entry.kind === 'waiting') story.nextLookAt = record.at;
  return story.nextLookAt !== null || entry.kind === 'policy-gone';
}
