/**
 * Keeps one dataset: observe -> decide -> intend -> act -> conclude, forward only, one tick at a time.
 * It owns no timer: the schedule calls `tick`.
 */
import { decide } from '../decide/decide.ts';
import type { Plan } from '../decide/plan.ts';
import { forget, rememberWish } from '../decide/remember.ts';
import type { DatasetMemory } from '../ledger/replay.ts';
import type { Decision } from '../model/decision.ts';
import type { History } from '../model/history.ts';
import type { Observation, Reason } from '../model/observation.ts';
import type { DecisionRecord, LedgerEntry, StateRecord } from '../model/records.ts';
import { act } from './act.ts';
import { type Desk, type KeeperPorts, write, writeOrKeep } from './desk.ts';
import { isOlderThan } from './notice.ts';
import type { DatasetStatus } from './ports.ts';
import { addQuiet, QUIET_MS } from './quiet.ts';
import { recognise } from './recognise.ts';

export interface Keeper {
  /** Looks once, decides, and acts. Never throws; a failure is logged and tried again at the next tick. */
  tick(signal: AbortSignal): Promise<void>;
  setPlan(plan: Plan): void;
  /** Writes down the minute that is being gathered; before the daemon stops. */
  flush(): Promise<void>;
  status(): DatasetStatus;
  /** What must stand at the head of a ledger segment; null while nothing is known. */
  state(): StateRecord | null;
}

export function createKeeper(ports: KeeperPorts, plan: Plan, memory: DatasetMemory | null): Keeper {
  const dataset = `${plan.namespace}/${plan.dataset}`;
  const reason: Reason = { code: 'NotLookedYet' };
  const desk: Desk = {
    ports,
    dataset,
    plan,
    sight: ports.sight.open(),
    memory,
    resourceVersion: null,
    unknownTo: null,
    seenInTerm: 0,
    failures: 0,
    retryAt: 0,
    retryReason: null,
    quiet: null,
    recorded: null,
    waiting: null,
    unwritten: [],
    status: { dataset, plan, observation: null, decision: null, reason },
  };
  return {
    tick: (signal) => tick(desk, signal),
    setPlan: (next) => {
      desk.plan = next;
    },
    flush: () => flushQuiet(desk),
    status: () => desk.status,
    state: () => stateOf(desk),
  };
}

async function tick(desk: Desk, signal: AbortSignal): Promise<void> {
  const { ports, plan, dataset } = desk;
  try {
    if (!ports.cluster.synced()) return;
    await desk.sight.look(ports.cluster.objects(plan.namespace, plan.dataset), plan.engineUrl, signal);
    if (signal.aborted) return;
    await consider(desk);
  } catch (error) {
    ports.log.error({ dataset, error: String(error) }, 'this tick failed; the next one tries again');
  }
}

async function consider(desk: Desk): Promise<void> {
  const { ports, plan } = desk;
  // Read again after the look: what was watched meanwhile counts.
  const objects = ports.cluster.objects(plan.namespace, plan.dataset);
  if (isOlderThan(objects, desk.resourceVersion)) return;
  const now = ports.clock.now();
  const seen = desk.sight.observe(objects, now);
  if ('waiting' in seen || objects.runtime === null) {
    return wait(
      desk,
      'waiting' in seen ? seen.waiting : { code: 'NoRuntime', numbers: { dataset: desk.dataset } },
    );
  }
  desk.waiting = null;
  await recognise(desk, seen.observation, objects.runtime);
  if (desk.memory === null) return;
  const observation = withRetry(desk, seen.observation, now);
  const decision = decide(plan, observation, desk.memory.history, now);
  desk.status = { dataset: desk.dataset, plan, observation, decision, reason: decision.reason };
  await record(desk, observation, decision, desk.memory.history);
  forget(desk.memory.history, now, plan.windowMs);
}

/** Nothing to decide on: said once. */
async function wait(desk: Desk, reason: Reason): Promise<void> {
  const { dataset, plan } = desk;
  desk.status = { dataset, plan, observation: null, decision: null, reason };
  if (desk.waiting === reason.code) return;
  desk.waiting = reason.code;
  desk.recorded = null;
  await flushQuiet(desk);
  await writeOrKeep(desk, { kind: 'waiting', dataset, reason });
}

/** After a patch that failed, nothing is tried until the back-off has passed; the pipeline sees it as an obstacle. */
function withRetry(desk: Desk, observation: Observation, now: number): Observation {
  if (now >= desk.retryAt || desk.retryReason === null || observation.obstacle !== null) return observation;
  const numbers = { ...desk.retryReason.numbers, left: desk.retryAt - now };
  return { ...observation, obstacle: { code: desk.retryReason.code, numbers } };
}

async function record(
  desk: Desk,
  observation: Observation,
  decision: Decision,
  history: History,
): Promise<void> {
  const key = keyOf(desk.plan, observation, decision);
  if (key === desk.recorded && decision.outcome !== 'move') {
    rememberWish(history, decision, 0);
    await quietly(desk, observation, decision);
    return;
  }
  const minute = desk.quiet;
  const entries: LedgerEntry[] = [
    ...(minute === null ? [] : [minute]),
    decisionRecord(desk, observation, decision, history),
  ];
  desk.quiet = null;
  try {
    const written =
      decision.outcome === 'move'
        ? await act(desk, observation, decision, entries)
        : (await write(desk, entries)).at(-1);
    desk.recorded = key;
    rememberWish(history, decision, written?.seq ?? 0);
  } catch (error) {
    desk.quiet = minute;
    rememberWish(history, decision, 0);
    desk.status = { ...desk.status, reason: { code: 'LedgerUnwritable', numbers: { error: String(error) } } };
    desk.ports.log.error(
      { dataset: desk.dataset, error: String(error) },
      'ledger cannot be written; nothing is changed',
    );
  }
}

/** Two decisions with the same key are the same news. */
function keyOf(
  plan: Plan,
  { uid }: Observation,
  { outcome, current, target, wish, reason }: Decision,
): string {
  return `${uid} ${plan.hash} ${outcome} ${current} ${target} ${wish} ${reason.code}`;
}

async function quietly(desk: Desk, observation: Observation, decision: Decision): Promise<void> {
  desk.quiet = addQuiet(desk.quiet, desk.dataset, observation, decision);
  if (desk.quiet.to - desk.quiet.from < QUIET_MS) return;
  await flushQuiet(desk);
}

async function flushQuiet(desk: Desk): Promise<void> {
  const minute = desk.quiet;
  if (minute === null) return;
  desk.quiet = null;
  await writeOrKeep(desk, minute);
}

function decisionRecord(
  desk: Desk,
  observation: Observation,
  decision: Decision,
  history: History,
): DecisionRecord {
  const { at, ...rest } = decision;
  const oldest = oldestRecord(history);
  const hash = oldest === null ? undefined : desk.ports.hashes.get(oldest);
  return {
    kind: 'decision',
    dataset: desk.dataset,
    uid: observation.uid,
    decidedAt: at,
    policy: desk.plan.hash,
    version: desk.ports.version,
    ...rest,
    observation,
    wishUntil: history.wishes.at(-1)?.until ?? null,
    adopted: history.adopted,
    rests: oldest === null || hash === undefined ? null : { seq: oldest, hash },
  };
}

function oldestRecord(history: History): number | null {
  const seqs = [history.wishes[0]?.record, history.changes[0]?.record].filter(
    (seq): seq is number => seq !== undefined && seq > 0,
  );
  return seqs.length === 0 ? null : Math.min(...seqs);
}

function stateOf({ memory, dataset }: Desk): StateRecord | null {
  if (memory === null) return null;
  const { history, replicas, open } = memory;
  return { kind: 'state', dataset, history: structuredClone(history), replicas, open };
}
