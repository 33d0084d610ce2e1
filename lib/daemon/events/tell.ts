/** Which records of the ledger are worth an Event, and what it says. */
import { BY_DOCUMENT } from '../../decide/control-news.ts';
import { modeInForce } from '../../decide/mode.ts';
import type { Plan } from '../../decide/plan.ts';
import { HOLDING_RULES } from '../../decide/rules.ts';
import { type Blind, type Reason, sees } from '../../model/observation.ts';
import { describeReason } from '../../model/reasons/index.ts';
import type {
  ChangeRecord,
  ConclusionRecord,
  DecisionRecord,
  LedgerEntry,
  PolicyRecord,
  QuietRecord,
} from '../../model/records.ts';
import { whyDecided } from '../../report/ladder.ts';
import { blindAt, readAt, type Trouble, worthTelling } from './trouble.ts';

/** An Event to be written on a Dataset. */
export interface Told {
  /** `namespace/name` of the Dataset. */
  readonly dataset: string;
  readonly type: 'Normal' | 'Warning';
  /** A code of the catalogue. */
  readonly reason: string;
  /** What was done: `Scale`, `Hold`, ... */
  readonly action: string;
  readonly note: string;
  /** What makes two of them the same one again, besides the dataset and the reason. */
  readonly gist: string;
}

export interface Teller {
  /** @returns what to tell of an entry, mostly nothing; remembers what was told */
  hear(entry: LedgerEntry): readonly Told[];
}

export interface TellerOptions {
  /** Hashes of the documents in force before this daemon began, by dataset: those are no news. */
  readonly known: ReadonlyMap<string, string>;
  /** The plan of a document's text, as it came into force. */
  planOf(record: PolicyRecord): Plan | null;
  /** Instant, ms. */
  now(): number;
}

/** What is remembered of one dataset. */
interface Memory {
  hash: string | null;
  /** Why it moves, once the patch is concluded. */
  move: DecisionRecord | null;
  /** The hold last told of, until it is over. */
  hold: Reason | null;
  /** Of its engine; null: none. */
  trouble: Trouble | null;
  /** Who last told how full the cache is. */
  source: string;
}

export function createTeller({ known, planOf, now }: TellerOptions): Teller {
  const memories = new Map<string, Memory>();
  const memoryOf = (dataset: string): Memory => {
    let memory = memories.get(dataset);
    if (memory === undefined) {
      memory = { hash: known.get(dataset) ?? null, move: null, hold: null, trouble: null, source: '' };
      memories.set(dataset, memory);
    }
    return memory;
  };

  const ofEntry = (entry: LedgerEntry): Told | null => {
    if (!('dataset' in entry) || entry.dataset === null) return null;
    const { dataset } = entry;
    switch (entry.kind) {
      case 'decision':
        return ofDecision(memoryOf(dataset), entry);
      case 'waiting':
        return ofHold(memoryOf(dataset), dataset, entry.reason);
      case 'quiet':
        return ofQuiet(memories.get(dataset), entry);
      case 'conclusion':
        return ofConclusion(memoryOf(dataset), entry);
      case 'change':
        return ofChange(entry);
      case 'policy':
        return ofPolicy(memoryOf(dataset), entry, planOf(entry), now());
      case 'policy-gone':
        memories.delete(dataset);
        return normal(dataset, 'Ignore', { code: 'PolicyGone', numbers: { file: entry.file } });
      case 'fault':
        return ofFault(dataset, entry.text);
      default:
        return null;
    }
  };

  return {
    hear: (entry) => {
      const people = entry.kind === 'decision' ? ofPeople(entry) : [];
      const told = ofEntry(entry);
      return told === null ? people : [...people, told];
    },
  };
}

/** What people said. That a document pauses, the document's own Event says. */
function ofPeople({ dataset, saidNews = [] }: DecisionRecord): readonly Told[] {
  const news = saidNews.filter(({ code, numbers }) => code !== 'PauseCame' || numbers?.where !== BY_DOCUMENT);
  return news.map((reason) =>
    UNCLEAR.has(reason.code) ? warning(dataset, 'Obey', reason) : normal(dataset, 'Obey', reason),
  );
}

const UNCLEAR: ReadonlySet<string> = new Set(['OverrideUnclear', 'DoubtPauses']);

function ofDecision(memory: Memory, entry: DecisionRecord): Told | null {
  const { dataset, outcome, rungs, observation, decidedAt } = entry;
  memory.move = outcome === 'move' ? entry : null;
  const rule = rungs.find(({ by }) => HOLDING_RULES.has(by))?.reason;
  if (rule !== undefined) return ofHold(memory, dataset, rule);
  if (outcome === 'would') {
    memory.hold = null;
    const said = normal(dataset, 'Hold', entry.reason);
    const note = `${said.note}: ${whyDecided({ ...entry, reason: lastLimit(entry) })}`;
    return { ...said, note, gist: said.note };
  }
  const { reading } = observation;
  const blind = entry.wishes.some(({ says }) => says === 'blind');
  if (!sees(reading) && blind) return ofBlind(memory, dataset, reading, decidedAt);
  memory.hold = null;
  if (!sees(reading)) return null;
  memory.source = reading.source;
  return ofRead(memory, dataset, decidedAt);
}

function ofBlind(memory: Memory, dataset: string, reading: Blind, at: number): Told | null {
  memory.trouble = blindAt(memory.trouble, at);
  const told = ofHold(memory, dataset, reading);
  if (told === null || !worthTelling(memory.trouble)) return null;
  memory.trouble = { ...memory.trouble, open: true };
  return told;
}

function ofRead(memory: Memory, dataset: string, at: number): Told | null {
  if (memory.trouble === null) return null;
  const { trouble, tell } = readAt(memory.trouble, at);
  memory.trouble = trouble;
  return tell ? normal(dataset, 'Read', { code: 'CacheRead', numbers: { source: memory.source } }) : null;
}

/** Nothing new, but that a trouble is over. */
function ofQuiet(memory: Memory | undefined, { dataset, used, to }: QuietRecord): Told | null {
  return memory === undefined || used === null ? null : ofRead(memory, dataset, to);
}

/** Why it would have moved as it would, were the mode another. */
function lastLimit({ rungs, wishes, reason }: DecisionRecord): Reason {
  const last = rungs.filter(({ by, from, to }) => by !== 'mode' && from !== to).at(-1);
  return last?.reason ?? wishes.find(({ says }) => says === 'wish')?.reason ?? reason;
}

/** Once, until it is another one or over. */
function ofHold(memory: Memory, dataset: string, reason: Reason): Told | null {
  if (memory.hold?.code === reason.code) return null;
  memory.hold = reason;
  // Its conclusion has said so.
  if (reason.code === 'PatchFailed') return null;
  return reason.code === 'OffByPerson' ? normal(dataset, 'Hold', reason) : warning(dataset, 'Hold', reason);
}

function ofConclusion(memory: Memory, { dataset, from, to, result, text }: ConclusionRecord): Told | null {
  const { move } = memory;
  if (result === 'applied') {
    const why = move === null ? '' : `: ${whyDecided(move)}`;
    const reason = move?.reason.code ?? 'ReadyToScale';
    const note = `scaled ${from} -> ${to}${why}`;
    return { dataset, type: 'Normal', reason, action: 'Scale', note, gist: note };
  }
  const numbers = { from, to, text };
  if (result === 'refused') return warning(dataset, 'Scale', { code: 'PatchRefused', numbers });
  // A lost race is decided afresh at once.
  return result === 'unknown' ? warning(dataset, 'Scale', { code: 'PatchUnknown', numbers }) : null;
}

function ofChange({ dataset, from, to, manager }: ChangeRecord): Told {
  return normal(dataset, 'Respect', { code: 'ChangedByOther', numbers: { from, to, manager } });
}

function ofPolicy(memory: Memory, record: PolicyRecord, plan: Plan | null, now: number): Told | null {
  const { dataset, hash, file } = record;
  if (memory.hash === hash) return null;
  memory.hash = hash;
  const mode = plan === null ? 'auto' : modeInForce(plan, null, now);
  if (mode === 'paused') {
    const { by = '', why = '' } = plan?.pause ?? {};
    return normal(dataset, 'Follow', { code: 'PauseInForce', numbers: { by, why } });
  }
  if (mode === 'dry-run') return normal(dataset, 'Follow', { code: 'DryRunInForce' });
  return normal(dataset, 'Follow', { code: 'PolicyInForce', numbers: { file, hash: hash.slice(0, 12) } });
}

/** The same mistake made again is the same one; what follows from it carries a date. */
function ofFault(dataset: string, text: string): Told {
  const [fault = '', ...follows] = text.split('\n').map((line) => line.trim());
  const numbers = { fault: [fault, ...follows].join('; ') };
  return { ...warning(dataset, 'Refuse', { code: 'PolicyFaulty', numbers }), gist: fault };
}

/** A hold's numbers (ages, time left) make no new one of it. */
function normal(dataset: string, action: string, reason: Reason): Told {
  const note = describeReason(reason);
  return { dataset, type: 'Normal', reason: reason.code, action, note, gist: action === 'Hold' ? '' : note };
}

function warning(dataset: string, action: string, reason: Reason): Told {
  return { ...normal(dataset, action, reason), type: 'Warning' };
}
