/**
 * From records back to what the daemon knew: the policies in force, each dataset's history, and intents without a
 * conclusion. Laws 3 and 4 rest on this: a restart forgets nothing.
 */
import { keepSaid } from '../decide/control-news.ts';
import { rememberLevel } from '../decide/levels.ts';
import { added, forget, goesOn, rememberChange, rememberWish } from '../decide/remember.ts';
import { doubtUse, rememberIdling } from '../decide/remember-use.ts';
import { rememberSize } from '../decide/size-seen.ts';
import type { InheritedRecord, LeadRecord, StateRecord } from '../model/carried-records.ts';
import type { Said } from '../model/control.ts';
import type { History } from '../model/history.ts';
import type {
  BudgetRecord,
  ConclusionRecord,
  DecisionRecord,
  LedgerEntry,
  PolicyRecord,
  QuietRecord,
  SeenRecord,
  StartRecord,
} from '../model/records.ts';
import { daemonEntry } from './daemon-entry.ts';
import type { StoredRecord } from './entry.ts';
import { replayFact } from './replay-facts.ts';

/** An intent whose conclusion is not (yet) in the ledger. */
export interface OpenIntent {
  readonly intent: number;
  readonly from: number;
  readonly to: number;
  readonly generation: number | null;
}

export interface DatasetMemory {
  history: History;
  /** The count last known. */
  replicas: number;
  open: OpenIntent | null;
  /** Target of the last intent whose outcome is unknown: it may still arrive. */
  unknownTo: number | null;
  /** What people said that was in force at the last recorded decision; absent: nothing. */
  said?: Said;
  /** Of the newest state that also travels with the dataset; 0 when none does. */
  stamp: number;
}

export interface LedgerState {
  /** By dataset, `namespace/name`: the document last in force. */
  readonly policies: Map<string, PolicyRecord>;
  /** By name: the budget last in force. */
  readonly budgets: Map<string, BudgetRecord>;
  readonly datasets: Map<string, DatasetMemory>;
  /** By dataset: when the last record about it was written, ms; null: nobody will ask any more. */
  toldAt: Map<string, number> | null;
  /** Hashes of the records that histories rest on, by seq. */
  readonly hashes: Map<number, string>;
  /** The last start that has no stop: then the daemon runs, or was killed and its last minute is not in the ledger. */
  start: StartRecord | null;
  /** When this ledger's daemon last came to lead, whatever came after. */
  led: LeadRecord | null;
}

/** A wish may have been heard for so long after the last record of a killed daemon: quiet records come once a minute. */
const QUIET_MS = 60_000;

/** How long a history is kept whose policy document is gone. */
const DAY_MS = 86_400_000;

export function emptyState(): LedgerState {
  return {
    policies: new Map(),
    budgets: new Map(),
    datasets: new Map(),
    toldAt: new Map(),
    hashes: new Map(),
    start: null,
    led: null,
  };
}

/**
 * What one dataset's keeper starts from: a copy, because it goes on by itself. The wish of a killed daemon is taken to have
 * lasted as long as it may have, never shorter than it did.
 */
export function memoryOf(state: LedgerState, dataset: string, now: number): DatasetMemory | null {
  const memory = state.datasets.get(dataset);
  if (memory === undefined) return null;
  const copy = structuredClone(memory);
  const last = copy.history.wishes.at(-1);
  if (state.start !== null && last !== undefined)
    last.until = Math.max(last.until, Math.min(now, last.until + QUIET_MS));
  doubtUse(copy.history, now - (state.toldAt?.get(dataset) ?? now));
  return copy;
}

/** Applies one record to the state. Kinds that carry no state are passed over. */
export function replayOne(state: LedgerState, { seq, at, hash, entry: stored }: StoredRecord): void {
  const entry = daemonEntry(stored);
  if ('dataset' in entry && entry.dataset !== null) state.toldAt?.set(entry.dataset, at);
  switch (entry.kind) {
    case 'start':
      state.start = entry;
      return;
    case 'stop':
      state.start = null;
      return;
    case 'lead':
      state.led = entry;
      return;
    case 'policy':
      state.policies.set(entry.dataset, entry);
      return;
    case 'policy-gone':
      state.policies.delete(entry.dataset);
      return;
    case 'budget':
      state.budgets.set(entry.budget, entry);
      return;
    case 'budget-gone':
      state.budgets.delete(entry.budget);
      return;
    case 'seen':
    case 'state':
      state.datasets.set(entry.dataset, begin(entry));
      return;
    case 'inherited':
      state.datasets.set(entry.dataset, inherit(entry, seq));
      state.hashes.set(seq, hash);
      return;
    default:
      replayDataset(state, entry, seq, hash);
  }
}

function begin(entry: SeenRecord | StateRecord): DatasetMemory {
  const { open, unknownTo, stamp = 0 } = entry.kind === 'state' ? entry : { open: null, unknownTo: null };
  const said = entry.kind === 'state' && entry.said !== undefined ? { said: entry.said } : {};
  const history = structuredClone(entry.history);
  return { history, replicas: entry.replicas, open, unknownTo, stamp, ...said };
}

/** What a dataset goes on with after an `inherited` record at `seq`: all that is in it rests on that record. */
export function inherit(entry: InheritedRecord, seq: number): DatasetMemory {
  const { replicas, unknownTo, stamp = 0 } = entry;
  const { changes, wishes, levels, ...rest } = structuredClone(entry.history);
  const resting = <T extends { readonly record: number }>(item: T): T =>
    item.record === 0 ? { ...item, record: seq } : item;
  const history: History = { ...rest, changes: changes.map(resting), wishes: wishes.map(resting) };
  if (levels !== undefined) history.levels = levels.map(resting);
  const open = entry.open === null || entry.open.intent > 0 ? entry.open : { ...entry.open, intent: seq };
  return { history, replicas, open, unknownTo, stamp };
}

function replayDataset(state: LedgerState, entry: LedgerEntry, seq: number, hash: string): void {
  if (!('uid' in entry)) return;
  const memory = state.datasets.get(entry.dataset);
  if (memory === undefined || memory.history.uid !== entry.uid) return;
  const { history } = memory;
  if ('stamp' in entry && entry.stamp !== undefined) memory.stamp = entry.stamp;
  if (entry.kind === 'decision') {
    if (replayDecision(memory, entry, seq)) state.hashes.set(seq, hash);
    keepSaid(memory, entry.said);
    forget(history, entry.decidedAt, state.policies.get(entry.dataset) ?? { windowMs: DAY_MS });
    if (rememberLevel(history, entry, seq)) state.hashes.set(seq, hash);
  }
  if (entry.kind === 'quiet') {
    replayQuiet(history, entry, seq);
    if (rememberLevel(history, entry, seq)) state.hashes.set(seq, hash);
  }
  if (entry.kind === 'intent') {
    const { from, to, generation } = entry;
    memory.open = { intent: seq, from, to, generation };
  }
  replayFact(history, entry);
  if (entry.kind === 'conclusion' && replayConclusion(memory, entry, seq)) state.hashes.set(seq, hash);
  if (entry.kind === 'change') {
    const { from, to, by, manager, changedAt } = entry;
    rememberChange(history, { at: changedAt, from, to, by, manager, record: seq });
    memory.replicas = to;
    memory.unknownTo = null;
    state.hashes.set(seq, hash);
  }
}

function replayDecision({ history }: DatasetMemory, entry: DecisionRecord, seq: number): boolean {
  const last = history.wishes.at(-1);
  if (last !== undefined && entry.wishUntil !== null) last.until = entry.wishUntil;
  history.adopted = entry.adopted;
  rememberSize(history, entry.observation.dataset.sizeBytes, entry.decidedAt);
  rememberIdling(history, entry);
  return rememberWish(history, { ...entry, at: entry.decidedAt }, seq);
}

function replayQuiet(history: History, quiet: QuietRecord, seq: number): void {
  const { wish, to, size = null } = quiet;
  // At some tick of the minute; the last one is on the safe side.
  rememberSize(history, size, to);
  const last = history.wishes.at(-1);
  if (last === undefined || wish === null || last.wish !== wish) return;
  const { from, until } = quiet.heard ?? { from: quiet.from, until: to };
  if (goesOn(last, wish, from)) last.until = Math.max(last.until, until);
  else history.wishes = added(history.wishes, { wish, from, until, record: seq });
}

function replayConclusion(memory: DatasetMemory, entry: ConclusionRecord, seq: number): boolean {
  memory.open = null;
  memory.unknownTo = entry.result === 'unknown' ? entry.to : null;
  if (entry.result !== 'applied' && entry.result !== 'unknown') return false;
  const { from, to, concludedAt } = entry;
  rememberChange(memory.history, { at: concludedAt, from, to, by: 'self', manager: MANAGER, record: seq });
  if (entry.result === 'applied') memory.replicas = to;
  return true;
}

/** The field manager we write as. */
export const MANAGER = 'fluid-autoscaler';
