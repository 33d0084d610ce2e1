/** What the ledger says of one dataset at one instant. */
import type { StoredRecord } from '../ledger/entry.ts';
import type {
  ChangeRecord,
  ConclusionRecord,
  DecisionRecord,
  IntentRecord,
  LedgerEntry,
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

/** Each is the latest at or before the instant asked for; the last two belong to the decision. */
export interface Story {
  decision: Told<DecisionRecord> | null;
  waiting: Told<WaitingRecord> | null;
  quiet: Told<QuietRecord> | null;
  policy: Told<PolicyRecord> | null;
  change: Told<ChangeRecord> | null;
  running: Told<StartRecord> | Told<StopRecord> | null;
  intent: Told<IntentRecord> | null;
  conclusion: Told<ConclusionRecord> | null;
}

function nothing(): Story {
  return {
    decision: null,
    waiting: null,
    quiet: null,
    policy: null,
    change: null,
    running: null,
    intent: null,
    conclusion: null,
  };
}

/** Reads records, oldest first, and keeps what stands at `at`. A conclusion that came a moment later still counts. */
export async function storyAt(
  records: AsyncIterable<StoredRecord>,
  dataset: string,
  at: number,
): Promise<Story> {
  const story = nothing();
  for await (const record of records) tell(story, record, dataset, at);
  return story;
}

function tell(
  story: Story,
  { seq, at: recordedAt, hash, entry: stored }: StoredRecord,
  dataset: string,
  at: number,
): void {
  const entry = stored as unknown as LedgerEntry;
  const told = <T>(value: T): Told<T> => ({ seq, at: recordedAt, hash, entry: value });
  if (entry.kind === 'start' || entry.kind === 'stop') {
    if (recordedAt <= at) story.running = told(entry) as Told<StartRecord>;
    return;
  }
  if (!('dataset' in entry) || entry.dataset !== dataset) return;
  if (entry.kind === 'intent' && story.decision?.seq === seq - 1) story.intent = told(entry);
  if (entry.kind === 'conclusion' && story.intent?.seq === entry.intent) story.conclusion = told(entry);
  // A quiet minute is written at its end, so one that covers the instant is recorded after it.
  if (entry.kind === 'quiet' && entry.from <= at) story.quiet = told(entry);
  if (recordedAt > at) return;
  if (entry.kind === 'policy') story.policy = told(entry);
  if (entry.kind === 'change') story.change = told(entry);
  if (entry.kind === 'waiting') story.waiting = told(entry);
  if (entry.kind === 'decision') {
    Object.assign(story, {
      decision: told(entry),
      intent: null,
      conclusion: null,
      quiet: null,
      waiting: null,
    });
  }
}
