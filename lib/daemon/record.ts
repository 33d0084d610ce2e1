/** What of a tick is written down: news as a decision, the rest as one quiet record a minute. */
import { isSaid, NOTHING, saidNow } from '../decide/control.ts';
import { keepSaid, newsBetween } from '../decide/control-news.ts';
import { rememberLevel } from '../decide/levels.ts';
import type { Plan } from '../decide/plan.ts';
import { rememberWish } from '../decide/remember.ts';
import { rememberIdling } from '../decide/remember-use.ts';
import type { Said } from '../model/control.ts';
import type { Decision } from '../model/decision.ts';
import type { History } from '../model/history.ts';
import type { Observation, Passed } from '../model/observation.ts';
import type { DecisionRecord, LedgerEntry } from '../model/records.ts';
import { passedBy, passedSince } from '../signals/passed.ts';
import { sameValue } from '../units/same.ts';
import { act } from './act.ts';
import { type Desk, type Recorded, write } from './desk.ts';
import { addQuiet, changedSince, levelsWanted, QUIET_MS, toldBy } from './quiet.ts';

/** One decision with all it was taken on. */
export interface Decided {
  readonly plan: Plan;
  readonly observation: Observation;
  readonly decision: Decision;
  readonly history: History;
}

/** Writes the decision down, and acts on it if it moves. A ledger that cannot be written stops the acting, not the loop. */
export async function record(desk: Desk, decided: Decided): Promise<void> {
  const { observation, decision, history } = decided;
  const next = recordedOf(desk, decided);
  if (!isNews(desk.recorded, next, decision)) {
    rememberWish(history, decision, 0);
    await quietly(desk, decided);
    return;
  }
  rememberIdling(history, decision);
  const minute = desk.quiet;
  const news = decisionRecord(desk, decided);
  const entries: LedgerEntry[] = [...(minute === null ? [] : [minute]), news];
  desk.quiet = null;
  try {
    const written =
      decision.outcome === 'move'
        ? await act(desk, observation, decision, entries)
        : await write(desk, entries);
    desk.recorded = next;
    desk.counted = passedBy(observation.reading) ?? desk.counted;
    desk.told = toldBy(observation);
    if (desk.memory !== null) keepSaid(desk.memory, saidIn(decided));
    const [seq = 0, before = 0] = written.map((one) => one.seq).toReversed();
    rememberWish(history, decision, seq);
    if (minute !== null && minute.uid === history.uid) rememberLevel(history, minute, before);
    rememberLevel(history, news, seq);
  } catch (error) {
    desk.quiet = minute;
    rememberWish(history, decision, 0);
    unwritable(desk, error);
  }
}

/** Said once, and shown for as long as it lasts. */
function unwritable(desk: Desk, error: unknown): void {
  const reason = { code: 'LedgerUnwritable', numbers: { error: String(error) } };
  if (!desk.ledgerFailed) {
    desk.ports.log.error(
      { dataset: desk.dataset, error: String(error) },
      'ledger cannot be written; nothing is changed',
    );
  }
  desk.ledgerFailed = true;
  desk.status = { ...desk.status, reason };
}

/** A hold that differs from the last one in its reason only is news once a minute: an engine may come and go every tick. */
function isNews(last: Recorded | null, next: Recorded, { outcome }: Decision): boolean {
  if (last === null || outcome === 'move' || !sameMatter(last, next)) return true;
  return last.code !== next.code && (outcome !== 'hold' || next.at - last.at >= QUIET_MS);
}

/** What was decided on and what came of it, whatever the reason and the instant. */
function sameMatter(a: Recorded, b: Recorded): boolean {
  return (
    a.uid === b.uid &&
    a.hash === b.hash &&
    a.outcome === b.outcome &&
    a.current === b.current &&
    a.target === b.target &&
    a.wish === b.wish &&
    sameValue(a.said, b.said)
  );
}

/** What people say that is in force, or undefined. */
function saidIn({ plan, observation, decision }: Decided): Said | undefined {
  const said = saidNow(plan, observation, decision.at);
  return isSaid(said) ? said : undefined;
}

function recordedOf(desk: Desk, decided: Decided): Recorded {
  const { plan, observation, decision, history } = decided;
  const { outcome, current, target, reason } = decision;
  // A tick without a wish leaves the run of the last one as it is.
  const wish = decision.wish ?? history.wishes.at(-1)?.wish ?? null;
  const said = saidIn(decided);
  const { uid } = observation;
  const at = desk.ports.clock.monotonic();
  return { uid, hash: plan.hash, outcome, current, target, wish, said, code: reason.code, at };
}

async function quietly(desk: Desk, { plan, observation, decision, history }: Decided): Promise<void> {
  const now = desk.ports.clock.monotonic();
  if (desk.quiet === null) desk.quietBegan = now;
  const inflow = inflowOf(desk, observation);
  const changed = changedSince(desk.told, observation);
  const { dataset } = desk;
  desk.quiet = addQuiet(desk.quiet, { dataset, observation, decision, inflow, changed, plan });
  rememberLevel(history, desk.quiet, 0);
  desk.counted = passedBy(observation.reading) ?? desk.counted;
  if (changed !== null) desk.told = toldBy(observation);
  if (now - desk.quietBegan >= QUIET_MS) await flushQuiet(desk);
}

/** Writes the minute that is being gathered; while the ledger cannot be written it goes on being gathered. */
export async function flushQuiet(desk: Desk): Promise<void> {
  const minute = desk.quiet;
  if (minute === null) return;
  try {
    const [written] = await write(desk, [minute]);
    desk.quiet = null;
    const history = desk.memory?.history;
    if (history?.uid === minute.uid) rememberLevel(history, minute, written?.seq ?? 0);
  } catch (error) {
    unwritable(desk, error);
  }
}

/** Since the last tick that a record tells of: a write that failed loses none of it. */
function inflowOf({ counted }: Desk, { reading }: Observation): Passed | null {
  return passedSince(counted, passedBy(reading));
}

function decisionRecord(desk: Desk, decided: Decided): DecisionRecord {
  const { plan, observation, decision, history } = decided;
  const { at, ...rest } = decision;
  const said = saidIn(decided);
  const news = newsBetween(desk.memory?.said, said ?? NOTHING, at);
  const oldest = oldestRecord(history);
  const inflow = inflowOf(desk, observation);
  const hash = oldest === null ? undefined : desk.ports.hashes.get(oldest);
  return {
    kind: 'decision',
    dataset: desk.dataset,
    uid: observation.uid,
    decidedAt: at,
    policy: plan.hash,
    version: desk.ports.version,
    ...rest,
    observation,
    wishUntil: history.wishes.at(-1)?.until ?? null,
    adopted: history.adopted,
    rests: oldest === null || hash === undefined ? null : { seq: oldest, hash },
    ...(inflow === null ? {} : { inflow }),
    ...(said === undefined ? {} : { said }),
    ...(news.length === 0 ? {} : { saidNews: news }),
    ...levelsWanted(plan),
  };
}

function oldestRecord(history: History): number | null {
  const { wishes, changes, levels } = history;
  const seqs = [wishes[0]?.record, changes[0]?.record, levels?.[0]?.record].filter(
    (seq): seq is number => seq !== undefined && seq > 0,
  );
  return seqs.length === 0 ? null : Math.min(...seqs);
}
