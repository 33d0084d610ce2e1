/** On coming to lead: whose memory of a dataset counts, this ledger's or what another daemon left beside the Lease. */
import { fillWindows, holdShrinks, latestOf, shiftPast } from '../decide/remember.ts';
import type { KubeObject } from '../kube/objects.ts';
import { type DatasetMemory, inherit } from '../ledger/replay.ts';
import type { InheritedRecord } from '../model/carried-records.ts';
import type { Observation, Reason } from '../model/observation.ts';
import type { LedgerEntry } from '../model/records.ts';
import { retryDelay } from './backoff.ts';
import { type Desk, write } from './desk.ts';
import type { Recalled } from './ports.ts';
import { meet } from './recognise.ts';
import { memoryFrom } from './travelling.ts';

/**
 * Settles, once a term of leadership, what is known of the dataset: the newest of own ledger and what travels with it. When
 * another daemon led before, its wishes are not known: the windows start full. What comes of it is recorded.
 * @returns why nothing can be decided yet, or null
 * @throws what the ledger throws; then it is settled at the next look
 */
export async function takeOver(
  desk: Desk,
  observation: Observation,
  holder: KubeObject,
): Promise<Reason | null> {
  const { ports, plan } = desk;
  const { leadership } = ports;
  const term = leadership.term();
  if (!leadership.holds() || desk.recalledIn === term) return null;
  const { monotonic } = ports.clock;
  if (desk.unread !== null && monotonic() < desk.unread.until) return desk.unread.reason;
  const recalled = (await ports.memory?.recall(plan.namespace, plan.dataset)) ?? NOTHING;
  if (recalled.result === 'unreadable') {
    const reason = { code: 'MemoryUnreadable', numbers: { text: recalled.text } };
    const failures = (desk.unread?.failures ?? 0) + 1;
    desk.unread = { reason, failures, until: monotonic() + retryDelay(failures) };
    return reason;
  }
  desk.unread = null;
  await decideWhose(desk, observation, holder, recalled);
  desk.recalledIn = term;
  return null;
}

const NOTHING: Recalled = { result: 'none' };

async function decideWhose(
  desk: Desk,
  observation: Observation,
  holder: KubeObject,
  recalled: Recalled,
): Promise<void> {
  const { uid, at } = observation;
  const { plan, ports } = desk;
  const left = recalled.result === 'found' && recalled.memory.uid === uid ? recalled.memory : null;
  const known = desk.memory?.history.uid === uid ? desk.memory : null;
  const newer = left !== null && left.stamp > (known?.stamp ?? 0);
  // Something that has happened was never sent: this daemon was killed before it could.
  desk.behind = known !== null && known.stamp > (left?.stamp ?? 0);
  // What is newer was written by another daemon, whenever that led.
  const turnedAt = newer ? at : (ports.leadership.turnedAt?.() ?? Number.NEGATIVE_INFINITY);
  const until = turnedAt + plan.windowMs;
  const done = !newer && (known?.history.noShrinkBefore ?? Number.NEGATIVE_INFINITY) >= until;
  const fills = at < until && !done;
  const damaged = recalled.result === 'damaged';
  if (!newer && !fills && !damaged) return;
  const fill = (memory: DatasetMemory) => {
    if (fills) fillWindows(memory.history, observation, until);
    if (damaged) holdShrinks(memory.history, at + plan.windowMs, 'MemoryDamaged');
    return memory;
  };
  if (!newer && known === null) return meet(desk, observation, holder, fill);
  const memory = fill(notAhead(structuredClone(newer ? memoryFrom(left, at) : (known as DatasetMemory)), at));
  await goOn(desk, memory, newer, whyOf(newer, recalled));
}

/** Another machine's clock may be ahead of ours: the latest of what it dated is taken to be of now, so that no span grows. */
function notAhead(memory: DatasetMemory, now: number): DatasetMemory {
  shiftPast(memory.history, Math.min(0, now - latestOf(memory.history)));
  return memory;
}

function whyOf(newer: boolean, recalled: Recalled): string {
  if (newer) return 'what a daemon left beside the Lease is newer than this ledger, and counts';
  if (recalled.result === 'damaged')
    return `what lies beside the Lease is not as a daemon wrote it (${recalled.text}): this ledger counts`;
  return 'another daemon led before, and left nothing newer than this ledger';
}

/** Records it, and goes on from there. An intent of ours that another daemon has dealt with is concluded first (law 3). */
async function goOn(desk: Desk, memory: DatasetMemory, newer: boolean, why: string): Promise<void> {
  const { dataset, ports } = desk;
  const { uid } = memory.history;
  const ours = desk.memory?.open ?? null;
  const entries: LedgerEntry[] = [];
  if (newer && ours !== null) {
    const text = 'another daemon has led since and looked what became of it';
    const { intent, from, to } = ours;
    const conclusion = { dataset, uid: desk.memory?.history.uid ?? uid, intent, from, to };
    const concludedAt = ports.clock.now();
    entries.push({ kind: 'conclusion', ...conclusion, result: 'unknown', concludedAt, text });
  }
  const newest = newer ? 'memory' : 'ledger';
  const inherited: InheritedRecord = { kind: 'inherited', dataset, uid, newest, why, ...memory };
  const written = await write(desk, [...entries, inherited]);
  desk.memory = inherit(inherited, written.at(-1)?.seq ?? 0);
  desk.resourceVersion = null;
  desk.recorded = null;
  const log = newer ? ports.log.info : ports.log.warn;
  log.call(ports.log, { dataset, uid, newest, why }, 'whose memory counts');
}
