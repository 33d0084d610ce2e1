import type { Clock } from '../clock/clock.ts';
import type { Plan } from '../decide/plan.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import type { Said } from '../model/control.ts';
import type { Outcome } from '../model/decision.ts';
import type { Passed, Reason } from '../model/observation.ts';
import type { LedgerEntry } from '../model/records.ts';
import type { PluginPort } from '../plugins/port.ts';
import type { Seen } from '../signals/seen.ts';
import type { Trail } from './cadence.ts';
import { nothingFollowed } from './hurry.ts';
import type {
  BudgetPort,
  ClusterPort,
  DatasetStatus,
  LeadershipPort,
  LedgerPort,
  Log,
  MemoryPort,
  Sight,
  SightPort,
  Written,
} from './ports.ts';
import type { QuietMinute, Told } from './quiet.ts';

/** What all keepers share. */
export interface KeeperPorts {
  readonly clock: Clock;
  readonly cluster: ClusterPort;
  readonly sight: SightPort;
  readonly ledger: LedgerPort;
  readonly leadership: LeadershipPort;
  /** What travels with the datasets to whoever leads next; absent: nothing does, and the ledger is all there is. */
  readonly memory?: MemoryPort | undefined;
  /** Budgets over several datasets; absent: there are none. */
  readonly budgets?: BudgetPort | undefined;
  /** Policies of the user's own; absent: none is loaded. */
  readonly plugins?: PluginPort | undefined;
  readonly log: Log;
  /** Hashes of the ledger records that histories rest on, by seq; the ledger's replay fills it. */
  readonly hashes: ReadonlyMap<number, string>;
  readonly version: string;
  /** The one namespace that is watched, or null for all. */
  readonly namespace: string | null;
}

/** What tells one recorded decision from the next. */
export interface Recorded {
  readonly uid: string;
  /** Of the document. */
  readonly hash: string;
  readonly outcome: Outcome;
  readonly current: number;
  readonly target: number;
  /** As last heard; null: none was. */
  readonly wish: number | null;
  /** What people say that is in force. */
  readonly said: Said | undefined;
  /** Of the reason. */
  readonly code: string;
  /** Monotonic instant. */
  readonly at: number;
}

/** Everything one keeper has on its desk. */
export interface Desk {
  readonly ports: KeeperPorts;
  /** `namespace/name`. */
  readonly dataset: string;
  plan: Plan;
  sight: Sight;
  /** The runtime `sight` has looked at: another uid is another cache. */
  sightUid: string | null;
  /** Of the runtime that is being decided on. */
  generation: number | null;
  memory: DatasetMemory | null;
  /** Version of the runtime after our last patch: older copies of it are not acted on. */
  resourceVersion: string | null;
  /** Monotonic instant of that patch. */
  patchedAt: number;
  /** The term of leadership in which we saw the count of `memory`; 0 when we did not lead. */
  seenInTerm: number;
  /** The term of leadership in which it was settled whose memory counts; 0: none yet. */
  recalledIn: number;
  /** What travels with the dataset could not be read: why, and until when (monotonic) that is believed. */
  unread: { readonly reason: Reason; readonly until: number; readonly failures: number } | null;
  /** What travels with the dataset lacks something that has happened. */
  behind: boolean;
  /** It is not sent again before this monotonic instant. */
  sendAt: number;
  sendFailures: number;
  /** Target of an intent concluded as lost though it may still be on its way. */
  mayArrive: number | null;
  /** Cache of one worker as the engine last said, bytes; null: it has not. */
  workerBytes: number | null;
  /** Wall clock less monotonic clock at the last look, ms. */
  skew: number | null;
  /** When the count was last looked at, ms. */
  lookedAt: number | null;
  failures: number;
  /** No patch before this monotonic instant, and why. */
  retryAt: number;
  retryReason: Reason | null;
  quiet: QuietMinute | null;
  /** Monotonic instant at which it began. */
  quietBegan: number;
  /** The engine's counters up to which records, and the minute being gathered, tell what passed; null: nothing is told yet. */
  counted: Passed | null;
  /** The dataset's size and operations as records, and the minute being gathered, tell them. */
  told: Told;
  /** The decision last recorded; null when the next one is news whatever it is. */
  recorded: Recorded | null;
  waiting: string | null;
  /** Entries the ledger did not take (disk full): they go first when it does again. */
  unwritten: readonly LedgerEntry[];
  /** The ledger could not be written last time, and that was said. */
  ledgerFailed: boolean;
  /** How full the cache was at recent looks. */
  trail: Trail;
  /** Monotonic instant at which the watches last showed something new; -Infinity: they have not. */
  newsAt: number;
  /** How soon the next look was last wanted, ms. */
  wanted: number;
  /** What the last look rested on; null: none has been taken. */
  seen: Seen | null;
  status: DatasetStatus;
}

const NONE: readonly LedgerEntry[] = [];

/** A desk on which nothing has been looked at yet. */
export function openDesk(ports: KeeperPorts, plan: Plan, memory: DatasetMemory | null): Desk {
  const dataset = `${plan.namespace}/${plan.dataset}`;
  const reason: Reason = { code: 'NotLookedYet' };
  return {
    ports,
    dataset,
    plan,
    sight: ports.sight.open(),
    sightUid: null,
    generation: null,
    memory,
    resourceVersion: null,
    patchedAt: 0,
    seenInTerm: 0,
    recalledIn: 0,
    unread: null,
    behind: false,
    sendAt: 0,
    sendFailures: 0,
    mayArrive: null,
    workerBytes: null,
    skew: null,
    lookedAt: null,
    failures: 0,
    retryAt: 0,
    retryReason: null,
    quiet: null,
    quietBegan: 0,
    counted: null,
    told: null,
    recorded: null,
    waiting: null,
    unwritten: NONE,
    ledgerFailed: false,
    trail: nothingFollowed.trail,
    newsAt: nothingFollowed.newsAt,
    wanted: nothingFollowed.wanted,
    seen: null,
    status: { dataset, plan, observation: null, decision: null, reason, history: null },
  };
}

/**
 * Appends entries, after those that could not be written earlier.
 * @returns where the given entries stand
 * @throws what the ledger throws; then nothing of `entries` counts as written
 */
export async function write(desk: Desk, entries: readonly LedgerEntry[]): Promise<readonly Written[]> {
  const late = desk.unwritten;
  const written = await desk.ports.ledger.append(late.length === 0 ? entries : [...late, ...entries]);
  if (late.length > 0) desk.unwritten = desk.unwritten.slice(late.length);
  desk.ledgerFailed = false;
  return written.slice(late.length);
}

/** As `write`, but what cannot be written now is kept for later: for facts that have already happened. */
export async function writeOrKeep(desk: Desk, entry: LedgerEntry): Promise<Written | null> {
  try {
    const [written] = await write(desk, [entry]);
    return written ?? null;
  } catch (error) {
    desk.unwritten = [...desk.unwritten, entry];
    if (!desk.ledgerFailed) {
      desk.ports.log.error({ dataset: desk.dataset, error: String(error) }, 'ledger cannot be written');
    }
    desk.ledgerFailed = true;
    return null;
  }
}
